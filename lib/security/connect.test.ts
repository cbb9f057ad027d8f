import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { isMailError, type MailError } from '#lib/mail/index.ts';
import { createEgressGuard } from './egress-guard.ts';

const certificates = ensureCertificates();
const ca = [readFileSync(certificates.caFile, 'utf8')];
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32', lookup: async () => [{ address: '127.0.0.1', family: 4 }] });

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

const startTlsServer = (which: 'trusted' | 'expired' | 'foreign' | 'other-name', maxVersion?: 'TLSv1.1') => {
  const { certFile, keyFile } = certificates[which];
  const server = createTlsServer(
    {
      cert: readFileSync(certFile),
      key: readFileSync(keyFile),
      ...(maxVersion ? { maxVersion, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
    },
    (socket) => socket.end('hello'),
  );
  server.on('tlsClientError', () => {});
  return listen(server);
};

const failure = async (promise: Promise<unknown>): Promise<MailError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isMailError(error)) throw new Error(`expected a MailError, got ${String(error)}`);
  return error;
};

test('a certificate for the name is verified, and the name goes out as SNI', async () => {
  const port = await startTlsServer('trusted');
  const socket = await guard.connectTls({ host: 'mail.example.test', port, tlsOptions: { ca } });
  expect(socket.authorized).toBe(true);
  expect(socket.getProtocol()).toMatch(/^TLSv1\.[23]$/);
  socket.destroy();
});

test('an address is verified as one', async () => {
  const port = await startTlsServer('trusted');
  const socket = await guard.connectTls({ host: '127.0.0.1', port, tlsOptions: { ca } });
  expect(socket.authorized).toBe(true);
  socket.destroy();
});

test('V8: no connection without a verified certificate', async () => {
  const expired = await failure(guard.connectTls({ host: 'localhost', port: await startTlsServer('expired'), tlsOptions: { ca } }));
  expect(expired).toMatchObject({ kind: 'tls', stage: 'tls', code: 'CERT_HAS_EXPIRED' });
  expect(expired.serverText).toMatch(/GMT – .*GMT/);
  const other = await failure(guard.connectTls({ host: 'localhost', port: await startTlsServer('other-name'), tlsOptions: { ca } }));
  expect(other).toMatchObject({ kind: 'tls', stage: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID', serverText: 'DNS:other.invalid' });
  const foreign = await failure(guard.connectTls({ host: 'localhost', port: await startTlsServer('foreign'), tlsOptions: { ca } }));
  expect(foreign.kind).toBe('tls');
  expect(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'SELF_SIGNED_CERT_IN_CHAIN']).toContain(foreign.code);
});

test('TLS below 1.2 is refused', async () => {
  const port = await startTlsServer('trusted', 'TLSv1.1');
  expect(await failure(guard.connectTls({ host: 'localhost', port, tlsOptions: { ca } }))).toMatchObject({ kind: 'tls', stage: 'tls' });
});

test('a server that speaks without TLS, and one that says nothing', async () => {
  const chatty = await listen(createTcpServer((socket) => socket.on('error', () => {}).write('* OK ready\r\n')));
  expect(await failure(guard.connectTls({ host: 'localhost', port: chatty, tlsOptions: { ca } }))).toMatchObject({
    kind: 'tls',
    stage: 'tls',
    code: 'ERR_SSL_WRONG_VERSION_NUMBER',
  });
  const silent = await listen(createTcpServer((socket) => socket.on('error', () => {})));
  expect(await failure(guard.connectTls({ host: 'localhost', port: silent, timeoutMs: 100 }))).toMatchObject({
    kind: 'tls',
    stage: 'tls',
    code: 'ETIMEDOUT',
  });
});

test('a server that hangs up during the handshake', async () => {
  const port = await listen(createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy())));
  expect(await failure(guard.connectTls({ host: 'localhost', port }))).toMatchObject({ kind: 'network', stage: 'tls', code: 'ECONNRESET' });
});
