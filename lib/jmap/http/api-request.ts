import type { Limits } from '#lib/config/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import type { Logger } from '#lib/log/index.ts';
import { runRequest } from '../run-request.ts';
import { sessionOf } from '../session.ts';
import { Concurrency } from './concurrency.ts';
import { jsonResponse, limitProblem, problemResponse } from './json-response.ts';
import { readBody } from './read-body.ts';

/** What the handlers need of the process. */
export type HttpOptions = { publicUrl: string; limits: Limits; log: Logger; messageIdKey: Uint8Array; nowMs: () => number };

const requests = new Concurrency();

/** `POST` to the API resource (RFC 8620 §3.1) by someone already known. */
export async function apiRequest(userMail: UserMail, request: Request, options: HttpOptions): Promise<Response> {
  const { limits } = options;
  const leave = requests.enter(userMail.personId, limits.concurrentRequests);
  if (leave === null) return limitProblem('maxConcurrentRequests', 429, 'Too many requests at once.');
  try {
    const body = await readBody(request, limits.requestBytes);
    if (body === null) return limitProblem('maxSizeRequest', 400, 'The request is too large.');
    const outcome = await runRequest(userMail, request.headers.get('content-type'), body, {
      limits,
      signal: request.signal,
      log: options.log,
      messageIdKey: options.messageIdKey,
      sessionState: sessionOf(userMail, { publicUrl: options.publicUrl, limits, nowMs: options.nowMs() }).state,
      nowMs: options.nowMs,
    });
    return outcome.ok ? jsonResponse(outcome.response) : problemResponse(outcome.problem);
  } finally {
    leave();
  }
}

/** `GET` of the Session resource (RFC 8620 §2). */
export const sessionRequest = (userMail: UserMail, options: HttpOptions): Response =>
  jsonResponse(sessionOf(userMail, { publicUrl: options.publicUrl, limits: options.limits, nowMs: options.nowMs() }));
