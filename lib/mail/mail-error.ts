/**
 * Every failure of mail and of us, in one closed list. The status that a kind has over HTTP, and the words a person reads, hang on the kind
 * (and the code), never on an error's text.
 */
export const mailErrorKinds = [
  'login-refused', // user name or password refused (AUTHENTICATIONFAILED, 535)
  'login-unavailable', // login failed for another reason: app password wanted, OAuth only, temporary trouble
  'tls', // certificate, version, STARTTLS missing or broken
  'network', // no connection, reset, time-out
  'egress-denied', // the egress guard says no
  'protocol', // the server said what it must not say
  'refused', // the server said NO/5xx to a command
  'temporary', // the server said: later
  'over-quota',
  'too-large',
  'forbidden', // a right is missing
  'not-found',
  'already-exists',
  'stale-uids', // UIDVALIDITY changed: sync, then ask again
  'invalid', // our caller's argument
  'unreadable', // this message cannot be read from the server
  'aborted', // the caller's AbortSignal
  'too-many', // rate limit
  'storage', // our own disk or database
  'internal',
] as const;
export type MailErrorKind = (typeof mailErrorKinds)[number];

/** Where on the road it happened (protocols.md §8.1). */
export type MailStage =
  | 'address'
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'greeting'
  | 'capabilities'
  | 'starttls'
  | 'auth'
  | 'mailbox'
  | 'command'
  | 'envelope'
  | 'data'
  | 'dot'
  | 'store';

/** What the person must do at the provider before a password works there. */
export type ProviderNeed = 'app-password' | 'enable-access';

/** What is known of the provider behind an address whose sign-in failed. */
export type ProviderHint = { name: string; needs: readonly ProviderNeed[]; helpUrl: string | null };

export type MailErrorDetails = {
  stage?: MailStage | null;
  /** response code, SMTP code, TLS or system error code: AUTHENTICATIONFAILED, 550, ECONNREFUSED … */
  code?: string | null;
  /** SMTP enhanced status code (RFC 3463), when there was one */
  enhancedCode?: string | null;
  /** true: asking again will not help */
  permanent?: boolean;
  /** the server's own words; shown to the person as such, never interpreted above the protocol rooms */
  serverText?: string | null;
  /** how long the server asked to wait before the next try */
  retryAfterMs?: number | null;
  /** of a failed sign-in: what the provider tables know */
  provider?: ProviderHint | null;
  cause?: unknown;
};

const brand = Symbol.for('postern.MailError');

export class MailError extends Error {
  readonly [brand] = true;
  readonly kind: MailErrorKind;
  readonly stage: MailStage | null;
  readonly code: string | null;
  readonly enhancedCode: string | null;
  readonly permanent: boolean;
  readonly serverText: string | null;
  readonly retryAfterMs: number | null;
  readonly provider: ProviderHint | null;

  constructor(kind: MailErrorKind, message: string, details: MailErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MailError';
    this.kind = kind;
    this.stage = details.stage ?? null;
    this.code = details.code ?? null;
    this.enhancedCode = details.enhancedCode ?? null;
    this.permanent = details.permanent ?? false;
    this.serverText = details.serverText ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.provider = details.provider ?? null;
  }
}

/** By brand, not `instanceof`: Next bundles instrumentation and handlers apart, so there are two classes (settled 4). */
export function isMailError(error: unknown): error is MailError {
  return typeof error === 'object' && error !== null && (error as { [brand]?: unknown })[brand] === true;
}
