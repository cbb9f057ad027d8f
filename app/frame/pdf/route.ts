import { pdfFramePage, pdfFramePolicy } from '#lib/pdf/index.ts';

export const dynamic = 'force-dynamic';

/** The empty page that a PDF is drawn in. Says nothing about anyone, so it asks nobody who they are. */
export function GET(): Response {
  return new Response(pdfFramePage, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': pdfFramePolicy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-DNS-Prefetch-Control': 'off',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  });
}
