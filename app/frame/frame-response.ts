const page =
  '<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Message</title></head><body></body></html>';

/** `host` or `host:port` as it may stand in a policy; nothing else gets in. */
const isHost = (text: string): boolean => /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::\d{1,5})?$/.test(text);

/**
 * The page that a mail is shown in: empty, and under a policy of its own (settled 13). The parent puts the cleaned mail in. Images come only
 * from our two image routes, or from the mail itself; nothing else is ever fetched from here.
 *
 * @param hosts  the hosts (with port) under which this server is reached
 */
export function frameResponse(hosts: readonly string[]): Response {
  const imageRoutes = [...new Set(hosts.filter(isHost))].flatMap((host) => [`${host}/api/image`, `${host}/api/download/`]);
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data: ${imageRoutes.join(' ')}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
  return new Response(page, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-DNS-Prefetch-Control': 'off',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  });
}
