import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';
import { isMailError, MailError } from '#lib/mail/index.ts';

/**
 * A failure on the way to a token, as one of ours. Words of the provider come along only as its error code, which is from a closed alphabet
 * (RFC 6749 §5.2); its descriptions may repeat what was sent.
 *
 * - `login-refused` SIGN_IN_AGAIN: the grant is gone (`invalid_grant`): the person has to be there
 * - `login-refused` CONSENT_DENIED: the person, or the provider for them, said no
 * - `login-unavailable` OAUTH_CLIENT: the provider does not accept our client: the operator's business
 * - `temporary`, `network`, `tls`, `egress-denied`: later
 * - `protocol` OAUTH_ANSWER: the answer is not one, or was not meant for us
 */
export function oauthError(error: unknown): MailError {
  if (isMailError(error)) return error.stage === null ? withStage(error) : error;
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) return ofCode(error.error, statusOf(error));
  const cause = causeOf(error);
  if (isMailError(cause)) return withStage(cause);
  if (cause instanceof Response && (cause.status >= 500 || cause.status === 429)) return ofCode('server_error', cause.status);
  return new MailError('protocol', 'no answer of an authorisation server', { stage: 'auth', code: 'OAUTH_ANSWER', cause: named(error) });
}

const clientCodes = ['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_request', 'unsupported_response_type'];

function ofCode(given: string, status: number | null): MailError {
  const code = /^[a-z_]{1,64}$/.test(given) ? given : 'unknown';
  const details = { stage: 'auth' as const, serverText: code };
  if (code === 'invalid_grant' || code === 'interaction_required' || code === 'login_required')
    return new MailError('login-refused', 'the grant is gone', { stage: 'auth', code: 'SIGN_IN_AGAIN', permanent: true });
  if (code === 'access_denied' || code === 'consent_required')
    return new MailError('login-refused', 'consent was refused', { ...details, code: 'CONSENT_DENIED', permanent: true });
  if (code === 'invalid_scope' || clientCodes.includes(code))
    return new MailError('login-unavailable', 'the provider refuses our client', { ...details, code: 'OAUTH_CLIENT', permanent: true });
  if (code === 'server_error' || code === 'temporarily_unavailable' || (status !== null && status >= 500) || status === 429)
    return new MailError('temporary', 'the authorisation server says: later', { ...details, code: 'UNAVAILABLE' });
  return new MailError('protocol', 'an error nobody knows', { ...details, code: 'OAUTH_ANSWER' });
}

const statusOf = (error: AuthorizationResponseError | ResponseBodyError): number | null =>
  error instanceof ResponseBodyError ? error.status : null;

/** A token that cannot be had for want of a network is no refused password: whoever waits for it waits for the network. */
function withStage({ kind, message, code, permanent, retryAfterMs, cause }: MailError): MailError {
  return new MailError(kind, message, { stage: 'tcp', code, permanent, retryAfterMs, cause });
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : null;
}

/** The library's errors carry whole answers with tokens in them; only the name of the fault goes on. */
function named(error: unknown): Error {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return new Error(`OAuth: ${code}`);
}
