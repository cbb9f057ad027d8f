import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import { connectImap } from './connect-imap.ts';
import { failureOf } from './testing/failure-of.ts';
import { fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { connectOptions, openTestSession, testPassword } from './testing/open-session.ts';

const certificates = ensureCertificates();
const tlsOptions = { ca: [readFileSync(certificates.caFile, 'utf8')] };
const secretForms = [testPassword, Buffer.from(testPassword).toString('base64'), Buffer.from(`\0ana\0${testPassword}`).toString('base64')];

test('I8: ID and login come inside TLS, ENABLE before anything is selected', async () => {
  await using server = await startFakeImap({ tls: { mode: 'starttls', ...certificates.trusted }, capabilities: `${fakeCapabilities} ID` });
  const session = await openTestSession(server.port, { tls: 'starttls', tlsOptions });
  expect(server.received.filter(({ isSecure }) => !isSecure).map(({ text }) => text)).toEqual(['1 STARTTLS']);
  const commands = server.lines().map((line) => line.split(' ')[1]);
  expect(commands.indexOf('ID')).toBeLessThan(commands.indexOf('AUTHENTICATE'));
  expect(server.lines().some((line) => /^\w+ ENABLE CONDSTORE QRESYNC$/.test(line))).toBe(true);
  expect(session.capabilities).toMatchObject({ condstore: true, qresync: true, utf8: false });
  session.destroy();
});

test('G5: capabilities heard before TLS are forgotten', async () => {
  await using server = await startFakeImap({
    tls: { mode: 'starttls', ...certificates.trusted },
    clearCapabilities: 'IMAP4rev1 STARTTLS AUTH=PLAIN MOVE X-GM-EXT-1',
    capabilities: 'IMAP4rev1 AUTH=PLAIN',
  });
  const session = await openTestSession(server.port, { tls: 'starttls', tlsOptions });
  expect(session.capabilities).toMatchObject({ move: false, gmail: false, uidplus: false });
  session.destroy();
});

test('G5: without STARTTLS nothing is sent in its place', async () => {
  await using server = await startFakeImap({ capabilities: 'IMAP4rev1 AUTH=PLAIN' });
  expect(await failureOf(openTestSession(server.port, { tls: 'starttls' }))).toMatchObject({
    kind: 'tls',
    stage: 'starttls',
    code: 'NO_STARTTLS',
  });
  expect(server.lines().join()).not.toMatch(/LOGIN|AUTHENTICATE/);
});

test('G5: STARTTLS refused, and octets behind its OK', async () => {
  await using refusing = await startFakeImap({
    capabilities: 'IMAP4rev1 STARTTLS AUTH=PLAIN',
    on: { starttls: ({ no }) => no('not today') },
  });
  expect(await failureOf(openTestSession(refusing.port, { tls: 'starttls' }))).toMatchObject({ kind: 'tls', code: 'NO_STARTTLS' });
  await using injecting = await startFakeImap({
    tls: { mode: 'starttls', ...certificates.trusted },
    starttlsAnswer: '<tag> OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n',
  });
  expect(await failureOf(openTestSession(injecting.port, { tls: 'starttls', tlsOptions }))).toMatchObject({
    kind: 'tls',
    stage: 'starttls',
    code: 'EARLY_BYTES',
  });
  for (const server of [refusing, injecting]) expect(server.lines().join()).not.toMatch(/LOGIN|AUTHENTICATE/);
});

test.each(['starttls', 'implicit'] as const)('V8: no login over an unverified certificate (%s)', async (mode) => {
  const tls = mode === 'implicit' ? 'tls' : 'starttls';
  const codes: Record<string, string | null> = {};
  for (const which of ['expired', 'foreign', 'other-name'] as const) {
    await using server = await startFakeImap({ tls: { mode, ...certificates[which] } });
    const error = await failureOf(openTestSession(server.port, { tls, tlsOptions, host: 'localhost' }));
    expect(error).toMatchObject({ kind: 'tls', stage: mode === 'implicit' ? 'tls' : 'starttls' });
    codes[which] = error.code;
    if (which === 'other-name') expect(error.serverText).toBe('DNS:other.invalid');
    expect(server.lines().join()).not.toMatch(/LOGIN|AUTHENTICATE/);
  }
  expect(codes.expired).toBe('CERT_HAS_EXPIRED');
  expect(codes['other-name']).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(codes.foreign).toMatch(/^UNABLE_TO_|^SELF_SIGNED/);
});

test.each([
  ['220 mail.example ESMTP Postfix', { kind: 'protocol', code: 'SMTP' }],
  ['+OK POP3 ready', { kind: 'protocol', code: 'POP3' }],
  ['HTTP/1.1 400 Bad Request', { kind: 'protocol', code: 'HTTP' }],
  ['* PREAUTH welcome back', { kind: 'protocol', code: 'PREAUTH' }],
  ['SSH-2.0-OpenSSH_9.2', { kind: 'protocol', code: 'NOT-IMAP' }],
  ['* BYE Too many connections from you', { kind: 'temporary', code: 'LIMIT' }],
  ['* BYE go away', { kind: 'refused', code: 'BYE' }],
])('table 8.2: the greeting %j is named', async (greeting, expected) => {
  await using server = await startFakeImap({ greeting: `${greeting}\r\n` });
  expect(await failureOf(openTestSession(server.port))).toMatchObject({ ...expected, stage: 'greeting' });
  expect(server.received).toEqual([]);
});

test('table 8.2: TLS octets in the greeting, a hang-up before it, and an endless one', async () => {
  await using secure = await startFakeImap({ greeting: Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5]) });
  expect(await failureOf(openTestSession(secure.port))).toMatchObject({ kind: 'protocol', stage: 'greeting', code: 'TLS' });
  await using endless = await startFakeImap({ greeting: '*'.repeat(20_000) });
  expect(await failureOf(openTestSession(endless.port))).toMatchObject({ kind: 'protocol', stage: 'greeting', code: 'NOT-IMAP' });
  await using silent = await startFakeImap({ greeting: null });
  const waiting = failureOf(openTestSession(silent.port));
  await expect.poll(() => silent.socket()).toBeDefined();
  silent.socket().destroy();
  expect(await waiting).toMatchObject({ kind: 'network', stage: 'greeting', code: 'ECONNRESET' });
});

test('a closed port, a host without an address, a host that may not be reached', async () => {
  const server = await startFakeImap();
  await server[Symbol.asyncDispose]();
  expect(await failureOf(openTestSession(server.port))).toMatchObject({ kind: 'network', stage: 'tcp', code: 'ECONNREFUSED' });
  expect(await failureOf(openTestSession(143, { host: '127.0.0.2' }))).toMatchObject({ kind: 'egress-denied', stage: 'dns' });
});

test.each([
  ['[AUTHENTICATIONFAILED] Invalid credentials', 'login-refused', 'AUTHENTICATIONFAILED'],
  ['Login failed', 'login-refused', 'NO'],
  ['[EXPIRED] password is old', 'login-refused', 'EXPIRED'],
  ['[ALERT] Application-specific password required: https://support.google.com/', 'login-unavailable', 'APP-PASSWORD'],
  ['AUTHENTICATE failed: basic authentication is disabled', 'login-unavailable', 'OAUTH-ONLY'],
  ['[WEBALERT https://accounts.example/] Web login required.', 'login-unavailable', 'WEBALERT'],
  ['[CONTACTADMIN] account locked', 'login-unavailable', 'CONTACTADMIN'],
  ['[UNAVAILABLE] Temporary authentication failure', 'temporary', 'UNAVAILABLE'],
  ['[LIMIT] Too many logins', 'temporary', 'LIMIT'],
  ['[INUSE] mailbox locked', 'temporary', 'INUSE'],
  ['Too many simultaneous connections', 'temporary', 'LIMIT'],
])('table 8.2: login answered by NO %s', async (answer, kind, code) => {
  for (const capabilities of [fakeCapabilities, 'IMAP4rev1']) {
    await using server = await startFakeImap({ capabilities, on: { '+': ({ no }) => no(answer), login: ({ no }) => no(answer) } });
    expect(await failureOf(openTestSession(server.port))).toMatchObject({ kind, code, stage: 'auth' });
  }
});

test('LOGINDISABLED, servers that take tokens only, and servers that want another way inside TLS', async () => {
  await using closed = await startFakeImap({ capabilities: 'IMAP4rev1 LOGINDISABLED' });
  expect(await failureOf(openTestSession(closed.port))).toMatchObject({ kind: 'login-unavailable', code: 'LOGINDISABLED' });
  await using tokens = await startFakeImap({ capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2' });
  expect(await failureOf(openTestSession(tokens.port))).toMatchObject({ kind: 'login-unavailable', code: 'OAUTH-ONLY' });
  const tls = { mode: 'implicit', ...certificates.trusted } as const;
  await using others = await startFakeImap({ capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=CRAM-MD5', tls });
  const inside = openTestSession(others.port, { tls: 'tls', tlsOptions, host: 'localhost' });
  expect(await failureOf(inside)).toMatchObject({ kind: 'login-unavailable', code: 'NO_AUTH' });
  for (const server of [closed, tokens, others]) expect(server.lines().join()).not.toMatch(/LOGIN |AUTHENTICATE/);
});

test('a server that goes away during the login is a lost connection, not a wrong password', async () => {
  for (const leave of ['destroy', 'bye'] as const) {
    await using server = await startFakeImap({
      on: {
        '+': ({ socket, send }) => {
          if (leave === 'bye') send('* BYE shutting down');
          socket.destroy();
        },
      },
    });
    const error = await failureOf(openTestSession(server.port));
    expect(error.kind).toBe('network');
    expect(error.kind).not.toBe('login-refused');
  }
});

test('G4: a login without an answer ends, and an abort ends it at once', async () => {
  await using server = await startFakeImap({ on: { '+': () => {} } });
  expect(await failureOf(openTestSession(server.port, { loginTimeoutMs: 100 }))).toMatchObject({
    kind: 'network',
    stage: 'auth',
    code: 'ETIMEDOUT',
  });
  const controller = new AbortController();
  const waiting = failureOf(openTestSession(server.port, { signal: controller.signal }));
  await expect.poll(() => server.lines().filter((line) => line.includes('AUTHENTICATE')).length).toBe(2);
  controller.abort();
  expect(await waiting).toMatchObject({ kind: 'aborted' });
});

// The guard is far below the time that a greeting has by default.
test('G4: a server that never greets is left after the time that a login has', { timeout: 10_000 }, async () => {
  await using server = await startFakeImap({ greeting: null });
  expect(await failureOf(openTestSession(server.port, { loginTimeoutMs: 100 }))).toMatchObject({ kind: 'network' });
});

test.each(['', 'a\r\nA1 LOGOUT', 'a\0b', 'a\nb'])('a user name or password %j never reaches a server', async (text) => {
  await using server = await startFakeImap();
  expect(await failureOf(openTestSession(server.port, { login: text }))).toMatchObject({ kind: 'login-refused', code: 'INVALID' });
  expect(await failureOf(openTestSession(server.port, { password: new Secret(text) }))).toMatchObject({
    kind: 'login-refused',
    code: 'INVALID',
  });
  expect(server.received).toEqual([]);
});

test('X6, G6: no form of the password in transcript, log or error, on any way to log in', async () => {
  const written: string[] = [];
  const write = (message: string, fields: unknown) => written.push(message, inspect(fields, { depth: 20 }));
  const log = { debug: write, info: write, warn: write };
  const onWire = (line: string) => written.push(line);
  const echo = `I know your password ${testPassword} and ${secretForms[2]}`;
  for (const capabilities of ['IMAP4rev1 AUTH=PLAIN SASL-IR', 'IMAP4rev1 AUTH=LOGIN', 'IMAP4rev1']) {
    await using refusing = await startFakeImap({
      capabilities,
      on: {
        '+': ({ args, no, ask }) => {
          // AUTH=LOGIN asks twice
          if (capabilities.includes('LOGIN') && Buffer.from(args, 'base64').toString() === 'ana')
            ask(Buffer.from('Password:').toString('base64'));
          else no(echo);
        },
        login: ({ no }) => no(echo),
      },
    });
    const error = await failureOf(connectImap(connectOptions(refusing.port, { log, onWire })));
    expect(error.serverText).toContain('I know your password [secret]');
    written.push(inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error.stack));
    await using greeting = await startFakeImap({ greeting: `* BYE ${echo}\r\n` });
    written.push(inspect(await failureOf(connectImap(connectOptions(greeting.port, { log, onWire }))), { depth: 20, showHidden: true }));
    await using accepting = await startFakeImap({ capabilities, on: { noop: ({ bad }) => bad(echo), examine: ({ no }) => no(echo) } });
    if (!capabilities.includes('LOGIN')) {
      const session = await connectImap(connectOptions(accepting.port, { log, onWire }));
      written.push(inspect(await failureOf(session.examine('INBOX')), { depth: 20, showHidden: true }), inspect(session, { depth: 6 }));
      await session.close();
    }
  }
  const text = written.join('\n');
  expect(text).toContain('LOGIN');
  for (const form of [
    ...secretForms,
    Buffer.from(` ${testPassword}`).toString('base64').slice(2, -4),
    testPassword.replaceAll(/["\\]/g, '\\$&'),
  ])
    expect(text).not.toContain(form);
});
