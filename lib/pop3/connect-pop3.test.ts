import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { failureOf } from '#lib/imap/testing/failure-of.ts';
import { Secret } from '#lib/mail/index.ts';
import { createScramServer } from '#lib/security/testing/scram-server.ts';
import type { Pop3ConnectOptions } from './api.ts';
import { type FakePop3Options, type FakePop3Request, startFakePop3 } from './testing/fake-pop3-server.ts';
import { openTestSession, testPassword } from './testing/open-session.ts';

const certificates = ensureCertificates();
const tlsOptions = { ca: [readFileSync(certificates.caFile, 'utf8')] };
const starttls = { mode: 'starttls' as const, ...certificates.trusted };
const message = 'Subject: one\r\n\r\nbody\r\n';
const token = 'ya29.canary-token';

/** How a login fails on such a server. */
async function failureOn(options: FakePop3Options, more: Parameters<typeof openTestSession>[1] = {}) {
  await using server = await startFakePop3({ messages: [message], ...options });
  const error = await failureOf(openTestSession(server.port, more));
  return { error, lines: server.lines(), said: [error.kind, error.stage, error.code] };
}

/** What the client says on the way in, and with what it comes out. */
async function loginOn(options: FakePop3Options, more: Parameters<typeof openTestSession>[1] = {}) {
  await using server = await startFakePop3({ messages: [message], password: testPassword, ...options });
  const transcript: string[] = [];
  const session = await openTestSession(server.port, { onWire: (line, direction) => transcript.push(`${direction} ${line}`), ...more });
  const outcome = await session.quit();
  return { capabilities: session.capabilities, greeting: session.greeting, lines: server.lines(), transcript, outcome };
}

/** Takes every login, and answers with words made of what was sent. */
const welcome =
  (words: (args: string) => string) =>
  ({ signIn, args, ok }: FakePop3Request) => {
    signIn();
    ok(words(args));
  };

const withToken: Partial<Pop3ConnectOptions> = { credential: { kind: 'access-token', accessToken: new Secret(token) } };

describe('greeting', () => {
  test.each([
    ['another protocol: SMTP', '220 mx.example ESMTP\r\n', ['protocol', 'greeting', 'OTHER_PROTOCOL']],
    ['another protocol: IMAP', '* OK ready\r\n', ['protocol', 'greeting', 'OTHER_PROTOCOL']],
    ['TLS where none was asked for', Buffer.from([0x15, 3, 1, 0, 2, 2, 80]), ['tls', 'greeting', 'TLS_MIXED_UP']],
    ['no greeting of POP3', '+Do you even care?\r\n', ['protocol', 'greeting', 'NOT_POP3']],
    ['-ERR with a code that says later', '-ERR [SYS/TEMP] come back\r\n', ['temporary', 'greeting', 'SYS/TEMP']],
    ['-ERR with a code that says never', '-ERR [sys/perm] no\r\n', ['refused', 'greeting', 'SYS/PERM']],
    ['-ERR alone', '-ERR go away\r\n', ['refused', 'greeting', 'ERR']],
    ['-ERR that speaks of load', '-ERR too many connections\r\n', ['temporary', 'greeting', 'LIMIT']],
    ['more than a greeting', '+OK hello\r\n+OK and an answer\r\n', ['protocol', 'greeting', 'UNASKED']],
    ['a first line without an end', 'x'.repeat(20_000), ['protocol', 'greeting', 'LINE_TOO_LONG']],
  ] as const)('%s', async (_what, greeting, expected) => {
    const { said, lines } = await failureOn({ greeting });
    expect(said).toEqual(expected);
    expect(lines).toEqual([]);
  });

  test('silence and a hang-up have their own names', async () => {
    expect((await failureOn({ greeting: null }, { deadlines: { greetingMs: 100 } })).said).toEqual(['network', 'greeting', 'ETIMEDOUT']);
    await using server = await startFakePop3({ greeting: 'x', cut: () => [Buffer.alloc(0)] });
    const error = await failureOf(openTestSession(server.port));
    expect([error.kind, error.stage, error.code]).toEqual(['network', 'greeting', 'HANGS_UP']);
  });

  test('an abort ends the attempt wherever it stands', async () => {
    const silent: FakePop3Options['on'][] = [{}, { capa: () => {} }, { auth: () => {} }];
    for (const on of silent) {
      await using server = await startFakePop3({ greeting: Object.keys(on ?? {}).length === 0 ? null : '+OK\r\n', ...(on ? { on } : {}) });
      const stop = new AbortController();
      const failure = failureOf(openTestSession(server.port, { signal: stop.signal }));
      await expect.poll(() => server.sockets.length, { timeout: 30_000 }).toBe(1);
      stop.abort();
      expect((await failure).kind).toBe('aborted');
      await expect.poll(() => server.open(), { timeout: 30_000 }).toBe(0);
    }
  });
});

describe('STLS (RFC 2595 §4)', () => {
  test('TLS before anything else; what was offered before it counts no more', async () => {
    const { lines, capabilities } = await loginOn(
      { tls: starttls, clearCapabilities: ['STLS', 'SASL OAUTHBEARER', 'LOGIN-DELAY 900'] },
      { tls: 'starttls', tlsOptions },
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['CAPA', 'STLS', 'CAPA', 'AUTH', 'CAPA', 'QUIT']);
    expect(capabilities).toMatchObject({ sasl: ['PLAIN'], loginDelaySeconds: null });
  });

  test('nothing is sent that needs it when it is not to be had', async () => {
    for (const options of [
      { clearCapabilities: ['USER', 'SASL PLAIN'] },
      { clearCapabilities: null },
      { clearCapabilities: ['STLS'], on: { stls: ({ err }: { err: (words: string) => void }) => err('[SYS/PERM] no') } },
    ]) {
      const { said, lines } = await failureOn(options, { tls: 'starttls', tlsOptions });
      expect(said).toEqual(['tls', 'starttls', 'NO_STARTTLS']);
      expect(lines.join('\n')).not.toMatch(/USER|PASS|AUTH/);
    }
  });

  test('pop3-stls-trailing: octets behind the answer end the session before the handshake', async () => {
    const { said, lines } = await failureOn(
      { tls: starttls, stlsAnswer: '+OK begin\r\n+OK injected\r\n', staysClear: true },
      { tls: 'starttls', tlsOptions },
    );
    expect(said).toEqual(['tls', 'starttls', 'EARLY_BYTES']);
    expect(lines).toEqual(['CAPA', 'STLS']);
  });

  test('V8: a certificate for somebody else, or out of date, gets no password, over STLS and over TLS', async () => {
    for (const [pair, host, code] of [
      [certificates.trusted, 'pop.example', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      [certificates.expired, 'localhost', 'CERT_HAS_EXPIRED'],
    ] as const) {
      const stls = await failureOn({ tls: { mode: 'starttls', ...pair } }, { tls: 'starttls', tlsOptions, host });
      expect(stls.said).toEqual(['tls', 'starttls', code]);
      const implicit = await failureOn({ tls: { mode: 'implicit', ...pair } }, { tls: 'tls', tlsOptions, host });
      expect(implicit.said).toEqual(['tls', 'tls', code]);
      expect([...stls.lines, ...implicit.lines].join('\n')).not.toMatch(/USER|PASS|AUTH/);
    }
  });
});

describe('capabilities (RFC 2449)', () => {
  test('what a server lists', async () => {
    const { capabilities, greeting } = await loginOn({
      capabilities: [
        'TOP',
        'USER',
        'uidl',
        'SASL plain CRAM-MD5',
        'LOGIN-DELAY 900 USER',
        'EXPIRE 60 USER',
        'UTF8 USER',
        'IMPLEMENTATION Fake\u00071.0',
        'X-ODD',
        '',
      ],
      loggedInCapabilities: ['TOP', 'UIDL', 'PIPELINING', 'LOGIN-DELAY 600', 'EXPIRE 30', 'IMPLEMENTATION Fake\u00071.0'],
      on: { utf8: ({ ok }) => ok() },
    });
    expect(capabilities).toEqual({
      isListed: true,
      top: true,
      uidl: true,
      pipelining: true,
      respCodes: false,
      authRespCode: false,
      sasl: ['PLAIN', 'CRAM-MD5'],
      utf8: true,
      expireDays: 30,
      loginDelaySeconds: 600,
      implementation: 'Fake 1.0',
    });
    expect(greeting).toEqual({ text: 'ready <1896.697170952@pop.example>', apopTimestamp: '<1896.697170952@pop.example>' });
  });

  test('EXPIRE NEVER, numbers beyond reason and nonsense', async () => {
    const facts = async (...lines: string[]) => {
      const { capabilities } = await loginOn({ capabilities: ['USER', 'UIDL', 'TOP', ...lines] });
      return [capabilities.expireDays, capabilities.loginDelaySeconds];
    };
    expect(await facts('EXPIRE NEVER', 'LOGIN-DELAY 999999999')).toEqual(['never', 86_400]);
    expect(await facts('EXPIRE 0', 'LOGIN-DELAY soon')).toEqual([0, null]);
    expect(await facts('EXPIRE', 'LOGIN-DELAY 99999999999999999')).toEqual([null, null]);
  });

  test('P3: without CAPA, UIDL and TOP are tried out on the first message', async () => {
    const without = await loginOn({ capabilities: null, on: { uidl: ({ err }) => err() } });
    expect(without.capabilities).toMatchObject({ isListed: false, uidl: false, top: true, pipelining: false });
    expect(without.lines.slice(-4)).toEqual(['STAT', 'UIDL 1', 'TOP 1 0', 'QUIT']);
    const empty = await loginOn({ capabilities: null, messages: [], on: { uidl: ({ err }) => err(), top: ({ err }) => err() } });
    expect(empty.capabilities).toMatchObject({ uidl: true, top: true });
    const listed = await loginOn({ capabilities: ['USER', 'UIDL'], on: { top: ({ err }) => err() } });
    expect(listed.capabilities).toMatchObject({ isListed: true, uidl: true, top: false });
  });

  test('RFC 6856 §2.1: a server that offers UTF8 and then refuses it is used as any other', async () => {
    const { capabilities, lines } = await loginOn({ capabilities: ['USER', 'UIDL', 'TOP', 'UTF8'], on: { utf8: ({ err }) => err() } });
    expect(capabilities.utf8).toBe(false);
    expect(lines.slice(0, 3)).toEqual(['CAPA', 'UTF8', 'USER ana']);
  });
});

describe('login (P4)', () => {
  test('SASL PLAIN in one line where offered, else USER and PASS; a long credential waits for the empty challenge', async () => {
    const plain = `\0ana\0${testPassword}`;
    expect((await loginOn({})).lines[1]).toBe(`AUTH PLAIN ${Buffer.from(plain).toString('base64')}`);
    expect((await loginOn({ capabilities: ['USER', 'UIDL', 'TOP'] })).lines.slice(1, 3)).toEqual(['USER ana', `PASS ${testPassword}`]);
    expect((await loginOn({ capabilities: null })).lines.slice(1, 3)).toEqual(['USER ana', `PASS ${testPassword}`]);
    const long = 'p'.repeat(400);
    const { lines } = await loginOn({ password: long }, { credential: { kind: 'password', password: new Secret(long) } });
    expect(lines.slice(1, 3)).toEqual(['AUTH PLAIN', Buffer.from(`\0ana\0${long}`).toString('base64')]);
  });

  test('SCRAM-SHA-256 before PLAIN: the password stays here, and a server that cannot prove that it knows it is left', async () => {
    const scripted = (knows: string, change: { signature?: string; refuses?: string } = {}) => {
      const scram = createScramServer(knows);
      const base64 = (octets: Buffer) => octets.toString('base64');
      return {
        capabilities: ['USER', 'UIDL', 'TOP', 'SASL SCRAM-SHA-256 PLAIN'],
        on: {
          auth: ({ args, ask, ok, err, signIn }: FakePop3Request) => {
            if (args.startsWith('PLAIN')) {
              signIn();
              return ok();
            }
            if (change.refuses !== undefined) return err(change.refuses);
            const first = Buffer.from(args.split(' ')[1] ?? '', 'base64');
            ask(base64(scram.challenge(first)), (final) => {
              const answer = scram.answer(Buffer.from(final, 'base64'));
              ask(base64(Buffer.from(change.signature ?? answer)), () => {
                if (answer.toString().startsWith('e=')) return err('[AUTH] no');
                signIn();
                ok();
              });
            });
          },
        },
      };
    };
    const { lines } = await loginOn(scripted(testPassword));
    expect(lines.slice(1, 4)).toEqual([expect.stringMatching(/^AUTH SCRAM-SHA-256 /), expect.stringMatching(/^\S+$/), '']);
    expect(lines.join()).not.toContain(Buffer.from(testPassword).toString('base64').slice(0, 8));
    expect((await failureOn(scripted('another'))).said).toEqual(['login-refused', 'auth', 'AUTH']);
    const unproven = await failureOn(scripted(testPassword, { signature: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=' }));
    expect(unproven.said).toEqual(['protocol', 'auth', 'SERVER_NOT_PROVEN']);
    expect(unproven.lines.join()).not.toContain('PLAIN');
    const refused = scripted(testPassword, { refuses: '[AUTH] no such form of it' });
    const over = await loginOn({ ...refused, tls: starttls }, { tls: 'starttls', tlsOptions });
    expect(over.lines.join()).toMatch(/AUTH SCRAM-SHA-256 \S+,AUTH PLAIN/);
    // In the clear a refusal is no reason to show the password.
    expect((await failureOn(refused)).lines).toHaveLength(2);
  });

  test('APOP only by choice, and only with a timestamp (RFC 1939 §7)', async () => {
    const apop = { credential: { kind: 'password' as const, password: new Secret(testPassword), apop: true } };
    expect((await loginOn({}, apop)).lines[1]).toMatch(/^APOP ana [0-9a-f]{32}$/);
    expect((await failureOn({ greeting: '+OK no timestamp\r\n' }, apop)).said).toEqual(['login-unavailable', 'auth', 'NO_APOP']);
  });

  test('a token goes by OAUTHBEARER, else by XOAUTH2, and nowhere else', async () => {
    const caps = (sasl: string) => ({ capabilities: ['USER', 'UIDL', 'TOP', sasl], on: { auth: welcome(() => '') } });
    const first = await loginOn(caps('SASL XOAUTH2 OAUTHBEARER PLAIN'), { ...withToken, login: 'ana,=@example.org' });
    const [, mechanism, response = ''] = first.lines[1]?.split(' ') ?? [];
    expect(mechanism).toBe('OAUTHBEARER');
    const fields = Buffer.from(response, 'base64').toString().split('\u0001');
    expect(fields).toEqual([
      'n,a=ana=2C=3D@example.org,',
      'host=127.0.0.1',
      expect.stringMatching(/^port=\d+$/),
      `auth=Bearer ${token}`,
      '',
      '',
    ]);
    const second = await loginOn(caps('SASL XOAUTH2'), withToken);
    expect(Buffer.from(second.lines[1]?.split(' ')[2] ?? '', 'base64').toString()).toBe(`user=ana\u0001auth=Bearer ${token}\u0001\u0001`);
    const none = await failureOn({ capabilities: ['USER', 'SASL PLAIN'] }, withToken);
    expect(none.said).toEqual(['login-unavailable', 'auth', 'NO_AUTH']);
    expect(none.lines).toEqual(['CAPA']);
  });

  test.each([
    ['OAUTHBEARER', 'AQ=='],
    ['XOAUTH2', ''],
  ])('the error challenge of %s is answered, and the refusal read', async (mechanism, answer) => {
    const challenge = Buffer.from('{"status":"invalid_token","scope":"mail"}').toString('base64');
    let answered: string | null = null;
    const { said, error } = await failureOn(
      {
        capabilities: ['UIDL', 'TOP', `SASL ${mechanism}`],
        on: {
          auth: ({ ask, err }) =>
            ask(challenge, (text) => {
              answered = text;
              err('authentication failed');
            }),
        },
      },
      withToken,
    );
    expect(answered).toBe(answer);
    expect(said).toEqual(['login-refused', 'auth', 'AUTH']);
    expect(error.serverText).toBe('authentication failed · invalid_token');
  });

  test('a server that takes tokens only is not tried with a password', async () => {
    const { said, lines } = await failureOn({ capabilities: ['SASL XOAUTH2 OAUTHBEARER'] });
    expect(said).toEqual(['login-unavailable', 'auth', 'OAUTH_ONLY']);
    expect(lines).toEqual(['CAPA']);
  });

  test.each([
    ['[AUTH] wrong password', ['login-refused', 'AUTH', true]],
    ['wrong password', ['login-refused', 'ERR', false]],
    ['[IN-USE] locked', ['temporary', 'IN-USE', false]],
    ['maildrop already locked', ['temporary', 'LOCKED', false]],
    ['Unable to lock maildrop: mailbox is already locked by POP server', ['temporary', 'LOCKED', false]],
    ['[LOGIN-DELAY] wait', ['temporary', 'LOGIN-DELAY', false]],
    ['Exceeded the login limit for a 15 minute period', ['temporary', 'LOGIN-DELAY', false]],
    ['[SYS/TEMP] database', ['temporary', 'SYS/TEMP', false]],
    ['[SYS/PERM] Your account is not enabled for POP access.', ['login-unavailable', 'POP_DISABLED', true]],
    ['[SYS/PERM] no', ['login-unavailable', 'SYS/PERM', true]],
    ['[AUTH] Application-specific password required', ['login-unavailable', 'APP_PASSWORD', true]],
    ['[AUTH] mailbox in use of another name', ['login-refused', 'AUTH', true]],
  ])('P5, pop3-lock, pop3-auth-text: %s', async (words, expected) => {
    const { error } = await failureOn({ capabilities: ['USER', 'LOGIN-DELAY 300'], on: { pass: ({ err }) => err(words) } });
    expect([error.kind, error.code, error.permanent]).toEqual(expected);
    expect(error.retryAfterMs).toBe(error.code === 'LOGIN-DELAY' ? 300_000 : null);
  });

  test('a challenge where none belongs, and +OK to a refused token, end the session', async () => {
    const odd = await failureOn({ on: { auth: ({ send }) => send('+ bm8=') } });
    expect(odd.said).toEqual(['protocol', 'auth', 'NO_STATUS']);
    const two = await failureOn({ capabilities: ['SASL XOAUTH2'], on: { auth: ({ ask, ok }) => ask('e30=', () => ok()) } }, withToken);
    expect(two.said).toEqual(['protocol', 'auth', 'NO_STATUS']);
  });

  test('security.md §6: nothing that ends a line or a field gets into a command', async () => {
    for (const bad of ['a\r\nQUIT', 'a\nb', 'a\0b', 'a\rb']) {
      const tries = [
        await failureOn({ capabilities: ['USER'] }, { login: bad }),
        await failureOn({ capabilities: ['USER'] }, { credential: { kind: 'password', password: new Secret(bad) } }),
        await failureOn({ capabilities: ['SASL OAUTHBEARER'] }, { ...withToken, login: bad }),
        await failureOn({}, { login: bad, credential: { kind: 'password', password: new Secret('x'), apop: true } }),
      ];
      for (const { said, lines } of tries) {
        expect(said).toEqual(['invalid', 'auth', null]);
        expect(lines.filter((line) => line !== 'CAPA' && line !== 'USER ana')).toEqual([]);
      }
    }
    const nul = await failureOn({}, { credential: { kind: 'password', password: new Secret('a\0b') } });
    expect(nul.said).toEqual(['invalid', 'auth', null]);
    const spaced = await loginOn(
      { capabilities: ['USER', 'UIDL', 'TOP'], password: ' two words ' },
      { credential: { kind: 'password', password: new Secret(' two words ') } },
    );
    expect(spaced.lines[2]).toBe('PASS  two words ');
  });
});

test('X6, G6: a transcript shows every line of the wire and no secret in any form', async () => {
  const secrets = [testPassword, token];
  const ways: [FakePop3Options, Parameters<typeof openTestSession>[1]][] = [
    [{}, {}],
    [{ capabilities: ['USER', 'UIDL', 'TOP'] }, {}],
    [{}, { credential: { kind: 'password', password: new Secret(testPassword), apop: true } }],
    [{ capabilities: ['UIDL', 'TOP', 'SASL XOAUTH2'], on: { auth: welcome((args) => `you sent ${args}`) } }, withToken],
    [{ password: 'p'.repeat(400) }, { credential: { kind: 'password', password: new Secret('p'.repeat(400)) } }],
    [{ on: { auth: welcome((args) => `welcome, ${Buffer.from(args.split(' ')[1] ?? '', 'base64')}`) } }, {}],
  ];
  for (const [options, more] of ways) {
    const { transcript } = await loginOn(options, more);
    expect(transcript.filter((line) => line.startsWith('out ')).length).toBeGreaterThanOrEqual(4);
    const text = transcript.join('\n');
    for (const secret of [...secrets, 'pppppppp']) {
      expect(text).not.toContain(secret);
      for (let offset = 0; offset < 3; offset += 1) {
        expect(text).not.toContain(
          Buffer.from(secret)
            .toString('base64')
            .slice(4 + offset, 16),
        );
      }
    }
  }
});
