import { MailError } from '#lib/mail/index.ts';
import type { ClientIo } from './client-io.ts';

/** The header without which the gateway takes no change from a cookie (settled 20). */
export const ownHeader = { 'x-postern': '1' } as const;

const requestTimeoutMs = 60_000;

/**
 * One JSON request to our own gateway.
 *
 * @throws MailError 'login-refused' (session gone), 'forbidden', 'too-large', 'too-many', 'temporary' (5xx), 'network', 'aborted', 'protocol'
 */
export async function requestJson(io: ClientIo, url: string, body: unknown, signal: AbortSignal | null = null): Promise<unknown> {
  const timeout = AbortSignal.timeout(requestTimeoutMs);
  let response: Response;
  try {
    response = await io.fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: body === undefined ? { ...ownHeader, accept: 'application/json' } : { ...ownHeader, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal === null ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch (cause) {
    if (signal?.aborted) throw new MailError('aborted', 'the request was taken back', { cause });
    throw new MailError('network', 'the gateway cannot be reached', { cause });
  }
  if (!response.ok) throw httpError(response.status);
  try {
    return await response.json();
  } catch (cause) {
    throw new MailError('network', 'the answer broke off', { cause });
  }
}

/** What an HTTP status of our gateway means. */
export function httpError(status: number): MailError {
  const details = { code: String(status), permanent: status >= 400 && status < 500 && status !== 429 };
  if (status === 401) return new MailError('login-refused', 'the session has ended', details);
  if (status === 403) return new MailError('forbidden', 'the gateway refused the request', details);
  if (status === 404) return new MailError('not-found', 'not found', details);
  if (status === 413) return new MailError('too-large', 'too large for the gateway', details);
  if (status === 429) return new MailError('too-many', 'too many requests', details);
  if (status === 502 || status === 503 || status === 504) return new MailError('network', `the gateway is away (${status})`, details);
  if (status >= 500) return new MailError('temporary', `the gateway answered ${status}`, details);
  return new MailError('protocol', `the gateway answered ${status}`, details);
}
