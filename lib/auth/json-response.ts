/** A JSON answer that no cache keeps. Next compresses it: it takes Content-Encoding off what a handler compressed itself (decision 0004). */
export function jsonResponse(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: { 'Cache-Control': 'no-store' } });
}
