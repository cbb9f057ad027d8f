import { resolve } from 'node:path';
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

// Next gzips what it serves; our chunks stand packed by Brotli beside them, for who takes that (decision 0014).
const chunks = '/_next/static/chunks/:path*';
const takesBrotli = [{ type: 'header' as const, key: 'accept-encoding', value: '(?:.*[\\s,])?br(?:[\\s,;].*)?' }];
const isBuilt = process.env.NODE_ENV === 'production';

const config: NextConfig = {
  poweredByHeader: false,
  // Next takes Content-Encoding off a handler's answer, so it has to compress; event streams and downloads say `no-transform` (decision 0004)
  compress: true,
  // no optimizer: it would fetch and decode what strangers name (security.md §10)
  images: { unoptimized: true },
  experimental: {
    // Who opens the mail opens little else: few large chunks are fewer requests until the list stands (performance.md).
    turbopackChunking: { minChunkSize: 400_000, maxChunkCountPerGroup: 2, maxMergeChunkSize: 2_000_000 },
  },
  // `npm run check` checks types
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['imapflow', 'nodemailer', 'kysely', 'undici', 'hoodiecrow-imap', 'smtp-server'],
  compiler: {
    runAfterProductionCompile: async ({ projectDir, distDir }) => {
      // Only a build needs it: where the build runs, the scripts may not be.
      const { brotliChunks } = await import('./scripts/brotli-chunks.mjs');
      const { pdfAssets } = await import('./scripts/pdf-assets.mjs');
      await Promise.all([brotliChunks, pdfAssets].map((make) => make(resolve(projectDir, distDir, 'static'))));
    },
  },
  headers: async () => [
    { source: '/:path*', headers: safetyHeaders },
    ...(isBuilt
      ? [
          {
            source: chunks,
            has: takesBrotli,
            headers: [
              { key: 'Content-Encoding', value: 'br' },
              { key: 'Vary', value: 'Accept-Encoding' },
            ],
          },
        ]
      : []),
  ],
  rewrites: async () => ({
    beforeFiles: isBuilt ? [{ source: chunks, has: takesBrotli, destination: '/_next/static/br/:path*' }] : [],
    afterFiles: [],
    fallback: [],
  }),
};

export default config;
