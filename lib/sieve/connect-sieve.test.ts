import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ensureCertificates, sharedMailServers } from '#e2e/servers/index.ts';
import { isMailError, type MailError, Secret } from '#lib/mail/index.ts';
import type { SieveConnectOptions } from './api.ts';
import { connectSieve } from './connect-sieve.ts';
import { capabilities, capabilityLines, startFakeSieve } from './testing/fake-sieve.ts';
import { sieveOptions, testPassword } from './testing/sieve-options.ts';

const certificates = ensureCertificates();
const pair = { key: readFileSync(certificates.trusted.keyFile, 'utf8'), cert: readFileSync(certificates.trusted.certFile, 'utf8') };
const greetingWith = (...replaced: string[]) =>
  `${capabilityLines.map((line) => replaced.find((one) => one.split(' ')[0] === line.split(' ')[0]) ?? line).join('\r\n')}\r\nOK\r\n`;

async function failure(promise: Promise<unknown>): Promise<MailError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isMailError(error)) throw new Error('expected a MailError', { cause: error });
  return error;
}

describe('G5: TLS before everything', () => {
  const cases: [string, Parameters<typeof startFakeSieve>[0], object][] = [
    ['not offered', { ...pair, greeting: capabilities().replace('"STARTTLS"\r\n', '') }, { kind: 'tls', code: 'NO_STARTTLS' }],
    ['refused', { ...pair, answer: () => 'NO "not today"\r\n' }, { kind: 'tls', code: 'NO_STARTTLS', serverText: 'not today' }],
    ['octets behind its OK', { ...pair, answer: () => `OK\r\n${capabilities()}` }, { kind: 'tls', stage: 'starttls', code: 'EARLY_BYTES' }],
    [
      'a foreign certificate',
      { key: readFileSync(certificates.foreign.keyFile, 'utf8'), cert: readFileSync(certificates.foreign.certFile, 'utf8') },
      { kind: 'tls' },
    ],
  ];
  test.each(cases)('%s: no login', async (_what, script, expected) => {
    await using server = await startFakeSieve(script);
    expect(await failure(connectSieve(sieveOptions(server.port)))).toMatchObject(expected);
    expect(server.lines.map(({ text }) => text).join()).not.toContain('AUTHENTICATE');
  });

  test('capabilities heard before TLS are void, and those after login count', async () => {
    await using server = await startFakeSieve({
      ...pair,
      greeting: greetingWith('"SASL" "PLAIN OAUTHBEARER"', '"SIEVE" "vacation enotify"'),
      answer: (line) => (line === 'CAPABILITY' ? greetingWith('"SIEVE" "Vacation  fileinto"') : undefined),
    });
    const session = await connectSieve(sieveOptions(server.port));
    expect([...session.capabilities.extensions]).toEqual(['vacation', 'fileinto']);
    expect([...session.capabilities.mechanisms]).toEqual(['PLAIN']);
    expect(server.lines.filter(({ isSecure }) => !isSecure).map(({ text }) => text)).toEqual(['STARTTLS']);
    session.destroy();
  });
});

describe('RFC 5804 §2.1: AUTHENTICATE', () => {
  const token = { kind: 'token' as const, secret: new Secret('ya29.token') };
  const login = async (sasl: string, more: Partial<SieveConnectOptions>, answer: string | ((line: string) => string)) => {
    await using server = await startFakeSieve({
      ...pair,
      greeting: greetingWith(`"SASL" "${sasl}"`),
      answer: (line) => (line === 'CAPABILITY' ? undefined : typeof answer === 'string' ? answer : answer(line)),
    });
    const session = await connectSieve(sieveOptions(server.port, { tls: 'plain', ...more })).catch((error: MailError) => error);
    if (!isMailError(session)) session.destroy();
    return { session, port: server.port, lines: server.lines.map(({ text }) => text) };
  };
  const decoded = (line: string | undefined) => Buffer.from(/"([A-Za-z0-9+/=]+)"$/.exec(line ?? '')?.[1] ?? '', 'base64').toString();

  test('PLAIN with a password', async () => {
    const { lines } = await login('XOAUTH2 PLAIN', {}, 'OK (SASL "dmVyaWZ5") "in"\r\n');
    expect(lines[0]).toMatch(/^AUTHENTICATE "PLAIN" /);
    expect(decoded(lines[0])).toBe(`\0ana\0${testPassword}`);
  });
  test('a token goes as OAUTHBEARER, else as XOAUTH2', async () => {
    const bearer = await login('PLAIN XOAUTH2 OAUTHBEARER', { credential: token }, 'OK\r\n');
    expect(decoded(bearer.lines[0])).toBe(`n,a=ana,\u0001host=localhost\u0001port=${bearer.port}\u0001auth=Bearer ya29.token\u0001\u0001`);
    const other = await login('PLAIN XOAUTH2', { credential: token }, 'OK\r\n');
    expect(decoded(other.lines[0])).toBe('user=ana\u0001auth=Bearer ya29.token\u0001\u0001');
  });
  test('a refused token: the challenge is answered, the refusal counts', async () => {
    const { session, lines } = await login('OAUTHBEARER', { credential: token }, (line) =>
      line.startsWith('AUTHENTICATE') ? '"eyJzdGF0dXMiOiI0MDEifQ=="\r\n' : 'NO "expired"\r\n',
    );
    expect(session).toMatchObject({ kind: 'login-refused', stage: 'auth', serverText: 'expired' });
    expect(lines[1]).toBe('"AQ=="');
  });
  test.each([
    ['NO "no such person"\r\n', { kind: 'login-refused', serverText: 'no such person' }],
    ['NO (TRYLATER) "busy"\r\n', { kind: 'temporary', code: 'TRYLATER' }],
    ['NO (ENCRYPT-NEEDED) "TLS"\r\n', { kind: 'login-unavailable', code: 'ENCRYPT-NEEDED' }],
    ['BYE (REFERRAL "sieve://other.example") "go there"\r\n', { kind: 'network', code: 'REFERRAL' }],
    ['"challenge"\r\n"another"\r\n', { kind: 'protocol' }],
    ['"broken\r\n', { kind: 'protocol', code: 'SYNTAX' }],
    ['{99999999}\r\n', { kind: 'protocol', code: 'SYNTAX' }],
  ])('what %j means', async (answer, expected) => {
    expect((await login('PLAIN', {}, answer)).session).toMatchObject(expected);
  });
  test('no mechanism of ours: nothing is sent', async () => {
    expect((await login('XOAUTH2', {}, 'OK\r\n')).session).toMatchObject({ kind: 'login-unavailable', code: 'OAUTH_ONLY' });
    const { session, lines } = await login('GSSAPI', {}, 'OK\r\n');
    expect(session).toMatchObject({ kind: 'login-unavailable', code: 'NO_AUTH' });
    expect(lines).toEqual([]);
  });
});

describe('G4: no wait without an end', () => {
  test('a silent server, a hung-up one, and one of another protocol', async () => {
    await using silent = await startFakeSieve({ ...pair, greeting: '"IMPLEMENTATION" "slow"\r\n' });
    const quick = { deadlines: { replyMs: 50 } };
    expect(await failure(connectSieve(sieveOptions(silent.port, quick)))).toMatchObject({ kind: 'network', code: 'ETIMEDOUT' });
    await using gone = await startFakeSieve({ ...pair, answer: () => 'hang-up' });
    expect(await failure(connectSieve(sieveOptions(gone.port)))).toMatchObject({ kind: 'network', code: 'ECONNRESET', stage: 'starttls' });
    for (const greeting of ['* OK IMAP4rev1\r\n', '220 mail ESMTP\r\n', 'OK\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n']) {
      await using other = await startFakeSieve({ ...pair, greeting });
      expect(await failure(connectSieve(sieveOptions(other.port, quick)))).toMatchObject({ stage: 'greeting' });
    }
  });
  test('the caller stops waiting', async () => {
    const stop = new AbortController();
    await using server = await startFakeSieve({
      ...pair,
      answer: (line) => {
        if (line === 'LISTSCRIPTS') stop.abort();
        return line === 'LISTSCRIPTS' ? null : undefined;
      },
    });
    const session = await connectSieve(sieveOptions(server.port, { signal: stop.signal }));
    expect(await failure(session.listScripts())).toMatchObject({ kind: 'aborted' });
    expect(await failure(session.noop())).toMatchObject({ kind: 'aborted' });
  });
});

test('V-wire: nothing but a whole argument reaches the wire', async () => {
  await using server = await startFakeSieve(pair);
  const session = await connectSieve(sieveOptions(server.port));
  const before = server.lines.length;
  for (const name of ['a\r\nDELETESCRIPT "b"', 'a\0', '', 'x'.repeat(513), 'a\u2028b', '\ud800'])
    expect(await failure(session.getScript(name))).toMatchObject({ kind: 'invalid' });
  expect(await failure(session.putScript('a', 'keep;\0'))).toMatchObject({ kind: 'invalid' });
  expect(server.lines).toHaveLength(before);
  await session.deleteScript('say "hi" \\ ü');
  expect(Buffer.from(server.lines.at(-1)!.text, 'latin1').toString('utf8')).toBe('DELETESCRIPT "say \\"hi\\" \\\\ ü"');
  expect(await session.listScripts()).toEqual([
    { name: 'one', isActive: false },
    { name: 'two', isActive: true },
  ]);
  session.destroy();
});

test('what a server refuses has a kind, and the session goes on', async () => {
  const answers: Record<string, string> = {
    PUTSCRIPT: 'NO (QUOTA/MAXSCRIPTS) "too many"\r\n',
    SETACTIVE: 'NO (NONEXISTENT) {4}\r\nnone\r\n',
    DELETESCRIPT: 'NO (ACTIVE) "in use"\r\n',
    CHECKSCRIPT: 'OK (WARNINGS) {8}\r\nline 1:x\r\n',
  };
  await using server = await startFakeSieve({
    ...pair,
    answer: (line) => (line === 'keep;' ? null : answers[line.split(' ')[0]!]),
  });
  const session = await connectSieve(sieveOptions(server.port));
  expect(await failure(session.putScript('a', 'keep;'))).toMatchObject({ kind: 'over-quota', serverText: 'too many' });
  expect(await failure(session.setActive('a'))).toMatchObject({ kind: 'not-found', serverText: 'none' });
  expect(await failure(session.deleteScript('a'))).toMatchObject({ kind: 'refused', code: 'ACTIVE' });
  expect(await session.checkScript('keep;')).toBe('line 1:x');
  session.destroy();
});

test('G6: the transcript has no secret and no script, nor does an error', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('wire');
  const transcript: string[] = [];
  const onWire = (line: string, direction: string) => transcript.push(`${direction} ${line}`);
  const options = { login: user.login, password: user.password, onWire };
  const session = await connectSieve(sieveOptions(servers.sieve.port, options));
  await session.putScript('secret text', 'keep; # my private words\r\n');
  await session.getScript('secret text');
  await session.noop();
  await session.logout();
  expect(transcript.some((line) => line.startsWith('out AUTHENTICATE "PLAIN" [secret]'))).toBe(true);
  const error = await failure(connectSieve(sieveOptions(servers.sieve.port, { ...options, password: 'wrong-secret' })));
  expect(error).toMatchObject({ kind: 'login-refused', stage: 'auth' });
  const seen = `${transcript.join('\n')}${inspect(error, { depth: 9 })}${inspect(session)}`;
  for (const secret of [user.password, 'wrong-secret'])
    for (const form of [secret, Buffer.from(`\0${user.login}\0${secret}`).toString('base64')]) expect(seen).not.toContain(form);
  expect(seen).not.toContain('private words');
});
