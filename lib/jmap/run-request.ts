import type { Limits } from '#lib/config/index.ts';
import type { Invocation, JmapRequest, JmapResponse, ProblemDetails } from '#lib/contract/index.ts';
import { problemType, requestSchema } from '#lib/contract/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import type { Logger } from '#lib/log/index.ts';
import { parseIJson } from './i-json.ts';
import { isOurFailure, MethodError, methodErrorArguments } from './method-error.ts';
import { methods } from './methods.ts';
import type { MethodAnswer, RequestContext } from './request-context.ts';
import { resolveReferences } from './result-references.ts';
import { supportedCapabilities } from './session.ts';

export type RequestOptions = {
  limits: Limits;
  signal: AbortSignal;
  log: Logger;
  /** key of the mac in Message-IDs that we make (S2) */
  messageIdKey: Uint8Array;
  /** `state` of the Session object as it is now */
  sessionState: string;
  nowMs?: () => number;
};

export type RequestOutcome = { ok: true; response: JmapResponse } | { ok: false; problem: ProblemDetails };

/**
 * One request to the API resource (RFC 8620 §3): parsed, checked, its method calls carried out in order.
 * Errors of the whole request are outcomes; errors of a method are responses (§3.6).
 *
 * @param contentType the Content-Type header
 * @param body octets, already bounded by `limits.requestBytes`
 */
export async function runRequest(
  userMail: UserMail,
  contentType: string | null,
  body: Uint8Array,
  options: RequestOptions,
): Promise<RequestOutcome> {
  const parsed = parseRequest(contentType, body, options.limits);
  if (!parsed.ok) return parsed;
  const { request } = parsed;
  const context: RequestContext = {
    userMail,
    using: new Set(request.using),
    createdIds: new Map(Object.entries(request.createdIds ?? {})),
    limits: options.limits,
    signal: options.signal,
    nowMs: options.nowMs ?? Date.now,
    messageIdKey: options.messageIdKey,
    log: options.log,
  };
  const methodResponses: Invocation[] = [];
  for (const [name, given, callId] of request.methodCalls) {
    for (const [responseName, response] of await answer(context, name, given, methodResponses)) {
      methodResponses.push([responseName, response, callId]);
    }
  }
  const response: JmapResponse = { methodResponses, sessionState: options.sessionState };
  if (request.createdIds !== undefined) response.createdIds = Object.fromEntries(context.createdIds);
  return { ok: true, response };
}

/** One method call; whatever goes wrong is an `error` response and the next call runs (§3.6.2). */
async function answer(
  context: RequestContext,
  name: string,
  given: Record<string, unknown>,
  responses: readonly Invocation[],
): Promise<MethodAnswer[]> {
  try {
    const method = Object.hasOwn(methods, name) ? methods[name as keyof typeof methods] : undefined;
    // Only what was opted into exists (§1.8).
    if (method === undefined || !context.using.has(method.capability)) throw new MethodError('unknownMethod');
    if (context.signal.aborted) throw new MethodError('serverUnavailable', 'the request was given up');
    return await method.run(context, resolveReferences(given, responses));
  } catch (error) {
    const failure = methodErrorArguments(error);
    if (isOurFailure(error)) {
      const accountId = typeof given.accountId === 'string' ? given.accountId : undefined;
      context.log[failure.type === 'serverFail' ? 'error' : 'warn']('method failed', {
        method: name.slice(0, 60),
        accountId,
        kind: failure.type,
        error,
      });
    }
    return [['error', failure]];
  }
}

function parseRequest(
  contentType: string | null,
  body: Uint8Array,
  limits: Limits,
): { ok: true; request: JmapRequest } | { ok: false; problem: ProblemDetails } {
  const problem = (type: string, detail: string, limit?: string): { ok: false; problem: ProblemDetails } => ({
    ok: false,
    problem: { type, status: 400, detail, ...(limit === undefined ? {} : { limit }) },
  });
  if (!isJsonType(contentType)) return problem(problemType.notJson, 'The content type of the request is not application/json.');
  if (body.byteLength > limits.requestBytes) return problem(problemType.limit, 'The request is too large.', 'maxSizeRequest');
  const json = parseIJson(body);
  if (json === null) return problem(problemType.notJson, 'The request is not I-JSON.');
  const checked = requestSchema.safeParse(json.value);
  if (!checked.success) return problem(problemType.notRequest, 'The request is JSON but no Request object.');
  const unknown = checked.data.using.find((uri) => !supportedCapabilities.includes(uri));
  if (unknown !== undefined) {
    return problem(
      problemType.unknownCapability,
      `The Request object used capability '${unknown.slice(0, 200)}', which is not supported by this server.`,
    );
  }
  if (checked.data.methodCalls.length > limits.callsInRequest)
    return problem(problemType.limit, 'The request has too many method calls.', 'maxCallsInRequest');
  return { ok: true, request: checked.data };
}

/** `application/json`, with whatever parameters (RFC 8620 §3.1). */
const isJsonType = (contentType: string | null): boolean => /^\s*application\/json\s*(?:;|$)/i.test(contentType ?? '');
