import type { NextConfig } from 'next';

/** Headers of every answer. Pages get their content security policy from `proxy.ts`, downloads and the message frame bring their own. */
const safetyHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'X-DNS-Prefetch-Control', value: 'off' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()' },
];

const config: NextConfig = {
  poweredByHeader: false,
  // Next takes Content-Encoding off a handler's answer, so it has to compress; event streams and downloads say `no-transform` (decision 0004)
  compress: true,
  // no optimizer: it would fetch and decode what strangers name (security.md §10)
  images: { unoptimized: true },
  // `npm run check` checks types
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['imapflow', 'nodemailer', 'kysely', 'undici', 'hoodiecrow-imap', 'smtp-server'],
  headers: async () => [{ source: '/:path*', headers: safetyHeaders }],
};

export default config;
