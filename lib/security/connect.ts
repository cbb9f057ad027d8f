import { createConnection, type Socket } from 'node:net';
import { type DetailedPeerCertificate, getCACertificates, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { readHost } from './host-name.ts';
import { aborted, withDeadline } from './with-deadline.ts';

export type ConnectRequest = {
  host: string;
  port: number;
  signal?: AbortSignal | undefined;
  /** for everything together: name, connection, handshake; default 20 s */
  timeoutMs?: number | undefined;
  alsoPorts?: readonly number[] | undefined;
};

/** What a caller may say about TLS: further authorities in PEM (tests, an operator's own CA) and ALPN. Verification cannot be switched off. */
export type TlsChoice = { ca?: readonly string[]; alpnProtocols?: string[] };
export type TlsRequest = ConnectRequest & { tlsOptions?: TlsChoice | undefined };

/** An address that may be connected to. `servername` is the name for SNI and the certificate check; null when the host was an address. */
export type CheckedAddress = { address: string; family: 4 | 6; servername: string | null };

export type ResolveOptions = {
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** ports of this one wish beside the usual ones: 80 for a redirect that leads to 443 */
  alsoPorts?: readonly number[] | undefined;
};

export type Resolve = (host: string, port: number, options?: ResolveOptions) => Promise<CheckedAddress[]>;

const defaultTimeoutMs = 20_000;
/** While other addresses are left, one that stays silent is given up this soon (the idea of RFC 8305 §5, one after the other). */
const attemptTimeoutMs = 4_000;

/** Tries the checked addresses in turn; the error of the first one counts, since the others are its stand-ins. */
export async function connectTcp(request: ConnectRequest, resolve: Resolve): Promise<Socket> {
  const { socket } = await connectChecked(request, resolve);
  return socket;
}

/** @throws MailError 'tls' (stage tls): code of Node or OpenSSL; `serverText` says whom the certificate is for, or when it is valid */
export async function connectTls(request: TlsRequest, resolve: Resolve): Promise<TLSSocket> {
  const startedAtMs = performance.now();
  const { socket, servername } = await connectChecked(request, resolve);
  const leftMs = Math.max(1, (request.timeoutMs ?? defaultTimeoutMs) - (performance.now() - startedAtMs));
  return startTls(socket, { host: servername ?? request.host, tlsOptions: request.tlsOptions, signal: request.signal, timeoutMs: leftMs });
}

async function connectChecked(request: ConnectRequest, resolve: Resolve): Promise<{ socket: Socket; servername: string | null }> {
  const { host, port, signal, alsoPorts } = request;
  const endsAtMs = performance.now() + (request.timeoutMs ?? defaultTimeoutMs);
  const leftMs = () => Math.max(1, endsAtMs - performance.now());
  const addresses = await resolve(host, port, { signal, timeoutMs: leftMs(), alsoPorts });
  let firstError: unknown = null;
  for (const [index, { address, family, servername }] of addresses.entries()) {
    const isLast = index === addresses.length - 1;
    try {
      const timeoutMs = isLast ? leftMs() : Math.min(attemptTimeoutMs, leftMs());
      return { socket: await connectTo(address, family, port, signal, timeoutMs), servername };
    } catch (error) {
      if (isMailError(error) && error.kind === 'aborted') throw error;
      firstError ??= error;
      if (performance.now() >= endsAtMs) break;
    }
  }
  throw firstError ?? new MailError('network', 'host has no address', { stage: 'dns', code: 'ENOTFOUND' });
}

function connectTo(address: string, family: 4 | 6, port: number, signal: AbortSignal | undefined, timeoutMs: number): Promise<Socket> {
  if (signal?.aborted) return Promise.reject(aborted());
  const socket = createConnection({ host: address, port, family, autoSelectFamily: false, noDelay: true });
  const connected = new Promise<Socket>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) =>
      reject(new MailError('network', 'no connection', { stage: 'tcp', code: error.code ?? null, cause: error }));
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      // Between here and the new owner's listener a reset must not end the process.
      socket.on('error', ignoreUntilOwned);
      resolve(socket);
    });
  });
  const late = () => new MailError('network', 'no answer', { stage: 'tcp', code: 'ETIMEDOUT' });
  return withDeadline(connected, { signal, timeoutMs, late, abandon: () => socket.destroy() });
}

/** The 'close' event follows every error, so the owner still learns of it. */
function ignoreUntilOwned(): void {}

export type StartTlsOptions = {
  /** the name (or address) that the certificate must be for */
  host: string;
  tlsOptions?: TlsChoice | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** what the server showed, told before it is judged: also of a certificate that is then refused */
  onShown?: ((shown: ShownTls) => void) | undefined;
};

/** TLS version and cipher agreed on, and the certificate with its issuers as the server sent them. */
export type ShownTls = { version: string | null; cipher: string | null; certificate: DetailedPeerCertificate };

/**
 * Turns a connected socket into a verified TLS connection (TLS ≥ 1.2): implicit TLS, or after STARTTLS. The socket is destroyed on failure.
 *
 * @throws MailError 'tls' or 'network' (stage tls), 'aborted'
 * @see RFC 8314 §3, RFC 9525 §6
 */
export function startTls(
  socket: Socket,
  { host, tlsOptions, signal, timeoutMs = defaultTimeoutMs, onShown }: StartTlsOptions,
): Promise<TLSSocket> {
  const secured = new Promise<TLSSocket>((resolve, reject) => {
    const tlsSocket = wrapInTls(socket, host, tlsOptions, () => {
      tlsSocket.off('error', onError);
      tlsSocket.off('close', onClose);
      tlsSocket.on('error', ignoreUntilOwned);
      resolve(tlsSocket);
    });
    if (onShown !== undefined)
      tlsSocket.prependListener('secure', () =>
        onShown({
          version: tlsSocket.getProtocol(),
          cipher: tlsSocket.getCipher().standardName ?? null,
          certificate: tlsSocket.getPeerCertificate(true),
        }),
      );
    const onError = (error: NodeJS.ErrnoException) => reject(tlsError(error, tlsSocket));
    const onClose = () => reject(new MailError('network', 'hung up during the handshake', { stage: 'tls', code: 'ECONNRESET' }));
    tlsSocket.once('error', onError);
    tlsSocket.once('close', onClose);
  });
  const late = () => new MailError('tls', 'no answer to the TLS handshake', { stage: 'tls', code: 'ETIMEDOUT' });
  return withDeadline(secured, { signal, timeoutMs, late, abandon: () => socket.destroy() }).catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
}

/** The same without waiting, for a client library that asks for its socket at once; errors come as events and go through `tlsError`. */
export function wrapInTls(socket: Socket, host: string, tlsOptions: TlsChoice | undefined, onSecure: () => void): TLSSocket {
  const { kind, text } = readHost(host) ?? { kind: 'name', text: host };
  const tlsSocket = tlsConnect(
    {
      socket,
      host: text,
      ...(kind === 'address' ? {} : { servername: text }),
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(tlsOptions?.ca === undefined ? {} : { ca: [...getCACertificates('default'), ...tlsOptions.ca] }),
      ...(tlsOptions?.alpnProtocols === undefined ? {} : { ALPNProtocols: tlsOptions.alpnProtocols }),
    },
    onSecure,
  );
  // Before Node judges the certificate: afterwards a refused one is gone with its connection.
  tlsSocket.prependListener('secure', () => shownCertificates.set(tlsSocket, tlsSocket.getPeerCertificate(true)));
  return tlsSocket;
}

const shownCertificates = new WeakMap<TLSSocket, DetailedPeerCertificate>();
const lostCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNABORTED']);

/** A socket's error during the handshake as a typed one. */
export function tlsError(error: NodeJS.ErrnoException, socket: TLSSocket | null): MailError {
  const code = error.code ?? 'EPROTO';
  if (lostCodes.has(code)) return new MailError('network', 'connection lost during the handshake', { stage: 'tls', code, cause: error });
  const serverText = socket === null ? null : certificateFacts(code, shownCertificates.get(socket));
  return new MailError('tls', 'no verified TLS connection', { stage: 'tls', code, permanent: true, serverText, cause: error });
}

/** What table 8.2 wants to name: the names of a certificate for somebody else, the dates of an expired one. */
function certificateFacts(code: string, certificate: DetailedPeerCertificate | undefined): string | null {
  if (certificate === undefined) return null;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return (certificate.subjectaltname ?? String(certificate.subject?.CN ?? '')).slice(0, 500) || null;
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return `${certificate.valid_from} – ${certificate.valid_to}`;
  return null;
}
