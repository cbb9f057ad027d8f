import { config } from '#lib/config/index.ts';

/** Headers of requests that a JMAP client in a browser sends; ours (`X-Postern`) is not among them, so no foreign page acts by a cookie. */
const requestHeaders = 'Authorization, Content-Type, Last-Event-ID, Range, If-Range, Cache-Control';
const responseHeaders = 'Content-Disposition, Content-Range, ETag, Retry-After, WWW-Authenticate';

/**
 * What lets the pages of a configured origin read an answer (Fetch standard, CORS protocol). Without `Access-Control-Allow-Credentials`: such
 * pages bring an Authorization header, never the cookies of our own.
 *
 * @returns nothing for every other origin
 */
function corsHeaders(request: Pick<Request, 'headers'>): Record<string, string> {
  const origin = request.headers.get('origin');
  if (origin === null || !config().corsOrigins.includes(origin)) return {};
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': responseHeaders };
}

/** Whether an answer may be read depends on who asks, also where it may not. */
export function withCors(request: Pick<Request, 'headers'>, response: Response): Response {
  if (config().corsOrigins.length === 0) return response;
  const headers = new Headers(response.headers);
  headers.append('Vary', 'Origin');
  for (const [name, value] of Object.entries(corsHeaders(request))) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** `OPTIONS` of a route that other pages may ask. */
export function preflight(request: Pick<Request, 'headers'>): Response {
  const allowed = corsHeaders(request);
  const headers = new Headers({ 'Cache-Control': 'no-store', Vary: 'Origin', Allow: 'GET, HEAD, POST, OPTIONS', ...allowed });
  if (allowed['Access-Control-Allow-Origin'] !== undefined) {
    headers.set('Access-Control-Allow-Methods', 'GET, HEAD, POST');
    headers.set('Access-Control-Allow-Headers', requestHeaders);
    headers.set('Access-Control-Max-Age', '3600');
  }
  return new Response(null, { status: 204, headers });
}
