import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { ensureCertificates, type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import type { ConsoleEvent, DoctorProtocol } from '#lib/contract/index.ts';
import { startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { type ConsoleLimits, ProtocolConsole } from './console.ts';

const tlsOptions = { ca: [readFileSync(ensureCertificates().caFile, 'utf8')] };
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const opened: ProtocolConsole[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
});

type Where = { protocol: DoctorProtocol; port: number; tls: TlsMode; user?: MailUser; limits?: Partial<ConsoleLimits> };

async function open({ protocol, port, tls, user, limits = {} }: Where) {
  const events: ConsoleEvent[] = [];
  const console = await ProtocolConsole.open({
    server: { protocol, host: '127.0.0.1', port, tls, login: user?.login ?? '' },
    credential: user === undefined ? null : { kind: 'password', password: new Secret(user.password) },
    ...{ guard, tlsOptions, signal: new AbortController().signal, nowMs: () => performance.now(), limits },
    onEvent: (event) => events.push(event),
  });
  opened.push(console);
  const lines = (direction?: string) =>
    events.flatMap((event) => (event.type === 'line' && (direction === undefined || event.direction === direction) ? [event.text] : []));
  const said = (pattern: RegExp) => expect.poll(() => lines('in').some((line) => pattern.test(line)), { timeout: 30_000 }).toBe(true);
  const noted = (pattern: RegExp) => expect.poll(() => lines('note').some((line) => pattern.test(line)), { timeout: 30_000 }).toBe(true);
  return { console, events, lines, said, noted, state: () => events.findLast((event) => event.type === 'state') };
}

test('SMTP by hand against Postfix: STARTTLS, sign in as the account, send a message; no secret is shown', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('typist');
  const { console, said, lines, noted, state } = await open({ protocol: 'smtp', port: servers.smtp.starttlsPort, tls: 'starttls', user });
  await said(/^220 /);
  console.send('EHLO me.example');
  await said(/^250 /);
  expect(() => console.signIn()).toThrow(/not encrypted/);
  console.send('STARTTLS');
  await said(/^220 .*(TLS|ready)/i);
  await console.startTls();
  await noted(/^Encrypted/);
  console.send(`RCPT TO:<${user.address}>`);
  await noted(/after signing in/);
  console.send('EHLO me.example');
  await said(/^250[- ]AUTH/);
  console.signIn();
  await said(/^235 /);
  expect(state()).toMatchObject({ isSecure: true, isSignedIn: true, isOpen: true });
  for (const line of [`MAIL FROM:<${user.address}>`, `RCPT TO:<${user.address}>`, 'DATA']) console.send(line);
  await said(/^354 /);
  for (const line of ['Subject: By hand', '', 'AUTH PLAIN is a word in this message.', '.']) console.send(line);
  await said(/^250 .*queued/i);
  console.send('QUIT');
  await noted(/hung up/);
  expect(lines('out')).toContain('AUTH PLAIN [secret]');
  expect(lines('out')).toContain('AUTH PLAIN is a word in this message.');
  expect(lines().join('\n')).not.toContain(user.password);
  await expect.poll(() => servers.doveadm(['search', '-u', user.login, 'subject', 'By hand']), { timeout: 30_000 }).not.toBe('');
});

test('POP3 and IMAP by hand against Dovecot: what is typed as a password shows as secret, in the exchange too', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('typist');
  await servers.deliver(user, 'Subject: one\r\n\r\nOne.\r\n');
  const pop3 = await open({ protocol: 'pop3', port: servers.pop3.tlsPort, tls: 'tls' });
  await pop3.said(/^\+OK/);
  pop3.console.send(`USER ${user.login}`);
  await expect.poll(() => pop3.lines('in').length).toBe(2);
  pop3.console.send(`PASS ${user.password}`);
  await pop3.said(/Logged in/i);
  pop3.console.send('RETR 1');
  await pop3.said(/^One\.$/);
  expect(pop3.lines('out')).toEqual(['USER [secret]', 'PASS [secret]', 'RETR 1']);
  expect(pop3.state()).toMatchObject({ isSignedIn: true });

  const imap = await open({ protocol: 'imap', port: servers.imap.tlsPort, tls: 'tls' });
  await imap.said(/^\* OK/);
  imap.console.send('a1 AUTHENTICATE PLAIN');
  await imap.said(/^\+/);
  imap.console.send(Buffer.from(`\0${user.login}\0${user.password}`).toString('base64'));
  await imap.said(/^a1 OK/);
  imap.console.send('a2 SELECT INBOX');
  await imap.said(/^a2 OK/);
  expect(imap.lines('out')).toEqual(['a1 AUTHENTICATE PLAIN', '[secret]', 'a2 SELECT INBOX']);
});

test('N2: a console ends when nothing is typed, and when too much has come; octets that are no text are shown by their numbers', async () => {
  await using server = await startFakeImap({ greeting: Buffer.from('* OK \xff\x01\r\nno end', 'latin1') });
  const idle = await open({ protocol: 'imap', port: server.port, tls: 'plain', limits: { idleMs: 1_500 } });
  await idle.said(/^\* OK \\xff\\x01$/);
  await idle.said(/^no end$/);
  await idle.noted(/Nothing was typed/);
  expect(idle.state()).toMatchObject({ isOpen: false });
  const flooded = await open({ protocol: 'imap', port: server.port, tls: 'plain', limits: { octets: 10 } });
  await flooded.noted(/Enough/);
  expect(flooded.state()).toMatchObject({ isOpen: false });
  const talkative = await open({ protocol: 'imap', port: server.port, tls: 'plain', limits: { octets: 20_000 } });
  for (let line = 0; line < 30; line += 1) talkative.console.send(`x${line} NOOP ${'y'.repeat(1_000)}`);
  await talkative.noted(/Enough/);
  expect(talkative.lines('out').length).toBeLessThan(20);
});
