import { customFetch } from 'oauth4webapi';
import { type EgressGuard, guardedFetch } from '#lib/security/index.ts';

export type OAuthReach = {
  guard: EgressGuard;
  signal: AbortSignal;
  /** for one request; default 15 s */
  timeoutMs?: number;
};

const mostAnswerBytes = 256 * 1024;

type FetchRequest = { method: string; headers: Record<string, string>; body?: unknown };

/** What the library needs to send a request by: every one goes through the egress guard, follows no redirect and is bounded. */
export function reachBy({ guard, signal, timeoutMs = 15_000 }: OAuthReach, change: (json: Record<string, unknown>) => void = () => {}) {
  return {
    [customFetch]: async (url: string, { method: given, headers, body }: FetchRequest): Promise<Response> => {
      const method = given === 'POST' ? ('POST' as const) : ('GET' as const);
      const text = body === undefined || body === null ? null : String(body);
      const options = { guard, method, headers, signal, timeoutMs, maxRedirects: 0, maxBytes: mostAnswerBytes };
      const answer = await guardedFetch(url, { ...options, ...(text === null ? {} : { body: text }) });
      return new Response(bodyOf(answer.status, answer.body, change), { status: answer.status, headers: answer.headers });
    },
  };
}

function bodyOf(status: number, body: Buffer, change: (json: Record<string, unknown>) => void): string | Uint8Array<ArrayBuffer> | null {
  // these have none (Fetch standard, “null body status”)
  if (status === 204 || status === 205 || status === 304) return null;
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    // no JSON: the library says so
    return new Uint8Array(body);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return new Uint8Array(body);
  change(json as Record<string, unknown>);
  return JSON.stringify(json);
}
