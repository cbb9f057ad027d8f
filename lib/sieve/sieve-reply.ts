import type { MailErrorKind, MailStage } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Redact } from '#lib/security/index.ts';
import type { SieveLine } from './sieve-tokens.ts';

/** The line that ends a response (RFC 5804 §1.3): `OK`, `NO` or `BYE`, a code, words for a person. */
export type SieveReply = { status: 'OK' | 'NO' | 'BYE'; code: string | null; codeText: string | null; text: string };

/** Null when the line is data and not the end of the response. */
export function replyOf(line: SieveLine): SieveReply | null {
  const [first, ...rest] = line;
  if (first?.kind !== 'word') return null;
  const status = first.text.toUpperCase();
  if (status !== 'OK' && status !== 'NO' && status !== 'BYE') return null;
  let at = 0;
  let code: string | null = null;
  let codeText: string | null = null;
  if (rest[0]?.kind === 'open') {
    code = rest[1]?.kind === 'word' ? rest[1].text.toUpperCase() : null;
    at = 1;
    for (let depth = 1; depth > 0 && at < rest.length; at += 1) {
      const token = rest[at]!;
      if (token.kind === 'open') depth += 1;
      else if (token.kind === 'close') depth -= 1;
      else if (token.kind === 'string' && depth === 1) codeText ??= token.text;
    }
  }
  return { status, code, codeText, text: rest[at]?.kind === 'string' ? (rest[at]?.text ?? '') : '' };
}

type Meaning = { kind: MailErrorKind; permanent: boolean };

/** Response codes of RFC 5804 §1.3; others are `refused`. A REFERRAL is never followed (security.md §6). */
const meanings: Record<string, Meaning> = {
  QUOTA: { kind: 'over-quota', permanent: true },
  'QUOTA/MAXSCRIPTS': { kind: 'over-quota', permanent: true },
  'QUOTA/MAXSIZE': { kind: 'too-large', permanent: true },
  NONEXISTENT: { kind: 'not-found', permanent: true },
  ALREADYEXISTS: { kind: 'already-exists', permanent: true },
  TRYLATER: { kind: 'temporary', permanent: false },
};
const unavailableLogins = new Set(['AUTH-TOO-WEAK', 'ENCRYPT-NEEDED', 'TRANSITION-NEEDED']);

/** What the server refused, as a typed error; its own words come without secrets. */
export function replyError(reply: SieveReply, stage: MailStage, redact: Redact): MailError {
  const details = { stage, code: reply.code ?? reply.status, serverText: shownWords(reply.text, redact) };
  const meaning = meanings[reply.code ?? ''];
  if (meaning !== undefined && stage !== 'auth')
    return new MailError(meaning.kind, 'the ManageSieve server refused', { ...details, permanent: meaning.permanent });
  if (reply.status === 'BYE')
    return new MailError(reply.code === 'TRYLATER' ? 'temporary' : 'network', 'the ManageSieve server said goodbye', details);
  if (stage === 'auth') {
    if (reply.code === 'TRYLATER') return new MailError('temporary', 'login is not possible now', details);
    if (reply.code !== null && unavailableLogins.has(reply.code))
      return new MailError('login-unavailable', 'login is not possible this way', { ...details, permanent: true });
    return new MailError('login-refused', 'user name or password refused', { ...details, permanent: true });
  }
  return new MailError('refused', 'the ManageSieve server refused', { ...details, permanent: true });
}

/** Fit to be shown: one line, bounded. */
export function shownWords(text: string, redact: Redact): string | null {
  const line = redact(text.slice(0, 2_000))
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500);
  return line === '' ? null : line;
}
