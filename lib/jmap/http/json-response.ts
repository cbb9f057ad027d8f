import type { ProblemDetails } from '#lib/contract/index.ts';
import { problemType } from '#lib/contract/index.ts';

const personal = {
  'Cache-Control': 'no-cache, no-store, must-revalidate',
  'X-Content-Type-Options': 'nosniff',
  Vary: 'Authorization, Cookie',
};

/** A JSON answer of one person: never stored by a cache. Next compresses it (decision 0004). */
export const jsonResponse = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { ...personal, 'Content-Type': 'application/json; charset=utf-8', ...headers } });

/** An error of a whole request (RFC 7807). */
export const problemResponse = (problem: ProblemDetails, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...personal, 'Content-Type': 'application/problem+json', ...headers },
  });

/** A problem that says no more than its status. */
export const plainProblem = (status: number, detail: string, headers: Record<string, string> = {}): Response =>
  problemResponse({ type: problemType.blank, status, detail }, headers);

/** A limit of the core capability was met (RFC 8620 §3.6.1). */
export const limitProblem = (limit: string, status: number, detail: string): Response =>
  problemResponse({ type: problemType.limit, status, detail, limit }, status === 429 ? { 'Retry-After': '1' } : {});
