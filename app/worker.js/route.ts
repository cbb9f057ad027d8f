import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { shellWorker } from './shell-worker.ts';

export const dynamic = 'force-dynamic';

let script: string | null = null;

/**
 * The service worker that lets Postern start without a network (decision 0048). Its text changes with every build, so a browser takes the new
 * one at the next visit. Says nothing about anyone, so it asks nobody who they are.
 */
export function GET(): Response {
  // The development server has no files that keep their names.
  if (process.env.NODE_ENV !== 'production') return new Response('', { status: 404 });
  script ??= workerScript(readdirSync(resolve(process.cwd(), '.next/static/chunks')));
  return new Response(script, {
    headers: {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
      'Cache-Control': 'no-cache',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  });
}

function workerScript(names: readonly string[]): string {
  const files = names.filter((name) => /\.(?:js|css)$/.test(name)).sort();
  const version = createHash('sha256').update(files.join('\n')).digest('base64url').slice(0, 16);
  return `(${shellWorker.toString()})(self, ${JSON.stringify(version)}, ${JSON.stringify(files)});`;
}
