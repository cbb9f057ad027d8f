import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { isMailError, type MailError } from '#lib/mail/index.ts';
import { createEgressGuard } from './egress-guard.ts';
import { guardedFetch } from './guarded-fetch.ts';

const certificates = ensureCertificates();
const tlsOptions = { ca: [readFileSync(certificates.caFile, 'utf8')] };
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

const startWeb = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  listen(
    createServer(
      { cert: readFileSync(certificates.trusted.certFile), key: readFileSync(certificates.trusted.keyFile) },
      answer as RequestListener,
    ),
  );

const guard = createEgressGuard({
  allowNetworks: '127.0.0.1/32',
  lookup: async (name) => [{ address: name.startsWith('inside.') ? '127.0.0.2' : '127.0.0.1', family: 4 }],
});

const failure = async (promise: Promise<unknown>): Promise<MailError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isMailError(error)) throw new Error(`expected a MailError, got ${String(error)}`);
  return error;
};

test('carries no cookie, no referrer and a fixed user agent', async () => {
  let seen: IncomingMessage['headers'] = {};
  const port = await startWeb((request, response) => {
    seen = request.headers;
    response.setHeader('set-cookie', 'a=1').end('hello');
  });
  const answer = await guardedFetch(`https://www.example.test:${port}/x`, { guard, tlsOptions });
  expect(answer.status).toBe(200);
  expect(answer.body.toString()).toBe('hello');
  expect(seen['user-agent']).toBe('Postern');
  expect(seen.cookie).toBeUndefined();
  expect(seen.referer).toBeUndefined();
});

test('each redirect is checked anew: one to the inside reaches nobody', async () => {
  let visits = 0;
  const canary = await listen(
    createHttpServer(() => {
      visits += 1;
    }),
    '127.0.0.2',
  );
  for (const target of [`https://127.0.0.2:${canary}/`, `https://inside.example.test:${canary}/`, `https://2130706434:${canary}/`]) {
    const port = await startWeb((_request, response) => response.writeHead(302, { location: target }).end());
    expect((await failure(guardedFetch(`https://www.example.test:${port}/`, { guard, tlsOptions }))).kind).toBe('egress-denied');
  }
  expect(visits).toBe(0);
});

test('a redirect from https to http, to another scheme, or that the caller forbids is refused', async () => {
  for (const target of ['http://www.example.test/', 'ftp://www.example.test/', 'https://user:pw@www.example.test/']) {
    const port = await startWeb((_request, response) => response.writeHead(302, { location: target }).end());
    expect(['refused', 'invalid']).toContain(
      (await failure(guardedFetch(`https://www.example.test:${port}/`, { guard, tlsOptions }))).kind,
    );
  }
  const port = await startWeb((_request, response) => response.writeHead(302, { location: 'https://elsewhere.example.test/' }).end());
  const sameHost = (from: URL, to: URL) => from.hostname === to.hostname;
  expect(await failure(guardedFetch(`https://www.example.test:${port}/`, { guard, tlsOptions, mayFollow: sameHost }))).toMatchObject({
    kind: 'refused',
    code: 'REDIRECT',
  });
});

test('plain http is only followed to https', async () => {
  const port = await listen(createHttpServer((_request, response) => response.end('in the clear')));
  expect(await failure(guardedFetch(`http://www.example.test:${port}/`, { guard }))).toMatchObject({ kind: 'refused', code: 'HTTP' });
});

test('endless redirects, endless bodies and slow ones end', async () => {
  const loop = await startWeb((request, response) => response.writeHead(302, { location: request.url ?? '/' }).end());
  expect(await failure(guardedFetch(`https://www.example.test:${loop}/`, { guard, tlsOptions }))).toMatchObject({
    kind: 'refused',
    code: 'REDIRECTS',
  });
  const endless = await startWeb((_request, response) => {
    const more = () => response.write(Buffer.alloc(65_536)) && setImmediate(more);
    response.on('drain', more).on('error', () => {});
    more();
  });
  expect((await failure(guardedFetch(`https://www.example.test:${endless}/`, { guard, tlsOptions, maxBytes: 100_000 }))).kind).toBe(
    'too-large',
  );
  const slow = await startWeb((_request, response) => void response.write('a'));
  expect(await failure(guardedFetch(`https://www.example.test:${slow}/`, { guard, tlsOptions, timeoutMs: 200 }))).toMatchObject({
    kind: 'network',
    code: 'ETIMEDOUT',
  });
});

test('an untrusted certificate and an aborted caller keep their kinds', async () => {
  const port = await startWeb((_request, response) => void response.write('a'));
  expect((await failure(guardedFetch(`https://elsewhere.invalid:${port}/`, { guard, tlsOptions }))).kind).toBe('tls');
  const controller = new AbortController();
  const waiting = failure(guardedFetch(`https://www.example.test:${port}/`, { guard, tlsOptions, signal: controller.signal }));
  setTimeout(() => controller.abort(), 50);
  expect((await waiting).kind).toBe('aborted');
});
