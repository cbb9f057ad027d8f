import type { Failure } from '#lib/contract/index.ts';
import { certificateFacts, isMailError, type MailError, type MailErrorKind, plainWords } from '#lib/mail/index.ts';

/** The HTTP status of every kind; a new kind without one does not compile. */
export const statusOf = {
  // 424: it was the mail server that refused, so this is not about the request's own credentials
  'login-refused': 424,
  'login-unavailable': 424,
  tls: 502,
  network: 502,
  'egress-denied': 422,
  protocol: 502,
  refused: 422,
  temporary: 503,
  'over-quota': 507,
  'too-large': 413,
  forbidden: 403,
  'not-found': 404,
  'already-exists': 409,
  'stale-uids': 409,
  invalid: 400,
  unreadable: 422,
  aborted: 408,
  'too-many': 429,
  storage: 500,
  internal: 500,
} satisfies Record<MailErrorKind, number>;

/** A failure as the screen gets it: words for its code, and the server's own; never an exception's text. */
export function failureBody(error: MailError): Failure {
  const { kind, stage, code, enhancedCode, permanent, serverText, retryAfterMs, provider } = error;
  const words = plainWords({ kind, stage, code, enhancedCode, permanent, serverText, facts: certificateFacts(error) });
  const retryAfterSeconds = retryAfterMs === null ? null : Math.ceil(retryAfterMs / 1_000);
  return { error: { kind, stage, code, ...words, serverText, retryAfterSeconds, provider } };
}

export function failureResponse(error: MailError): Response {
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  if (error.retryAfterMs !== null) headers.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1_000)));
  return Response.json(failureBody(error), { status: statusOf[error.kind], headers });
}

/** True for failures that are ours, so that they are logged as errors. */
export const isOurFault = (error: unknown): boolean => !isMailError(error) || error.kind === 'internal' || error.kind === 'storage';
