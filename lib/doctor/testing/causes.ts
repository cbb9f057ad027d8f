import { expect } from 'vitest';
import type { DoctorServiceReport, DoctorStage } from '#lib/contract/index.ts';

/** Table 8.2 of the protocol rules: what is seen, the stage at which that ends the road, and the words that it must get. */
export const causes = {
  ENOTFOUND: { at: 'dns', says: /does not exist\. Check the spelling/ },
  EAI_AGAIN: { at: 'dns', says: /name service did not answer/ },
  'an inner address': { at: 'dns', says: /not one that this installation may connect to/ },
  ECONNREFUSED: { at: 'tcp', says: /nothing listens on this port/ },
  'ETIMEDOUT in TCP': { at: 'tcp', says: /firewall, wrong host, or the port is blocked/ },
  ERR_SSL_WRONG_VERSION_NUMBER: { at: 'tls', says: /speaks without TLS here/ },
  'STARTTLS asked of a port with TLS from the first octet': { at: 'greeting', says: /TLS and STARTTLS are mixed up/ },
  'TLS octets in the greeting': { at: 'greeting', says: /TLS and STARTTLS are mixed up/ },
  'silence in the handshake': { at: 'tls', says: /stayed silent when encryption was begun|mixed up/ },
  CERT_HAS_EXPIRED: { at: 'tls', says: /out of date \(from .+ to .+\)/ },
  ERR_TLS_CERT_ALTNAME_INVALID: { at: 'tls', says: /is for other\.invalid, not for 127\.0\.0\.1/ },
  DEPTH_ZERO_SELF_SIGNED_CERT: { at: 'tls', says: /Nobody known has signed/ },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { at: 'tls', says: /left out an intermediate certificate/ },
  'outdated TLS': { at: 'tls', says: /only offers outdated encryption/ },
  'ECONNRESET before the greeting': { at: 'greeting', says: /hangs up at once/ },
  'POP3 where IMAP is asked for': { at: 'greeting', says: /server for POP3, not for IMAP/ },
  'IMAP where SMTP is asked for': { at: 'greeting', says: /server for IMAP, not for SMTP/ },
  'SMTP where POP3 is asked for': { at: 'greeting', says: /server for SMTP, not for POP3/ },
  'no STARTTLS in the capabilities': { at: 'starttls', says: /offers no encryption here .* password was not sent/ },
  LOGINDISABLED: { at: 'auth', says: /only over an encrypted/ },
  '530 5.7.0': { at: 'auth', says: /only over an encrypted/ },
  '538 5.7.11': { at: 'auth', says: /only over an encrypted/ },
  'NO [AUTHENTICATIONFAILED]': { at: 'auth', says: /does not accept this user name and password/ },
  '535 5.7.8': { at: 'auth', says: /does not accept this user name and password/ },
  '-ERR [AUTH]': { at: 'auth', says: /does not accept this user name and password/ },
  '534 5.7.9': { at: 'auth', says: /wants an app password/ },
  'IMAP: application-specific password': { at: 'auth', says: /wants an app password/ },
  '535 5.7.139': { at: 'auth', says: /only through its own sign-in window/ },
  '454 4.7.0': { at: 'auth', says: /cannot help right now/ },
  '[UNAVAILABLE]': { at: 'auth', says: /cannot help right now/ },
  '-ERR [SYS/TEMP]': { at: 'auth', says: /cannot help right now/ },
  '421 as a greeting': { at: 'greeting', says: /cannot help right now/ },
  '[LIMIT]': { at: 'auth', says: /open elsewhere too often/ },
  '-ERR [IN-USE]': { at: 'auth', says: /open elsewhere too often/ },
  'relaying denied': { at: 'probe', says: /not pass on mail/ },
  '5.7.60': { at: 'probe', says: /may not use this sender address/ },
  '550 5.1.1': { at: 'probe', says: /No such mailbox/ },
  '550 5.1.2': { at: 'probe', says: /No such domain/ },
  '550 5.1.10': { at: 'probe', says: /takes no mail/ },
  '452 4.2.2': { at: 'probe', says: /mailbox is full/ },
  '552 5.2.2': { at: 'probe', says: /mailbox is full/ },
  'a quota used up': { at: 'probe', says: /mailbox is full/ },
  '552 5.3.4': { at: 'probe', says: /too big/ },
  '450 4.7.1': { at: 'probe', says: /come back later \(greylisting\)/ },
  '550 5.7.26': { at: 'probe', says: /domain proof/ },
  '553 5.6.7': { at: 'probe', says: /international address/ },
  '550 5.7.60 in words': { at: 'probe', says: /may not use this sender address/ },
  'greylisting in words': { at: 'probe', says: /come back later \(greylisting\)/ },
  'too many connections': { at: 'greeting', says: /open elsewhere too often/ },
  'SMTPUTF8 not offered': { at: 'probe', says: /international address/ },
  'a quota of messages used up': { at: 'probe', says: /mailbox is full/ },
  'no AUTH before STARTTLS': { at: 'auth', says: /only over an encrypted/ },
  'POP3 without encryption': { at: 'auth', says: /only over an encrypted/ },
  'SMTP: no way to sign in that we know': { at: 'auth', says: /no way to sign in that can be used here/ },
  'IMAP: no way to sign in that we know': { at: 'auth', says: /no way to sign in that can be used here/ },
  'POP3: no way to sign in that we know': { at: 'auth', says: /no way to sign in that can be used here/ },
  'IMAP: sign-in window only': { at: 'auth', says: /only through its own sign-in window/ },
  'NO [CONTACTADMIN]': { at: 'auth', says: /another reason than the password/ },
} as const satisfies Record<string, { at: DoctorStage; says: RegExp }>;
export type Seen = keyof typeof causes;

/** Every stage before the one that failed is done, every one after it is not reached, and no other has a finding. */
export function failedAt(report: DoctorServiceReport): DoctorStage | null {
  const failed = report.stages.filter(({ outcome }) => outcome === 'failed');
  expect(report.stages.filter(({ finding }) => finding !== null)).toEqual(failed);
  expect(failed.length).toBeLessThanOrEqual(1);
  const at = report.stages.findIndex(({ outcome }) => outcome === 'failed');
  if (at >= 0) for (const { outcome } of report.stages.slice(at + 1)) expect(['not-reached', 'skipped']).toContain(outcome);
  return failed[0]?.stage ?? null;
}

/** Its own cause and none other: the words of no other row fit what is said. */
export function expectWords(said: string, seen: Seen, note = ''): void {
  const { says } = causes[seen];
  expect(said, `${seen} ${note}`).toMatch(says);
  const others = Object.entries(causes).filter(([, other]) => other.says.source !== says.source && other.says.test(said));
  expect(others.map(([name]) => name).filter((name) => name !== 'silence in the handshake')).toEqual([]);
}

/** @param at where it fails, when that is elsewhere than the table has it: a certificate behind STARTTLS */
export function expectCause(report: DoctorServiceReport, seen: Seen, at: DoctorStage = causes[seen].at): void {
  expect(failedAt(report), seen).toBe(at);
  expectWords(report.finding?.detail ?? '', seen, report.finding?.code ?? '');
}
