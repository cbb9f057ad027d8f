import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { isMailError, type MailError, Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { probeSmtp } from './index.ts';
import { type FakeSmtp, type FakeSmtpScript, startFakeSmtp } from './testing/fake-smtp.ts';
import { hasMisbehaviours, misbehavingSmtp, smtpMisbehaviours } from './testing/misbehaving-smtp.ts';

const certificates = ensureCertificates();
const keyPairOf = (name: 'trusted' | 'expired' | 'foreign' | 'other-name') => ({
  key: readFileSync(certificates[name].keyFile, 'utf8'),
  cert: readFileSync(certificates[name].certFile, 'utf8'),
});
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const password = 'canary-password';
const canaries = [password, Buffer.from(password).toString('base64'), Buffer.from(`\0ana@example.test\0${password}`).toString('base64')];

const running: FakeSmtp[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

async function probe(
  script: Partial<FakeSmtpScript> & { tls: TlsMode },
  tls: TlsMode = script.tls,
): Promise<{ error: MailError | null; server: FakeSmtp }> {
  const server = await startFakeSmtp({ ...keyPairOf('trusted'), ...script });
  running.push(server);
  const access = {
    server: { host: '127.0.0.1', port: server.port, tls, login: 'ana@example.test' },
    password: new Secret(password),
    guard,
  };
  try {
    await probeSmtp(access, { signal: new AbortController().signal, deadlines: { connectMs: 2_000, replyMs: 600 } });
    return { error: null, server };
  } catch (error) {
    if (!isMailError(error)) throw error;
    return { error, server };
  }
}

const cases: [string, Partial<FakeSmtpScript> & { tls: TlsMode }, TlsMode, object | null][] = [
  ['a right login', { tls: 'starttls' }, 'starttls', null],
  [
    'a server of another protocol',
    { tls: 'plain', greeting: '* OK IMAP4rev1 ready' },
    'starttls',
    { kind: 'protocol', stage: 'greeting', code: 'OTHER_PROTOCOL' },
  ],
  ['a POP3 server', { tls: 'plain', greeting: '+OK ready' }, 'starttls', { kind: 'protocol', stage: 'greeting', code: 'OTHER_PROTOCOL' }],
  [
    'a server that hangs up at once',
    { tls: 'plain', greeting: 'hang-up' },
    'starttls',
    { kind: 'network', stage: 'greeting', code: 'HANGS_UP' },
  ],
  ['a silent server', { tls: 'plain', greeting: null }, 'starttls', { kind: 'network', stage: 'greeting', code: 'ETIMEDOUT' }],
  [
    'a server that refuses us',
    { tls: 'plain', greeting: '554 5.7.1 blocked' },
    'starttls',
    { kind: 'refused', stage: 'greeting', permanent: true },
  ],
  [
    'a server that is busy',
    { tls: 'plain', greeting: '421 4.7.0 too busy' },
    'starttls',
    { kind: 'temporary', stage: 'greeting', permanent: false },
  ],
  [
    'STARTTLS not offered',
    { tls: 'starttls', offersBefore: ['AUTH PLAIN LOGIN'] },
    'starttls',
    { kind: 'tls', stage: 'starttls', code: 'NO_STARTTLS' },
  ],
  ['TLS chosen where the server speaks plainly', { tls: 'plain' }, 'tls', { kind: 'tls', stage: 'tls' }],
  ['STARTTLS chosen where the server speaks TLS', { tls: 'tls' }, 'starttls', { kind: 'network', stage: 'greeting', code: 'ETIMEDOUT' }],
  ['no AUTH offered', { tls: 'tls', offers: ['8BITMIME'] }, 'tls', { kind: 'login-unavailable', stage: 'auth', code: 'NO_AUTH' }],
  [
    'only OAuth offered',
    { tls: 'tls', offers: ['AUTH XOAUTH2 OAUTHBEARER'] },
    'tls',
    { kind: 'login-unavailable', stage: 'auth', code: 'OAUTH_ONLY' },
  ],
  [
    'AUTH offered before TLS only',
    { tls: 'starttls', offersBefore: ['STARTTLS', 'AUTH PLAIN'], offers: ['8BITMIME'] },
    'starttls',
    { kind: 'login-unavailable', code: 'NO_AUTH' },
  ],
  [
    'no AUTH before TLS, which was not asked for',
    { tls: 'plain', offersBefore: ['STARTTLS'], offers: ['STARTTLS'] },
    'plain',
    { kind: 'login-unavailable', stage: 'auth', code: 'LOGINDISABLED' },
  ],
  ['an expired certificate', { tls: 'tls', ...keyPairOf('expired') }, 'tls', { kind: 'tls', stage: 'tls', code: 'CERT_HAS_EXPIRED' }],
  ['a foreign certificate after STARTTLS', { tls: 'starttls', ...keyPairOf('foreign') }, 'starttls', { kind: 'tls', stage: 'tls' }],
  [
    'a certificate for another name',
    { tls: 'starttls', ...keyPairOf('other-name') },
    'starttls',
    { kind: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ],
  [
    'G5: bytes behind the STARTTLS answer',
    { tls: 'starttls', answer: (verb) => (verb === 'STARTTLS' ? '220 go on\r\n250-injected\r\n250 AUTH PLAIN LOGIN' : undefined) },
    'starttls',
    { kind: 'tls', stage: 'starttls', code: 'EARLY_BYTES' },
  ],
];
for (const [name, script, tls, expected] of cases) {
  test(`sign-in check: ${name}`, async () => {
    const { error, server } = await probe(script, tls);
    if (expected === null) expect(error).toBeNull();
    else expect(error).toMatchObject(expected);
    if (tls !== 'plain') for (const canary of canaries) expect(server.clear()).not.toContain(canary);
    expect(server.connections()).toBeLessThanOrEqual(1);
    expect(server.commands.join()).not.toContain('MAIL');
  });
}

test('the error of a refused login holds neither the password nor what was sent', async () => {
  const { error } = await probe({ tls: 'tls', answer: (verb) => (verb === 'AUTH' ? '535 5.7.8 no' : undefined) });
  expect(error).toMatchObject({ kind: 'login-refused', stage: 'auth', serverText: '535 5.7.8 no' });
  for (const canary of canaries) expect(JSON.stringify([error, error?.stack, error?.cause])).not.toContain(canary);
});

test.skipIf(!hasMisbehaviours)(
  'X7: every SMTP case of the misbehaviour corpus ends safely, no password in the clear (passed over where the corpus is absent)',
  async () => {
    const all = smtpMisbehaviours();
    expect(all.length).toBeGreaterThan(50);
    const working: string[] = [];
    for (const one of all) {
      const { id } = one;
      for (const tls of ['starttls', 'tls'] as const) {
        const { error, server: fake } = await probe({ tls, ...misbehavingSmtp(one) });
        for (const canary of canaries) expect(fake.clear(), `${id} over ${tls}`).not.toContain(canary);
        if (tls === 'starttls' && error === null) working.push(id);
      }
    }
    expect(working).toEqual(expect.arrayContaining(['smtp/setup', 'smtp/setup_opportunistic_encryption']));
    for (const id of [
      'smtp/Buffering/B_4',
      'smtp/Negotiation/O_2',
      'smtp/Negotiation/O_3',
      'smtp/Negotiation/O_4',
      'smtp/Negotiation/O_1',
      'smtp/Negotiation/D_1',
    ])
      expect(working).not.toContain(id);
  },
  60_000,
);
