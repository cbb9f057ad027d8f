import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { ensureCertificates, freePort, type MailServers, type MailUser, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import type { DoctorProtocol, DoctorServiceReport } from '#lib/contract/index.ts';
import { plainWords, Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { submitMessage } from '#lib/smtp/index.ts';
import { type ExaminationOptions, examineServer } from './index.ts';
import { causes, expectCause, expectWords, type Seen } from './testing/causes.ts';
import { oddServers, strictServers } from './testing/odd-servers.ts';

const tlsOptions = { ca: [readFileSync(ensureCertificates().caFile, 'utf8')] };
const guard = createEgressGuard({ allowNetworks: '127.0.0.0/8' });

type Visit = {
  protocol: DoctorProtocol;
  port: number;
  tls: TlsMode;
  user: MailUser;
  password?: string | null;
  host?: string;
  address?: string;
  options?: Partial<ExaminationOptions>;
};
const examine = ({ protocol, port, tls, user, password = user.password, ...more }: Visit): Promise<DoctorServiceReport> =>
  examineServer(
    {
      server: { protocol, host: more.host ?? '127.0.0.1', port, tls, login: user.login },
      credential: password === null ? null : { kind: 'password', secret: new Secret(password) },
      address: more.address ?? user.address,
    },
    // Only silence is waited for so long; what a loaded machine says late counts.
    { guard, signal: new AbortController().signal, tlsOptions, replyMs: 60_000, longestMs: 120_000, ...more.options },
  );

const factsOf = ({ stages }: DoctorServiceReport, name: string): string[] =>
  stages.flatMap(({ facts }) => facts.filter((fact) => fact.name === name).map(({ text }) => text));

test('the whole road to Dovecot and Postfix, by TLS and by STARTTLS, with everything found out on it', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('patient');
  await servers.deliver(user, 'Subject: one\r\n\r\nOne.\r\n');
  const { imap, pop3, smtp } = servers;
  const roads: [DoctorProtocol, number, TlsMode][] = [
    ['imap', imap.tlsPort, 'tls'],
    ['imap', imap.port, 'starttls'],
    ['pop3', pop3.tlsPort, 'tls'],
    ['pop3', pop3.port, 'starttls'],
    ['smtp', smtp.tlsPort, 'tls'],
    ['smtp', smtp.starttlsPort, 'starttls'],
  ];
  for (const [protocol, port, tls] of roads) {
    const report = await examine({ protocol, port, tls, user });
    expect(report.finding, `${protocol} ${tls}`).toBe(null);
    const outcomes = Object.fromEntries(report.stages.map(({ stage, outcome }) => [stage, outcome === 'slow' ? 'ok' : outcome]));
    const untaken = tls === 'tls' ? 'starttls' : 'tls';
    expect(outcomes).toEqual({
      ...{ dns: 'ok', tcp: 'ok', tls: 'ok', greeting: 'ok', capabilities: 'ok', starttls: 'ok', auth: 'ok', probe: 'ok', logout: 'ok' },
      [untaken]: 'skipped',
    });
    expect(factsOf(report, 'tlsVersion')).toEqual(['TLSv1.3']);
    expect(factsOf(report, 'certificateFor')[0]).toContain('localhost');
    expect(factsOf(report, 'issuer')).toEqual(['Postern test authority']);
    expect(factsOf(report, 'signInUsed')).toHaveLength(1);
    if (protocol === 'imap') expect(factsOf(report, 'specialFolder').join()).toContain('\\Sent');
    if (protocol !== 'smtp') expect(factsOf(report, 'messages')[0]).toMatch(/^1\b/);
    const said = report.stages.flatMap(({ transcript }) => transcript);
    expect(said.some(({ direction }) => direction === 'out')).toBe(true);
    expect(JSON.stringify(report)).not.toContain(user.password);
    expect(JSON.stringify(report)).not.toContain(Buffer.from(`\0${user.login}\0${user.password}`).toString('base64'));
  }
});

test('without a password the road ends before the sign-in, and nothing is asked of the mailbox', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('shy');
  const report = await examine({ protocol: 'imap', port: servers.imap.tlsPort, tls: 'tls', user, password: null });
  expect(report.finding).toBe(null);
  expect(report.stages.find(({ stage }) => stage === 'auth')?.outcome).toBe('skipped');
  expect(
    report.stages.flatMap(({ transcript }) => transcript.filter(({ direction }) => direction === 'out').map(({ text }) => text)),
  ).toEqual(['d1 CAPABILITY', 'd2 NOOP', 'd3 LOGOUT']);
});

test('the other door: TLS asked of the port for STARTTLS is told so, the other mode is tried and suggested; nothing was said in the clear', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('mixed');
  const report = await examine({ protocol: 'imap', port: servers.imap.port, tls: 'tls', user });
  expect(report.finding?.title).toBe('No TLS on this port');
  expect(report.finding?.suggestion).toEqual({ protocol: 'imap', host: '127.0.0.1', port: servers.imap.port, tls: 'starttls' });
  expect(report.stages.flatMap(({ transcript }) => transcript)).toEqual([]);
});

const shown = new Set<Seen>();
afterAll(() => {
  const [rows, real] = [Object.keys(causes).length, shown.size];
  process.stdout.write(`table 8.2: ${real} of ${rows} rows shown by real Dovecot and Postfix\n`);
});
const isPostfix = (await sharedMailServers()).submission === 'postfix';
const stranger: MailUser = { address: 'nobody@example.test', login: 'nobody@example.test', password: 'none' };
const silentFor = { replyMs: 5_000 };

async function shows(seen: Seen, visit: Visit, at?: Parameters<typeof expectCause>[2]): Promise<DoctorServiceReport> {
  const report = await examine(visit);
  expectCause(report, seen, at);
  shown.add(seen);
  return report;
}

/** The three ways in by TLS. */
const doorsOf = ({ imap, pop3, smtp }: MailServers) =>
  ({
    imap: { protocol: 'imap', port: imap.tlsPort, tls: 'tls' },
    pop3: { protocol: 'pop3', port: pop3.tlsPort, tls: 'tls' },
    smtp: { protocol: 'smtp', port: smtp.tlsPort, tls: 'tls' },
  }) as const;

test('8.2: the wrong door of real servers: another mode, another protocol, nobody there', async () => {
  const { imap, pop3, smtp } = await sharedMailServers();
  await shows('ERR_SSL_WRONG_VERSION_NUMBER', { protocol: 'smtp', port: smtp.starttlsPort, tls: 'tls', user: stranger });
  for (const [protocol, port] of [
    ['imap', imap.tlsPort],
    ['smtp', smtp.tlsPort],
  ] as const) {
    const mixed = await shows('STARTTLS asked of a port with TLS from the first octet', {
      protocol,
      port,
      tls: 'starttls',
      user: stranger,
      options: silentFor,
    });
    expect(mixed.finding?.suggestion).toEqual({ protocol, host: '127.0.0.1', port, tls: 'tls' });
  }
  await shows('POP3 where IMAP is asked for', { protocol: 'imap', port: pop3.port, tls: 'starttls', user: stranger });
  await shows('IMAP where SMTP is asked for', { protocol: 'smtp', port: imap.port, tls: 'starttls', user: stranger });
  await shows('SMTP where POP3 is asked for', { protocol: 'pop3', port: smtp.starttlsPort, tls: 'starttls', user: stranger });
  await using gone = await startMailServers({ smtp: false });
  await gone.stopIncoming();
  await shows('ECONNREFUSED', { ...doorsOf(gone).imap, user: stranger });
});

test.each([
  ['expired', 'CERT_HAS_EXPIRED'],
  ['other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['no-intermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['foreign', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
] as const)('8.2: a certificate that is %s, from TLS and behind STARTTLS', async (certificate, seen) => {
  await using servers = await startMailServers({ certificate, smtp: false });
  await shows(seen, { ...doorsOf(servers).imap, user: stranger });
  await shows(seen, { protocol: 'pop3', port: servers.pop3.port, tls: 'starttls', user: stranger }, 'starttls');
});

test('8.2: servers that have no TLS', async () => {
  await using servers = await startMailServers({ tls: false });
  const { imap, pop3, smtp } = servers;
  for (const [protocol, port] of [
    ['imap', imap.port],
    ['pop3', pop3.port],
    ['smtp', smtp.starttlsPort],
  ] as const) {
    const report = await shows('no STARTTLS in the capabilities', { protocol, port, tls: 'starttls', user: stranger });
    const told = report.stages.flatMap(({ transcript }) => transcript.filter(({ direction }) => direction === 'out'));
    expect(told.map(({ text }) => text.replace(/^d\d+ /, ''))).toEqual([
      { imap: 'CAPABILITY', pop3: 'CAPA', smtp: 'EHLO [127.0.0.1]' }[protocol],
    ]);
  }
});

test('8.2: who may not come in: wrong password, broken directory of people, somebody who is switched off, a locked maildrop', async () => {
  const servers = await sharedMailServers();
  const { imap, pop3, smtp } = doorsOf(servers);
  const user = await servers.newUser('forgetful');
  for (const [seen, door] of [
    ['NO [AUTHENTICATIONFAILED]', imap],
    ['-ERR [AUTH]', pop3],
    ['535 5.7.8', smtp],
  ] as const)
    await shows(seen, { ...door, user, password: 'not this one' });

  const unreadable = await servers.newUser('unreadable');
  const file = `${servers.dir}/users/${unreadable.login}`;
  if (process.getuid?.() === 0) await chown(file, 0, 0);
  await chmod(file, 0);
  await shows('[UNAVAILABLE]', { ...imap, user: unreadable });
  await shows('-ERR [SYS/TEMP]', { ...pop3, user: unreadable });

  const off = await servers.addUser(`off-${user.login}`, { fields: ['nologin=y', 'reason=disabled'] });
  expect((await shows('NO [CONTACTADMIN]', { ...imap, user: off })).finding?.serverText).toBe('disabled');

  const locking = await servers.addUser(`locking-${user.login}`, { locksMaildrop: true });
  const other = await said(pop3.port, [`USER ${locking.login}`, `PASS ${locking.password}`], /\+OK Logged in/);
  await shows('-ERR [IN-USE]', { ...pop3, user: locking });
  other.destroy();
});

test('8.2: what a real server says of addresses', { skip: !isPostfix }, async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('asking');
  const visit = { ...doorsOf(servers).smtp, user };
  await shows('relaying denied', { ...visit, address: 'asking@elsewhere.test' });
  await shows('550 5.1.1', { ...visit, address: `nobody-of-that-name@${servers.domain}` });
  await shows('452 4.2.2', { ...visit, address: `full@${servers.domain}` });
});

test('8.2: servers that want encryption first, and give a mailbox no more than its share', async () => {
  await using servers = await startMailServers(strictServers(await freePort()));
  const { imap, pop3, smtp } = doorsOf(servers);
  const user = await servers.newUser('strict');
  // To Dovecot who comes from its own address is as good as encrypted.
  const elsewhere = { tls: 'plain', host: '127.0.0.2', user } as const;
  await shows('LOGINDISABLED', { ...elsewhere, protocol: 'imap', port: servers.imap.port });
  await shows('POP3 without encryption', { ...elsewhere, protocol: 'pop3', port: servers.pop3.port });

  const small = await servers.addUser('small', { fields: ['userdb_quota_rule=*:storage=1K'] });
  await servers.deliver(small, `Subject: full\r\n\r\n${'One line.\r\n'.repeat(80)}`);
  await shows('a quota used up', { ...imap, user: small });
  const few = await servers.addUser('few', { fields: ['userdb_quota_rule=*:messages=1'] });
  await servers.deliver(few, 'Subject: one\r\n\r\nOne.\r\n');
  await shows('a quota of messages used up', { ...imap, user: few });

  const readsByPop = await servers.addUser('pop-only', { fields: ['allow_nets=%{if;%s;eq;imap;192.0.2.0/24;127.0.0.0/8}'] });
  await shows('NO [AUTHENTICATIONFAILED]', { ...imap, user: readsByPop });
  expect((await examine({ ...pop3, user: readsByPop })).finding).toBe(null);

  if (servers.submission !== 'postfix') return;
  await shows('no AUTH before STARTTLS', { ...elsewhere, host: '127.0.0.1', protocol: 'smtp', port: servers.smtp.starttlsPort });
  await shows('552 5.2.2', { ...smtp, user: few });
  await shows('550 5.7.60 in words', { ...smtp, user, address: `boss@${servers.domain}` });
  await shows('SMTPUTF8 not offered', { ...smtp, user, address: `grün@${servers.domain}` });
  await shows('450 4.7.1', { ...smtp, user: await servers.addUser('unknown-yet') });
  await shows('greylisting in words', { ...smtp, user: await servers.addUser('postgrey') });
  expect((await examine({ ...smtp, user })).finding).toBe(null);
});

test('8.2: the message is too big: told by what a real server says of it', { skip: !isPostfix }, async () => {
  // Without the announcement the server hears of the size at the end only (RFC 1870 §6.3).
  await using servers = await startMailServers({ messageSizeLimitBytes: 20_000, postfixConfig: 'smtpd_discard_ehlo_keywords = size' });
  const user = await servers.newUser('large');
  const octets = Buffer.from(`Subject: large\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(600));
  const server = { host: '127.0.0.1', port: servers.smtp.tlsPort, tls: 'tls', login: user.login } as const;
  const result = await submitMessage(
    { server, password: new Secret(user.password), guard, tlsOptions },
    {
      from: user.address,
      recipients: [user.address],
      octets: async function* () {
        yield octets;
      },
      sizeBytes: octets.length,
    },
    { signal: new AbortController().signal, onState: async () => {} },
  );
  if (result.outcome !== 'failed') throw new Error(result.outcome);
  expect(result.error.serverText).toMatch(/^552 5\.3\.4 /);
  expectWords(plainWords(result.error).detail, '552 5.3.4');
  shown.add('552 5.3.4');
});

test('8.2: old encryption, ways to sign in that nobody here knows, and a port that is meant for a proxy', async () => {
  await using servers = await startMailServers(oddServers);
  const { imap, pop3, smtp } = doorsOf(servers);
  const user = await servers.newUser('odd');
  await shows('IMAP: no way to sign in that we know', { ...imap, user });
  await shows('POP3: no way to sign in that we know', { ...pop3, user });
  await shows('ECONNRESET before the greeting', { protocol: 'imap', port: servers.imap.port, tls: 'plain', user });
  if (servers.submission !== 'postfix') return;
  await shows('outdated TLS', { ...smtp, user });
  await shows('SMTP: no way to sign in that we know', { protocol: 'smtp', port: servers.smtp.starttlsPort, tls: 'plain', user });
});

test('8.2: servers that are crowded, or closed for a while', async () => {
  await using servers = await startMailServers({
    dovecotConfig: 'mail_max_userip_connections = 1',
    postfixConfig: 'smtpd_client_connection_count_limit = 1',
  });
  const user = await servers.newUser('popular');
  const other = await said(servers.imap.tlsPort, [`a LOGIN ${user.login} ${user.password}`], /^a OK/m);
  await shows('[LIMIT]', { ...doorsOf(servers).imap, user });
  other.destroy();
  if (servers.submission !== 'postfix') return;
  const before = connect(servers.smtp.starttlsPort, '127.0.0.1');
  await once(before, 'data');
  await shows('too many connections', { protocol: 'smtp', port: servers.smtp.starttlsPort, tls: 'starttls', user });
  before.destroy();

  const closed = 'smtpd_delay_reject = no\nsmtpd_client_restrictions = check_client_access static:{421 4.3.2 Back in an hour}';
  await using away = await startMailServers({ postfixConfig: closed });
  await shows('421 as a greeting', { protocol: 'smtp', port: away.smtp.starttlsPort, tls: 'starttls', user });
});

test('8.2: a port 25 that is filtered is told so, with the port of the same server that is for sending', { skip: !isPostfix }, async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('filtered');
  const swallowing = createServer((socket) => void socket.on('error', () => {}).resume());
  await once(swallowing.listen(0, '127.0.0.1'), 'listening');
  // The network between here and there: it swallows what goes to port 25; 587 is Postfix, and nothing else is open.
  const ports = new Map([
    [25, (swallowing.address() as AddressInfo).port],
    [587, servers.smtp.starttlsPort],
  ]);
  const connectTcp: typeof guard.connectTcp = ({ port, ...request }) => guard.connectTcp({ ...request, port: ports.get(port) ?? 1 });
  const report = await examine({
    ...{ protocol: 'smtp', port: 25, tls: 'starttls', user, host: 'localhost' },
    options: { guard: { resolve: guard.resolve, connectTcp }, ...silentFor },
  });
  expect(report.finding?.detail).toBe('The connection stands, but the server says nothing.');
  expect(report.finding?.nextStep).toMatch(/587 or 465 are for sending/);
  expect(report.finding?.suggestion).toEqual({ protocol: 'smtp', host: 'localhost', port: 587, tls: 'starttls' });
  swallowing.close();
});

/** What a person who is signed in elsewhere holds open. */
async function said(port: number, lines: readonly string[], until: RegExp): Promise<Socket> {
  const socket = connectTls({ host: '127.0.0.1', port, ca: tlsOptions.ca });
  socket.on('error', () => {});
  let heard = '';
  const isThere = new Promise<void>((resolve) =>
    socket.on('data', (chunk) => {
      heard += chunk;
      if (until.test(heard)) resolve();
    }),
  );
  for (const line of lines) socket.write(`${line}\r\n`);
  await isThere;
  return socket;
}
