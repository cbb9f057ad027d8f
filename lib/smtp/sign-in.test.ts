import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { ensureCertificates, sharedMailServers } from '#e2e/servers/index.ts';
import { isMailError, type MailError, Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { createScramServer } from '#lib/security/testing/scram-server.ts';
import { probeSmtp, type SmtpAccess } from './index.ts';
import { type FakeSmtp, type FakeSmtpScript, startFakeSmtp } from './testing/fake-smtp.ts';

const { trusted } = ensureCertificates();
const keyPair = { key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8') };
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const password = 'canary, p\u00e4ssword=1';
const signal = new AbortController().signal;

const running: FakeSmtp[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

type Answering = NonNullable<FakeSmtpScript['answer']>;
type Given = { offers: string; answer?: Answering; tls?: TlsMode; login?: string; token?: string };

/** One sign-in, or several in a row at one server. */
async function signIn({ offers, answer, tls = 'tls', login = 'ana@example.test', token }: Given, times = 1) {
  const server = await startFakeSmtp({ ...keyPair, tls, offers: offers === '' ? ['8BITMIME'] : [offers], ...(answer ? { answer } : {}) });
  running.push(server);
  const access: SmtpAccess = {
    server: { host: '127.0.0.1', port: server.port, tls, login },
    ...(token === undefined ? { password: new Secret(password) } : { kind: 'access-token' as const, accessToken: new Secret(token) }),
    guard,
  };
  const errors: (MailError | null)[] = [];
  for (let at = 0; at < times; at += 1) {
    errors.push(
      await probeSmtp(access, { signal }).then(
        () => null,
        (error: unknown) => {
          if (!isMailError(error)) throw error;
          return error;
        },
      ),
    );
  }
  return { error: errors[0] ?? null, errors, asked: server.commands.filter((line) => !/^(EHLO|QUIT)/.test(line)), wire: server.secured() };
}

const said = (line: string) => Buffer.from(line.replace(/^AUTH \S+ /, ''), 'base64');
const base64 = (octets: Buffer | string) => Buffer.from(octets).toString('base64');

/** A server with SCRAM; `change` puts other words into its mouth, by step. */
function withScram(change: Record<number, string> = {}, knows = password): Answering {
  let scram = createScramServer(knows);
  let step = 0;
  return (verb, line) => {
    if (verb !== 'AUTH' || /^AUTH (PLAIN|LOGIN)/.test(line)) return undefined;
    if (line.startsWith('AUTH')) {
      scram = createScramServer(knows);
      step = 0;
    }
    step += 1;
    const answers = [
      () => `334 ${base64(scram.challenge(said(line)))}`,
      () => `334 ${base64(scram.answer(said(line)))}`,
      () => '235 2.7.0 in',
    ];
    return change[step] ?? answers[step - 1]!();
  };
}

test('S7: of all that is offered SCRAM is taken first, then PLAIN, then LOGIN', async () => {
  const best = await signIn({ offers: 'AUTH LOGIN PLAIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2', answer: withScram() });
  expect(best.error).toBeNull();
  expect(best.asked[0]).toMatch(/^AUTH SCRAM-SHA-256 /);
  expect([best.asked.length, best.asked[2]]).toEqual([3, '']);
  for (const secret of [password, base64(password), base64(`\0ana@example.test\0${password}`)]) expect(best.wire).not.toContain(secret);
  expect((await signIn({ offers: 'AUTH LOGIN PLAIN CRAM-MD5 XOAUTH2' })).asked).toEqual([
    `AUTH PLAIN ${base64(`\0ana@example.test\0${password}`)}`,
  ]);
  expect((await signIn({ offers: 'AUTH CRAM-MD5 LOGIN' })).asked).toEqual(['AUTH LOGIN']);
  expect((await signIn({ offers: 'AUTH=LOGIN' })).asked).toEqual(['AUTH LOGIN']);
});

test('CRAM-MD5 is never used, and where nothing else is offered, that is said', async () => {
  const { error, asked } = await signIn({ offers: 'AUTH CRAM-MD5' });
  expect(error).toMatchObject({ kind: 'login-unavailable', stage: 'auth', code: 'NO_AUTH', serverText: 'AUTH CRAM-MD5' });
  expect(asked).toEqual([]);
});

test('RFC 5802 §5: a server that lets us in and cannot prove that it knows the password is not signed in to', async () => {
  const cases: [string, Record<number, string>, string][] = [
    ['another signature', { 2: `334 ${base64('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')}` }, password],
    ['welcome instead of a signature', { 2: '235 2.7.0 in' }, password],
  ];
  for (const [name, change, knows] of cases) {
    const { error, asked } = await signIn({ offers: 'AUTH PLAIN SCRAM-SHA-256', answer: withScram(change, knows) });
    expect(error, name).toMatchObject({ kind: 'protocol', stage: 'auth', code: 'SERVER_NOT_PROVEN' });
    expect(asked.join('\n')).not.toContain('PLAIN');
  }
  const welcome = await signIn({ offers: 'AUTH PLAIN SCRAM-SHA-256', answer: withScram({ 1: '235 2.7.0 in' }) });
  expect(welcome.error).toMatchObject({ kind: 'protocol', stage: 'auth', code: 'SERVER_NOT_PROVEN' });
});

test('a wrong password is refused once: by the error in the exchange, or by the reply to the proof; PLAIN is not tried', async () => {
  for (const change of [{}, { 2: '535 5.7.8 no' }, { 3: '535 5.7.8 no' }] as Record<number, string>[]) {
    const { error, asked } = await signIn({
      offers: 'AUTH PLAIN SCRAM-SHA-256',
      answer: withScram(change, change[3] ? password : 'other'),
    });
    expect(error).toMatchObject({ kind: 'login-refused', stage: 'auth', code: '535' });
    expect(asked.join('\n')).not.toContain('PLAIN');
  }
});

test('SCRAM that is refused before a proof says nothing of the password: PLAIN follows, and the next sign-in begins with it', async () => {
  const answer = withScram({ 1: '535 5.7.8 no such form of it' });
  const { errors, asked } = await signIn({ offers: 'AUTH PLAIN SCRAM-SHA-256', answer }, 2);
  expect(errors).toEqual([null, null]);
  expect(asked.map((line) => line.split(' ')[1])).toEqual(['SCRAM-SHA-256', 'PLAIN', 'PLAIN']);
  // Not over a line that anybody reads.
  const clear = await signIn({ offers: 'AUTH PLAIN SCRAM-SHA-256', answer: withScram({ 1: '535 5.7.8 no' }), tls: 'plain' });
  expect(clear.error).toMatchObject({ kind: 'login-refused', code: '535' });
  expect(clear.asked).toHaveLength(1);
  const alone = await signIn({ offers: 'AUTH SCRAM-SHA-256', answer: withScram({ 1: '535 5.7.8 no' }) });
  expect(alone.error).toMatchObject({ kind: 'login-refused', code: '535' });
});

test.each([
  ['an answer of another kind', { 1: '250 what' }, { stage: 'auth' }],
  ['a challenge without a nonce', { 1: `334 ${base64('s=c2FsdA==,i=4096')}` }, { kind: 'protocol', stage: 'auth' }],
  ['a challenge that would cost hours', { 1: `334 ${base64('r=x,s=c2FsdA==,i=2000000000')}` }, { kind: 'protocol', stage: 'auth' }],
  ['a server that is busy', { 1: '454 4.7.0 later' }, { kind: 'login-unavailable', code: '454', permanent: false }],
  ['a hang-up in the exchange', { 2: 'hang-up' }, { kind: 'network', stage: 'auth' }],
] as [string, Record<number, string>, object][])('SCRAM ends in one typed error: %s', async (_, change, expected) => {
  const { error } = await signIn({ offers: 'AUTH SCRAM-SHA-256', answer: withScram(change) });
  expect(error).toMatchObject(expected);
  expect(JSON.stringify([error, error?.stack])).not.toContain('canary');
});

test('RFC 7628: a token goes by OAUTHBEARER, else by XOAUTH2, a long one as the answer to an empty challenge; never by a password’s way', async () => {
  const token = 'canary-token';
  const bearer = await signIn({ offers: 'AUTH PLAIN XOAUTH2 OAUTHBEARER', token, login: 'ana,=@example.test' });
  expect(
    said(bearer.asked[0]!)
      .toString()
      .replace(/port=\d+/, 'port=1')
      .split('\u0001'),
  ).toEqual(['n,a=ana=2C=3D@example.test,', ...['host=127.0.0.1', 'port=1', 'auth=Bearer canary-token', '', '']]);
  const older = await signIn({ offers: 'AUTH PLAIN XOAUTH2', token });
  expect(older.error).toBeNull();
  expect(said(older.asked[0]!).toString()).toBe('user=ana@example.test\u0001auth=Bearer canary-token\u0001\u0001');
  const long = await signIn({
    offers: 'AUTH OAUTHBEARER',
    token: 'x'.repeat(600),
    answer: (verb, line) => (verb === 'AUTH' && line.startsWith('AUTH') ? '334 ' : undefined),
  });
  expect([long.error, long.asked[0], long.asked[1]?.length]).toEqual([null, 'AUTH OAUTHBEARER', expect.any(Number)]);
  const none = await signIn({ offers: 'AUTH PLAIN LOGIN SCRAM-SHA-256', token });
  expect([none.error?.code, none.asked]).toEqual(['NO_AUTH', []]);
  const passwordOnly = await signIn({ offers: 'AUTH XOAUTH2 OAUTHBEARER' });
  expect([passwordOnly.error?.code, passwordOnly.asked]).toEqual(['OAUTH_ONLY', []]);
});

test('RFC 7628 §3.2.3: a token that is refused: the error that comes as a challenge is answered, and the reply counts', async () => {
  for (const [mechanism, end] of [
    ['OAUTHBEARER', 'AQ=='],
    ['XOAUTH2', ''],
  ] as const) {
    let step = 0;
    const refused = await signIn({
      offers: `AUTH ${mechanism}`,
      token: 'canary-token',
      answer: (verb) => (verb === 'AUTH' ? [`334 ${base64('{"status":"401"}')}`, '535 5.7.8 token expired'][step++] : undefined),
    });
    expect(refused.error).toMatchObject({ kind: 'login-refused', serverText: '535 5.7.8 token expired' });
    expect(refused.asked[1]).toBe(end);
    expect(JSON.stringify(refused.error)).not.toContain('canary');
  }
});

test('Postfix with Dovecot’s SASL: SCRAM with the right password, and with a wrong one', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('scram');
  const access: SmtpAccess = {
    server: { host: 'localhost', port: servers.smtp.tlsPort, tls: 'tls', login: user.login },
    password: new Secret(user.password),
    guard,
  };
  await probeSmtp(access, { signal });
  const wrong = await probeSmtp({ ...access, password: new Secret('wrong') }, { signal }).catch((error: unknown) => error);
  expect(isMailError(wrong) && [wrong.kind, wrong.code]).toEqual(['login-refused', '535']);
});
