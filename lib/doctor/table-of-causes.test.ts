import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import type { DoctorProtocol, DoctorServiceReport } from '#lib/contract/index.ts';
import { startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { MailError, Secret, type TlsMode } from '#lib/mail/index.ts';
import { startFakePop3 } from '#lib/pop3/testing/fake-pop3-server.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { type FakeSmtpScript, startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import { type ExaminationOptions, examineServer } from './index.ts';
import { causes, expectCause, failedAt, type Seen } from './testing/causes.ts';

const certificates = ensureCertificates();
const tlsOptions = { ca: [readFileSync(certificates.caFile, 'utf8')] };
type Pair = { key: string; cert: string };
const pairOf = ({ certFile, keyFile }: { certFile: string; keyFile: string }): Pair => ({
  key: readFileSync(keyFile, 'utf8'),
  cert: readFileSync(certFile, 'utf8'),
});
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const password = 'canary-"7\\battery';
const canaries = [
  password,
  Buffer.from(password).toString('base64').slice(0, -3),
  Buffer.from(`\0ana@example.test\0${password}`).toString('base64').slice(0, -3),
];

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

type Walk = {
  protocol: DoctorProtocol;
  port: number;
  tls: TlsMode;
  host?: string;
  address?: string;
  options?: Partial<ExaminationOptions>;
};

async function examine({
  protocol,
  port,
  tls,
  host = '127.0.0.1',
  address = 'ana@example.test',
  options = {},
}: Walk): Promise<DoctorServiceReport> {
  const report = await examineServer(
    {
      server: { protocol, host, port, tls, login: 'ana@example.test' },
      credential: { kind: 'password', secret: new Secret(password) },
      address,
    },
    { guard, signal: new AbortController().signal, tlsOptions, replyMs: 400, connectMs: 600, ...options },
  );
  const shown = JSON.stringify(report);
  for (const canary of canaries) expect(shown).not.toContain(canary);
  return report;
}

/** A server that does one thing with each connection. */
async function serve(onConnection: (socket: Socket) => void, tls: Pair | null = null, more: object = {}): Promise<number> {
  const sockets = new Set<Socket>();
  const take = (socket: Socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  };
  const server: Server = tls === null ? createServer(take) : createTlsServer({ ...tls, ...more }, take);
  server.on('connection', (socket) => void sockets.add(socket));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function smtp(script: Partial<FakeSmtpScript>): Promise<Walk> {
  const server = await startFakeSmtp({ tls: 'plain', ...pairOf(certificates.trusted), ...script });
  stops.push(() => server.stop());
  return { protocol: 'smtp', port: server.port, tls: script.tls ?? 'plain' };
}

const smtpAnswer = (verb: string, answer: string): Promise<Walk> => smtp({ answer: (at) => (at === verb ? answer : undefined) });

async function imap(options: Parameters<typeof startFakeImap>[0], tls: TlsMode = 'plain'): Promise<Walk> {
  const server = await startFakeImap(options);
  stops.push(() => server[Symbol.asyncDispose]());
  return { protocol: 'imap', port: server.port, tls };
}

async function pop3(options: Parameters<typeof startFakePop3>[0]): Promise<Walk> {
  const server = await startFakePop3(options);
  stops.push(() => server[Symbol.asyncDispose]());
  return { protocol: 'pop3', port: server.port, tls: 'plain' };
}

const imapRefuses = (words: string) => imap({ on: { authenticate: ({ no }) => no(words), login: ({ no }) => no(words) } });
const imapQuota = (resources: string) =>
  imap({
    capabilities: 'IMAP4rev1 QUOTA',
    on: {
      getquotaroot: ({ send, ok }) => {
        send('* QUOTAROOT INBOX ""');
        send(`* QUOTA "" (${resources})`);
        ok();
      },
    },
  });
const failing = (code: string, stage: 'dns' | 'tcp') => () => Promise.reject(new MailError('network', 'made up', { stage, code }));
const here = { address: '127.0.0.1', family: 4 as const, servername: null };
const tlsServer = async (pair: Pair, more: object = {}): Promise<Walk> => ({
  protocol: 'imap',
  port: await serve((socket) => socket.write('* OK ready\r\n'), pair, more),
  tls: 'tls',
});

type Row = { seen: Seen; walk: () => Promise<Walk>; better?: Partial<{ tls: TlsMode }> };

/** Table 8.2 row by row: one failing server each, and the words that it must get. */
const rows: Row[] = [
  {
    seen: 'ENOTFOUND',
    walk: async () => ({
      protocol: 'imap',
      host: 'imap.example.test',
      port: 993,
      tls: 'tls',
      options: { guard: { ...guard, resolve: failing('ENOTFOUND', 'dns') } },
    }),
  },
  {
    seen: 'EAI_AGAIN',
    walk: async () => ({
      protocol: 'imap',
      host: 'imap.example.test',
      port: 993,
      tls: 'tls',
      options: { guard: { ...guard, resolve: failing('EAI_AGAIN', 'dns') } },
    }),
  },
  {
    seen: 'an inner address',
    walk: async () => ({ protocol: 'imap', host: '10.0.0.1', port: 993, tls: 'tls' }),
  },
  {
    seen: 'ECONNREFUSED',
    walk: async () => {
      const port = await serve(() => {});
      await stops.pop()?.();
      return { protocol: 'smtp', port, tls: 'starttls' };
    },
  },
  {
    seen: 'ETIMEDOUT in TCP',
    walk: async () => ({
      protocol: 'smtp',
      port: 25,
      tls: 'starttls',
      options: { guard: { resolve: async () => [here], connectTcp: failing('ETIMEDOUT', 'tcp') } },
    }),
  },
  {
    seen: 'ERR_SSL_WRONG_VERSION_NUMBER',
    walk: async () => ({ ...(await imap({})), tls: 'tls' }),
  },
  {
    seen: 'STARTTLS asked of a port with TLS from the first octet',
    walk: async () => ({ ...(await imap({ tls: { mode: 'implicit', ...certificates.trusted } }, 'tls')), tls: 'starttls' }),
    better: { tls: 'tls' },
  },
  {
    seen: 'TLS octets in the greeting',
    walk: async () => ({
      protocol: 'pop3',
      port: await serve((socket) => socket.write(Buffer.from([0x15, 3, 1, 0, 2, 2, 10]))),
      tls: 'starttls',
    }),
  },
  {
    seen: 'silence in the handshake',
    walk: async () => ({ protocol: 'imap', port: await serve(() => {}), tls: 'tls' }),
  },
  { seen: 'CERT_HAS_EXPIRED', walk: () => tlsServer(pairOf(certificates.expired)) },
  {
    seen: 'ERR_TLS_CERT_ALTNAME_INVALID',
    walk: () => tlsServer(pairOf(certificates['other-name'])),
  },
  { seen: 'DEPTH_ZERO_SELF_SIGNED_CERT', walk: () => tlsServer(pairOf(certificates['self-signed'])) },
  {
    seen: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    walk: () => tlsServer(pairOf(certificates.foreign)),
  },
  {
    seen: 'outdated TLS',
    walk: () => tlsServer(pairOf(certificates.trusted), { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  },
  {
    seen: 'ECONNRESET before the greeting',
    walk: async () => ({ protocol: 'imap', port: await serve((socket) => socket.destroy()), tls: 'plain' }),
  },
  {
    seen: 'POP3 where IMAP is asked for',
    walk: async () => ({ ...(await pop3({})), protocol: 'imap' }),
  },
  {
    seen: 'IMAP where SMTP is asked for',
    walk: async () => ({ ...(await imap({})), protocol: 'smtp' }),
  },
  {
    seen: 'SMTP where POP3 is asked for',
    walk: async () => ({ ...(await smtp({})), protocol: 'pop3' }),
  },
  {
    seen: 'no STARTTLS in the capabilities',
    walk: async () => ({ ...(await smtp({ offersBefore: ['SIZE 1000'] })), tls: 'starttls' }),
  },
  {
    seen: 'LOGINDISABLED',
    walk: () => imap({ capabilities: 'IMAP4rev1 LOGINDISABLED' }),
  },
  {
    seen: '530 5.7.0',
    walk: () => smtpAnswer('AUTH', '530 5.7.0 Must issue a STARTTLS command first'),
  },
  { seen: '538 5.7.11', walk: () => smtpAnswer('AUTH', '538 5.7.11 Encryption required') },
  {
    seen: 'NO [AUTHENTICATIONFAILED]',
    walk: () => imapRefuses('[AUTHENTICATIONFAILED] no'),
  },
  { seen: '535 5.7.8', walk: () => smtpAnswer('AUTH', '535 5.7.8 Error') },
  {
    seen: '-ERR [AUTH]',
    walk: () => pop3({ on: { pass: ({ err }) => err('[AUTH] no'), auth: ({ err }) => err('[AUTH] no') } }),
  },
  {
    seen: '534 5.7.9',
    walk: () => smtpAnswer('AUTH', '534 5.7.9 Application-specific password required'),
  },
  {
    seen: 'IMAP: application-specific password',
    walk: () => imapRefuses('[ALERT] Application-specific password required'),
  },
  {
    seen: '535 5.7.139',
    walk: () => smtpAnswer('AUTH', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled'),
  },
  {
    seen: '454 4.7.0',
    walk: () => smtpAnswer('AUTH', '454 4.7.0 Temporary authentication failure'),
  },
  { seen: '[UNAVAILABLE]', walk: () => imapRefuses('[UNAVAILABLE] later') },
  {
    seen: '-ERR [SYS/TEMP]',
    walk: () => pop3({ on: { pass: ({ err }) => err('[SYS/TEMP] no'), auth: ({ err }) => err('[SYS/TEMP] no') } }),
  },
  {
    seen: '421 as a greeting',
    walk: () => smtp({ greeting: '421 4.3.2 Service not available' }),
  },
  { seen: '[LIMIT]', walk: () => imapRefuses('[LIMIT] Too many connections') },
  {
    seen: '-ERR [IN-USE]',
    walk: () => pop3({ on: { pass: ({ err }) => err('[IN-USE] locked'), auth: ({ err }) => err('[IN-USE] locked') } }),
  },
  {
    seen: 'relaying denied',
    walk: () => smtpAnswer('RCPT', '554 5.7.1 <ana@example.test>: Relay access denied'),
  },
  {
    seen: '5.7.60',
    walk: () => smtpAnswer('MAIL', '550 5.7.60 Client does not have permissions to send as this sender'),
  },
  { seen: '550 5.1.1', walk: () => smtpAnswer('RCPT', '550 5.1.1 User unknown') },
  { seen: '550 5.1.2', walk: () => smtpAnswer('RCPT', '550 5.1.2 Bad destination system') },
  { seen: '550 5.1.10', walk: () => smtpAnswer('RCPT', '556 5.1.10 Recipient address has null MX') },
  { seen: '452 4.2.2', walk: () => smtpAnswer('RCPT', '452 4.2.2 Mailbox full') },
  { seen: '552 5.2.2', walk: () => smtpAnswer('RCPT', '552 5.2.2 Mailbox full') },
  {
    seen: 'a quota used up',
    walk: () =>
      imap({
        capabilities: 'IMAP4rev1 QUOTA',
        on: {
          getquotaroot: ({ send, ok }) => {
            send('* QUOTAROOT INBOX ""');
            send('* QUOTA "" (STORAGE 1024 1024)');
            ok();
          },
        },
      }),
  },
  { seen: '552 5.3.4', walk: () => smtpAnswer('MAIL', '552 5.3.4 Message size exceeds fixed limit') },
  {
    seen: '450 4.7.1',
    walk: () => smtpAnswer('RCPT', '450 4.7.1 Greylisted, come back later'),
  },
  {
    seen: '550 5.7.26',
    walk: () => smtpAnswer('MAIL', '550 5.7.26 Unauthenticated mail is prohibited'),
  },
  { seen: '553 5.6.7', walk: () => smtpAnswer('RCPT', '553 5.6.7 SMTPUTF8 is required') },
  {
    seen: '550 5.7.60 in words',
    walk: () => smtpAnswer('RCPT', '553 5.7.1 <ana@example.test>: Sender address rejected: not owned by user bob'),
  },
  { seen: 'greylisting in words', walk: () => smtpAnswer('RCPT', '450 4.2.0 <ana@example.test>: Recipient address rejected: Greylisted') },
  { seen: 'too many connections', walk: () => smtp({ greeting: '421 4.7.0 mx.test Error: too many connections from 192.0.2.1' }) },
  {
    seen: 'SMTPUTF8 not offered',
    walk: async () => ({ ...(await smtp({ offersBefore: ['AUTH PLAIN'], offers: ['AUTH PLAIN'] })), address: 'anä@example.test' }),
  },
  { seen: 'a quota of messages used up', walk: () => imapQuota('MESSAGE 100 100') },
  { seen: 'no AUTH before STARTTLS', walk: () => smtp({ offersBefore: ['STARTTLS'], offers: ['STARTTLS'] }) },
  {
    seen: 'POP3 without encryption',
    walk: () =>
      pop3({
        capabilities: ['STLS'],
        on: { user: ({ err }) => err('[AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.') },
      }),
  },
  { seen: 'SMTP: no way to sign in that we know', walk: () => smtp({ offersBefore: ['AUTH CRAM-MD5'], offers: ['AUTH CRAM-MD5'] }) },
  {
    seen: 'IMAP: no way to sign in that we know',
    walk: () => imap({ capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5', tls: { mode: 'implicit', ...certificates.trusted } }, 'tls'),
  },
  {
    seen: 'POP3: no way to sign in that we know',
    walk: () =>
      pop3({
        on: {
          pass: ({ err }) => err('[AUTH] Unsupported authentication mechanism.'),
          auth: ({ err }) => err('[AUTH] Unsupported authentication mechanism.'),
        },
      }),
  },
  {
    seen: 'IMAP: sign-in window only',
    walk: () => imap({ capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2', tls: { mode: 'implicit', ...certificates.trusted } }, 'tls'),
  },
  { seen: 'NO [CONTACTADMIN]', walk: () => imapRefuses('[CONTACTADMIN] This account is disabled') },
];

let rowsRight = 0;
afterAll(() => void process.stdout.write(`table 8.2: ${rowsRight} of ${rows.length} rows right\n`));

test('8.2: no row is left out', () => expect(rows.map(({ seen }) => seen).toSorted()).toEqual(Object.keys(causes).toSorted()));

test.each(rows)('8.2: $seen ends where it fails, with its own words', async ({ seen, walk, better }) => {
  const road = await walk();
  const report = await examine(road);
  expectCause(report, seen);
  if (better !== undefined) expect(report.finding?.suggestion).toMatchObject({ ...better, port: road.port });
  rowsRight += 1;
});

test('a host that does not exist and is spelled almost like one that does: that one is tried, and named', async () => {
  const road = await imap({});
  const asked: string[] = [];
  const knowsOne = {
    ...guard,
    resolve: async (host: string) => {
      asked.push(host);
      return host === 'mail3.example.test' ? [here] : failing('ENOTFOUND', 'dns')();
    },
  };
  const report = await examine({ ...road, host: 'mial3.example.test', options: { guard: knowsOne } });
  expectCause(report, 'ENOTFOUND');
  const { protocol, port, tls } = road;
  expect(report.finding?.suggestion).toEqual({ protocol, host: 'mail3.example.test', port, tls });
  expect([...new Set(asked)]).toEqual(['mial3.example.test', 'mail3.example.test']);
  const strange = await examine({ ...road, host: 'zeus.example.test', options: { guard: knowsOne } });
  expect(strange.finding?.suggestion).toBe(null);
});

test('8.2: where only IPv6 fails it is said, and the road goes on over IPv4', async () => {
  const road = await imap({});
  const lame = {
    resolve: async () => [{ address: '::1', family: 6 as const, servername: null }, here],
    connectTcp: (request: { host: string; port: number }) =>
      request.host === '::1' ? failing('ENETUNREACH', 'tcp')() : guard.connectTcp(request),
  };
  const report = await examine({ ...road, options: { guard: lame } });
  expect(report.finding).toBe(null);
  const tcp = report.stages.find(({ stage }) => stage === 'tcp');
  expect(tcp?.facts.map(({ text }) => text)).toContain('IPv6 does not work from here; IPv4 is used.');
  expect(tcp?.facts[0]?.text).toBe('::1: ENETUNREACH');
});

test('X6: what a server repeats of a secret is not shown, in words or in base64', async () => {
  const echo = Buffer.from(`\0ana@example.test\0${password}`).toString('base64');
  const report = await examine(await imapRefuses(`[AUTHENTICATIONFAILED] ${password} and ${echo}`));
  expect(failedAt(report)).toBe('auth');
  expect(JSON.stringify(report)).toContain('[secret]');
});

test('a server that never ends an answer is not listened to for ever', async () => {
  const port = await serve((socket) => {
    socket.write('* OK ready\r\n');
    const flood = () => {
      if (!socket.destroyed && socket.writable) socket.write('* NOISE\r\n'.repeat(2_000), () => setImmediate(flood));
    };
    flood();
  });
  const report = await examine({ protocol: 'imap', port, tls: 'plain', options: { replyMs: 5_000 } });
  expect(failedAt(report)).toBe('capabilities');
  expect(report.stages.flatMap(({ transcript }) => transcript).length).toBeLessThanOrEqual(400);
});

test('a server that drips is told as one that takes too long, and the other road is not lost with it', async () => {
  const port = await serve((socket) => {
    const drip = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(drip));
  });
  const report = await examine({ protocol: 'imap', port, tls: 'plain', options: { longestMs: 500, looksForOtherWays: false } });
  expect(failedAt(report)).toBe('greeting');
  expect(report.finding?.code).toBe('ETIMEDOUT');
  expect(report.stages).toHaveLength(9);
});

test('octets that come between the answer to STARTTLS and the handshake end the road (G5)', async () => {
  const road = await imap(
    { tls: { mode: 'starttls', ...certificates.trusted }, starttlsAnswer: '<tag> OK go\r\n* CAPABILITY IMAP4rev1', staysClear: true },
    'starttls',
  );
  const report = await examine(road);
  expect(failedAt(report)).toBe('starttls');
  expect(report.finding?.detail).toMatch(/before the encryption began/);
});
