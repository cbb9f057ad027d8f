import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { config as postern } from '#lib/config/index.ts';

/**
 * Gives every page its content security policy with a fresh nonce (security.md §2). Next reads the nonce out of the request's copy of the
 * policy and puts it on its own scripts.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64');
  const policy = pagePolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set('Cache-Control', 'no-store');
  if (postern().publicUrl.startsWith('https:')) response.headers.set('Strict-Transport-Security', 'max-age=31536000');
  return response;
}

/** @param isDevelopment the development server evaluates code, writes markup and opens a socket for its updates */
function pagePolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    // positions of a virtual list and of menus are style attributes; style cannot run anything
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "frame-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "media-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // what may still pass is in `instrumentation-client.ts` (decision 0007)
    ...(isDevelopment ? [] : ["require-trusted-types-for 'script'"]),
  ].join('; ');
}

// Pages only: it would buffer the bodies of uploads and the event stream (settled 14). `/frame` has a policy of its own (settled 13).
export const config = { matcher: ['/((?!api/|\\.well-known/|_next/|frame(?:/|$)|.*\\.[a-z0-9]{2,12}$).*)'] };
