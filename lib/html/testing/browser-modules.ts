import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { type Browser, chromium, type Page } from '@playwright/test';
import { systemChromium, withoutBrowserWindow } from '#e2e/system-chromium.ts';

const root = new URL('../../../', import.meta.url);

const importMap = {
  imports: {
    dompurify: '/node_modules/dompurify/dist/purify.es.mjs',
    'linkify-it': '/node_modules/linkify-it/build/index.mjs',
    'uc.micro': '/node_modules/uc.micro/build/index.mjs',
  },
};

/**
 * Chromium with our own server in front of it and a sink in place of all other hosts: whatever a mail reaches for, by whatever name, ends in
 * the sink and is counted there.
 */
export type Arena = {
  host: string;
  /** connections to anywhere but our server, since the last call */
  takeEscapes(): number;
  openPage(module: string): Promise<Page>;
  stop(): Promise<void>;
};

/**
 * @param answer  what our server answers beside the rooms' own files, which it serves as modules with their types stripped; null = 404
 */
export async function openArena(answer: (url: URL, host: string) => Response | null): Promise<Arena> {
  let escapes = 0;
  const sink = await listening(
    createTcpServer((socket) => {
      // The first bytes name the host (Host field or SNI). The browser's own errands to its maker are not the mail's doing.
      socket.once('data', (bytes) => {
        if (/\.(?:google|googleapis|gvt1|gstatic)\.com/.test(bytes.toString('latin1'))) escapes -= 1;
        socket.destroy();
      });
      socket.on('error', () => socket.destroy());
      escapes += 1;
    }),
  );
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${host}`);
    const reply = fileOf(url) ?? answer(url, host) ?? new Response('', { status: 404 });
    response.writeHead(reply.status, Object.fromEntries(reply.headers));
    response.end(Buffer.from(await reply.arrayBuffer()));
  });
  const host = `127.0.0.1:${portOf(await listening(server))}`;
  const executablePath = systemChromium();
  const browser: Browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: ['--no-sandbox', withoutBrowserWindow, `--host-resolver-rules=MAP * 127.0.0.1:${portOf(sink)}, EXCLUDE 127.0.0.1`],
  });
  return {
    host,
    takeEscapes() {
      const count = escapes;
      escapes = 0;
      return count;
    },
    async openPage(module) {
      const page = await (await browser.newContext()).newPage();
      await page.goto(`http://${host}/?module=${encodeURIComponent(module)}`);
      await page.waitForFunction('window.underTest !== undefined');
      return page;
    },
    async stop() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      sink.close();
    },
  };
}

const sources = new Map<string, string>();

function fileOf(url: URL): Response | null {
  if (url.pathname === '/') {
    const module = JSON.stringify(url.searchParams.get('module') ?? '');
    const body = `<!doctype html><script type="importmap">${JSON.stringify(importMap)}</script><script type="module">import * as it from ${module}; window.underTest = it;</script><body></body>`;
    return new Response(body, { headers: { 'Content-Type': 'text/html' } });
  }
  if (!/^\/(?:lib|node_modules)\/.*\.(?:ts|mjs)$/.test(url.pathname)) return null;
  const text = sources.get(url.pathname) ?? readFileSync(new URL(`.${url.pathname}`, root), 'utf8');
  sources.set(url.pathname, text);
  const body = url.pathname.endsWith('.ts') ? stripTypeScriptTypes(text, { mode: 'strip' }) : text;
  return new Response(body, { headers: { 'Content-Type': 'text/javascript' } });
}

const listening = <S extends Server | TcpServer>(server: S): Promise<S> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

function portOf(server: Server | TcpServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server does not listen on a port');
  return address.port;
}
