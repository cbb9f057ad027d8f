import { isMailError, MailError, type MailErrorKind, type MailStage } from '#lib/mail/index.ts';
import { type Redact, serverWords } from '#lib/security/index.ts';
import { responseCodeOf, responseTextOf } from './response-code.ts';
import type { ImapResponse } from './tokens.ts';

/** What the library hangs on its errors. */
export type LibraryError = {
  code?: string;
  response?: ImapResponse | string;
  responseStatus?: string;
  responseText?: string;
  serverResponseCode?: string | undefined;
  authenticationFailed?: boolean;
  tlsFailed?: boolean;
  /** words of a BYE */
  reason?: string;
  throttleReset?: number;
};

type Meaning = { kind: MailErrorKind; permanent: boolean };

/** Response codes of RFC 9051 §7.1, 5530, 4314, 7889, 9208 as kinds; others are `refused`. */
const meaningOfCode: Record<string, Meaning> = {
  ALREADYEXISTS: { kind: 'already-exists', permanent: true },
  NONEXISTENT: { kind: 'not-found', permanent: true },
  TRYCREATE: { kind: 'not-found', permanent: false },
  NOPERM: { kind: 'forbidden', permanent: true },
  AUTHORIZATIONFAILED: { kind: 'forbidden', permanent: true },
  OVERQUOTA: { kind: 'over-quota', permanent: false },
  TOOBIG: { kind: 'too-large', permanent: true },
  LIMIT: { kind: 'temporary', permanent: false },
  INUSE: { kind: 'temporary', permanent: false },
  UNAVAILABLE: { kind: 'temporary', permanent: false },
  SERVERBUG: { kind: 'temporary', permanent: false },
  EXPUNGEISSUED: { kind: 'temporary', permanent: false },
  THROTTLED: { kind: 'temporary', permanent: false },
};

/** Words of servers that give no code. Only the protocol rooms read words (style.md §3). */
function codeOfWords(text: string): string | null {
  if (/over ?quota|quota exceeded|mailbox (is )?full|exceeds? .{0,20}quota/i.test(text)) return 'OVERQUOTA';
  if (/throttl|rate limit|backoff/i.test(text)) return 'THROTTLED';
  if (/too many|maximum number of connections|connection limit/i.test(text)) return 'LIMIT';
  if (/already exists|mailbox exists/i.test(text)) return 'ALREADYEXISTS';
  if (/does(n't| not) exist|no such (mailbox|folder)|unknown (mailbox|folder)|mailbox not found|can't find|nonexistent/i.test(text))
    return 'NONEXISTENT';
  if (/permission denied|access denied|not permitted/i.test(text)) return 'NOPERM';
  if (/temporar|try again|unavailable/i.test(text)) return 'UNAVAILABLE';
  return null;
}

/**
 * A failed command as a typed error; the response code stays in `code`. What a server answered has no `cause`: the library's error holds
 * lines of the wire, and those hold what must not reach a log (G6).
 */
export function commandError(error: unknown, command: string, redact: Redact, stage: MailStage = 'command'): MailError {
  if (isMailError(error)) return error;
  const failure = asLibraryError(error);
  if (failure.responseStatus === 'NO' || failure.responseStatus === 'BAD') {
    const response = typeof failure.response === 'object' ? failure.response : null;
    const text = failure.responseText ?? responseTextOf(response);
    const code = (failure.code === 'ETHROTTLE' ? 'THROTTLED' : null) ?? responseCodeOf(response)?.name ?? codeOfWords(text);
    const meaning = (code === null ? null : meaningOfCode[code]) ?? { kind: 'refused' as const, permanent: true };
    return new MailError(meaning.kind, `server refused ${command}`, {
      stage,
      code: code ?? failure.responseStatus,
      permanent: meaning.permanent,
      serverText: serverWords(text, redact),
      retryAfterMs: failure.throttleReset ?? null,
    });
  }
  return connectionError(error, redact, stage);
}

const protocolCodes = new Set([
  'LineTooLarge',
  'LiteralTooLarge',
  'ResponseTooLarge',
  'TooManyTokens',
  'TooManyResponses',
  'UnexpectedTag',
  'InvalidResponse',
  'ResponseProcessingFailed',
  'MAX_IMAP_NESTING_REACHED',
]);
const argumentCodes = new Set(['InvalidStringValue', 'InvalidTokenValue', 'InvalidTextValue', 'InvalidSequenceSet']);

/** A lost connection, a server that breaks the protocol, or an argument that may not be sent. */
export function connectionError(error: unknown, redact: Redact, stage: MailStage): MailError {
  if (isMailError(error)) return error;
  const failure = asLibraryError(error);
  const code = failure.code ?? null;
  if (code !== null && argumentCodes.has(code))
    return new MailError('invalid', 'argument cannot be sent', { stage, code, permanent: true });
  if (code !== null && (protocolCodes.has(code) || code.startsWith('ParserError'))) {
    return new MailError('protocol', 'server broke the protocol', { stage, code });
  }
  if (failure.reason) {
    const words = codeOfWords(failure.reason);
    const kind = words === 'LIMIT' || words === 'THROTTLED' || words === 'UNAVAILABLE' ? 'temporary' : 'network';
    return new MailError(kind, 'server said goodbye', {
      stage,
      code: words ?? 'BYE',
      serverText: serverWords(failure.reason, redact),
    });
  }
  const lost =
    code === 'ETIMEOUT' || code === 'GREETING_TIMEOUT' || code === 'CONNECT_TIMEOUT' || code === 'UPGRADE_TIMEOUT' ? 'ETIMEDOUT' : code;
  const isOurs = lost === null || /^[A-Z_]+$/.test(lost) === false;
  return new MailError('network', 'connection lost', { stage, code: isOurs ? 'ECONNRESET' : lost, cause: error });
}

/**
 * A refused or failed login in the words of table 8.2: the code tells the cases apart.
 *
 * - `login-refused`: AUTHENTICATIONFAILED, EXPIRED, NO
 * - `login-unavailable`: APP-PASSWORD, OAUTH-ONLY, LOGINDISABLED, WEBALERT, CONTACTADMIN, PRIVACYREQUIRED, AUTHORIZATIONFAILED
 * - `temporary`: UNAVAILABLE, LIMIT, INUSE, SERVERBUG, THROTTLED
 */
export function loginError(error: unknown, redact: Redact): MailError {
  if (isMailError(error)) return error;
  const failure = asLibraryError(error);
  const words =
    typeof failure.response === 'string' ? failure.response : (failure.responseText ?? responseTextOf(failure.response ?? null));
  const given = failure.serverResponseCode?.toUpperCase() ?? null;
  const code = codeOfLogin(given, words);
  const details = { stage: 'auth' as const, code, serverText: serverWords(words, redact) };
  if (unavailableCodes.has(code))
    return new MailError('login-unavailable', 'login is not possible this way', { ...details, permanent: true });
  if (meaningOfCode[code]?.kind === 'temporary') return new MailError('temporary', 'login is not possible now', details);
  return new MailError('login-refused', 'user name or password refused', { ...details, permanent: true });
}

const unavailableCodes = new Set([
  'APP-PASSWORD',
  'OAUTH-ONLY',
  'LOGINDISABLED',
  'WEBALERT',
  'CONTACTADMIN',
  'PRIVACYREQUIRED',
  'AUTHORIZATIONFAILED',
]);

function codeOfLogin(given: string | null, words: string): string {
  if (/application.specific password|app.?password|InvalidSecondFactor/i.test(words)) return 'APP-PASSWORD';
  if (/basic ?auth|LogonDenied-BasicAuthBlocked|use oauth|oauth (is )?required|modern authentication/i.test(words)) return 'OAUTH-ONLY';
  if (/web login required|log ?in via your web browser/i.test(words)) return 'WEBALERT';
  if (given === 'ALERT' || given === null) {
    const spoken = codeOfWords(words);
    return spoken === 'LIMIT' || spoken === 'UNAVAILABLE' || spoken === 'THROTTLED' ? spoken : 'NO';
  }
  return given;
}

export function asLibraryError(error: unknown): LibraryError {
  return typeof error === 'object' && error !== null ? (error as LibraryError) : {};
}
