import { expect, test } from 'vitest';
import { type Failure, ownCodes } from './failure.ts';
import { mailErrorKinds } from './mail-error.ts';
import { plainWords } from './plain-words.ts';

const rows: [string, Failure, RegExp][] = [
  ['ENOTFOUND', { kind: 'network', stage: 'dns', code: 'ENOTFOUND' }, /does not exist\. Check the spelling/],
  ['EAI_AGAIN', { kind: 'network', stage: 'dns', code: 'EAI_AGAIN' }, /name service did not answer/],
  ['null MX', { kind: 'network', stage: 'dns', code: 'NULL_MX' }, /takes no mail/],
  ['SRV .', { kind: 'network', stage: 'dns', code: 'SERVICE_NOT_OFFERED' }, /does not offer this service/],
  ['ECONNREFUSED', { kind: 'network', stage: 'tcp', code: 'ECONNREFUSED' }, /nothing listens on this port/],
  ['ETIMEDOUT tcp', { kind: 'network', stage: 'tcp', code: 'ETIMEDOUT' }, /firewall, wrong host/],
  ['wrong version', { kind: 'tls', stage: 'tls', code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, /without TLS here/],
  ['silence', { kind: 'tls', stage: 'tls', code: 'ETIMEDOUT' }, /other mode is needed/],
  ['silent greeting', { kind: 'network', stage: 'greeting', code: 'ETIMEDOUT' }, /other mode is needed/],
  [
    'expired',
    { kind: 'tls', stage: 'tls', code: 'CERT_HAS_EXPIRED', facts: { validFrom: 'May 1', validTo: 'June 1' } },
    /from May 1 to June 1/,
  ],
  [
    'other name',
    { kind: 'tls', stage: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID', facts: { certificateFor: 'a.example', host: 'b.example' } },
    /is for a\.example, not for b\.example/,
  ],
  ['self-signed', { kind: 'tls', stage: 'tls', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, /Nobody known/],
  ['chain', { kind: 'tls', stage: 'tls', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, /intermediate certificate/],
  ['disk full', { kind: 'storage', stage: 'store', code: 'ENOSPC' }, /disk .* is full/],
  ['EPROTO', { kind: 'tls', stage: 'tls', code: 'EPROTO' }, /outdated encryption/],
  ['reset', { kind: 'network', stage: 'greeting', code: 'ECONNRESET' }, /hangs up at once/],
  ['other protocol', { kind: 'protocol', stage: 'greeting', code: 'OTHER_PROTOCOL' }, /another kind/],
  ['no STARTTLS', { kind: 'tls', stage: 'starttls', code: 'NO_STARTTLS' }, /offers no encryption.*password was not sent/i],
  ['LOGINDISABLED', { kind: 'login-unavailable', stage: 'auth', code: 'LOGINDISABLED' }, /only over an encrypted/],
  ['538', { kind: 'login-unavailable', stage: 'auth', code: '538', enhancedCode: '5.7.11' }, /only over an encrypted/],
  ['AUTHENTICATIONFAILED', { kind: 'login-refused', stage: 'auth', code: 'AUTHENTICATIONFAILED' }, /app password is needed/],
  ['535 5.7.8', { kind: 'login-refused', stage: 'auth', code: '535', enhancedCode: '5.7.8' }, /app password is needed/],
  ['534 5.7.9', { kind: 'login-unavailable', stage: 'auth', code: '534', enhancedCode: '5.7.9' }, /app password or its own/],
  ['535 5.7.139', { kind: 'login-unavailable', stage: 'auth', code: '535', enhancedCode: '5.7.139' }, /sign-in window/],
  ['454 4.7.0', { kind: 'login-unavailable', stage: 'auth', code: '454', enhancedCode: '4.7.0' }, /right now/],
  ['LIMIT', { kind: 'login-unavailable', stage: 'auth', code: 'LIMIT' }, /open elsewhere too often/],
  ['relay', { kind: 'refused', stage: 'envelope', code: 'RELAY_DENIED', enhancedCode: '5.7.1' }, /will not pass on mail/],
  ['send as', { kind: 'refused', stage: 'data', code: '550', enhancedCode: '5.7.60' }, /may not use this sender/],
  ['5.1.1', { kind: 'refused', stage: 'envelope', code: '550', enhancedCode: '5.1.1' }, /No such mailbox/],
  ['5.1.2', { kind: 'refused', stage: 'envelope', code: '550', enhancedCode: '5.1.2' }, /No such domain/],
  ['5.1.10', { kind: 'refused', stage: 'envelope', code: '550', enhancedCode: '5.1.10' }, /takes no mail/],
  ['4.2.2', { kind: 'over-quota', code: '452', enhancedCode: '4.2.2' }, /full/],
  ['5.3.4', { kind: 'too-large', code: '552', enhancedCode: '5.3.4', facts: { limit: '25 MB' } }, /too big \(limit 25 MB\)/],
  ['4.7.1', { kind: 'temporary', code: '451', enhancedCode: '4.7.1' }, /greylisting/],
  ['5.7.26', { kind: 'refused', code: '550', enhancedCode: '5.7.26' }, /SPF, DKIM, DMARC/],
  ['5.6.7', { kind: 'refused', code: '553', enhancedCode: '5.6.7' }, /international address/],
  ['dot', { kind: 'network', stage: 'dot', code: 'NO_ANSWER_TO_DOT' }, /being looked up/],
];

for (const stage of ['tcp', 'greeting']) {
  test(`table 8.2: no answer on port 25 (${stage}) names the ports that are for sending`, () => {
    const failure = { kind: 'network', stage, code: 'ETIMEDOUT' } as const;
    expect(plainWords({ ...failure, facts: { port: 25 } }).nextStep).toMatch(/block port 25; 587 or 465 are for sending/);
    expect(JSON.stringify(plainWords({ ...failure, facts: { port: 25 } }))).not.toMatch(/STARTTLS/);
    expect(plainWords({ ...failure, facts: { port: 587 } }).nextStep).not.toMatch(/465/);
  });
}

for (const [seen, failure, said] of rows) {
  test(`table 8.2: ${seen}`, () => {
    const { title, detail } = plainWords(failure);
    expect(detail).toMatch(said);
    expect(title.length).toBeGreaterThan(3);
  });
}

test('every kind and every code of ours has words of its own', () => {
  const general = plainWords({ kind: 'internal' });
  for (const kind of mailErrorKinds.filter((one) => one !== 'internal')) expect(plainWords({ kind }), kind).not.toEqual(general);
  for (const code of ownCodes) expect(plainWords({ kind: 'internal', code }), code).not.toEqual(general);
});
