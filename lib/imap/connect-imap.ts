import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ImapFlow, type ImapFlowOptions, type ImapTransport } from 'imapflow';
import { MailError } from '#lib/mail/index.ts';
import { createRedactor, type Redact, tlsError, wrapInTls } from '#lib/security/index.ts';
import type { ImapConnectOptions, ImapSession } from './api.ts';
import { readCapabilities } from './capabilities.ts';
import { checkGreeting } from './greeting.ts';
import { asLibraryError, connectionError, loginError } from './imap-error.ts';
import { createLibraryLog } from './library-log.ts';
import { transcriptLine } from './literal-marker.ts';
import { openSession } from './session.ts';
import { aborted, ImapWire } from './wire.ts';

const connectTimeoutMs = 20_000;
const greetingTimeoutMs = 16_000;
const defaultLoginTimeoutMs = 60_000;
const megabyte = 1024 * 1024;

/**
 * Connects, proves the greeting, starts TLS, logs in, and enables what the server offers (I1, I8, G5). The socket is made by the egress
 * guard, so the address that was checked is the one that is spoken to; the library gets it ready-made.
 *
 * @throws MailError
 *   stage dns, tcp: `egress-denied`, `network` · stage tls: `tls`, `network` (code of Node or OpenSSL) ·
 *   stage greeting: `protocol` (SMTP, POP3, HTTP, TLS, PREAUTH, NOT-IMAP), `temporary`, `refused`, `network` ·
 *   stage starttls: `tls` (NO_STARTTLS, EARLY_BYTES, or a code of Node or OpenSSL) ·
 *   stage auth: see `loginError` · `aborted`
 * @see RFC 8314 §3, RFC 9051 §6.2
 */
export async function connectImap(options: ImapConnectOptions): Promise<ImapSession> {
  const { signal, log, servers } = options;
  const secret = (options.kind === 'access-token' ? options.accessToken : options.password).reveal();
  const redact = createRedactor(secret);
  checkCredentials(servers.login, secret);
  const socket = await openSocket(options);
  await checkGreeting(socket, redact, { signal, timeoutMs: Math.min(greetingTimeoutMs, options.loginTimeoutMs ?? defaultLoginTimeoutMs) });
  const upgraded: Upgraded = { socket: null };
  const unparsed = { notify: () => {} };
  const libraryLog = createLibraryLog(options, redact, () => unparsed.notify());
  const client = new ImapFlow(libraryOptions(options, socket, upgraded, libraryLog));
  const { onWire, onBulk } = options;
  const onLine = onWire ? (response: Buffer) => onWire(redact(transcriptLine(response)), 'in') : null;
  const onTaken = onBulk ? (response: Buffer) => onBulk(response.length) : onLine;
  const wire = new ImapWire(client, redact, onTaken, options);
  unparsed.notify = () => wire.noteUnparsedLine();
  client.on('close', () => socket.destroy());
  await login(client, upgraded, options, redact);
  log.debug('imap connected', { host: servers.host, port: servers.port });
  return openSession(wire, readCapabilities(client));
}

/** The TLS connection that came of STARTTLS. */
type Upgraded = { socket: TLSSocket | null };

function checkCredentials(user: string, password: string): void {
  if (/[\0\r\n]/.test(user) || /[\0\r\n]/.test(password) || user === '' || password === '') {
    throw new MailError('login-refused', 'user name or password is empty or cannot be sent', {
      stage: 'auth',
      code: 'INVALID',
      permanent: true,
    });
  }
}

function openSocket({ servers, guard, signal, tlsOptions }: ImapConnectOptions): Promise<Socket> {
  const request = { host: servers.host, port: servers.port, signal, timeoutMs: connectTimeoutMs };
  return servers.tls === 'tls' ? guard.connectTls({ ...request, tlsOptions }) : guard.connectTcp(request);
}

function libraryOptions(
  options: ImapConnectOptions,
  socket: Socket,
  upgraded: Upgraded,
  logger: ReturnType<typeof createLibraryLog>,
): ImapFlowOptions {
  const { servers, tlsOptions, idleConnection = false, compress = true } = options;
  const secret = options.kind === 'access-token' ? { accessToken: options.accessToken.reveal() } : { pass: options.password.reveal() };
  const transport: ImapTransport = {
    connect: (_where, onConnect) => {
      setImmediate(onConnect);
      return socket;
    },
    upgrade: (_plain, _where, onSecure) => {
      upgraded.socket = wrapInTls(socket, servers.host, tlsOptions, onSecure);
      return upgraded.socket;
    },
  };
  return {
    host: servers.host,
    port: servers.port,
    secure: servers.tls === 'tls',
    ...(servers.tls === 'tls' ? {} : { doSTARTTLS: servers.tls === 'starttls' }),
    transport,
    auth: { user: servers.login, ...secret },
    // An empty value is left out; what is not named here would be the library's own.
    clientInfo: { name: 'Postern', version: '', vendor: '', 'support-url': '' },
    logger,
    qresync: true,
    disableIMAP4rev2: true,
    disableAutoIdle: true,
    disableCompression: !compress,
    maxIdleTime: 9 * 60_000,
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: greetingTimeoutMs,
    socketTimeout: (idleConnection ? 5 : 2) * 60_000,
    maxLineLength: 16 * megabyte,
    maxLiteralSize: 64 * megabyte,
    maxResponseSize: 80 * megabyte,
  };
}

async function login(client: ImapFlow, upgraded: Upgraded, options: ImapConnectOptions, redact: Redact): Promise<void> {
  const { signal, loginTimeoutMs = defaultLoginTimeoutMs } = options;
  let stopped: MailError | null = null;
  const stop = (error: MailError) => {
    stopped ??= error;
    client.close();
  };
  const onAbort = () => stop(aborted('auth'));
  const timer = setTimeout(
    () => stop(new MailError('network', 'login took too long', { stage: 'auth', code: 'ETIMEDOUT' })),
    loginTimeoutMs,
  );
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) throw aborted('auth');
    await client.connect();
    // The library keeps its options for good; the password is not needed again (security.md §8).
    delete client.options.auth;
  } catch (error) {
    const offered = [...client.capabilities.keys()];
    client.close();
    throw stopped ?? connectError(error, options, offered, upgraded, redact);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** What went wrong between greeting and login. */
function connectError(error: unknown, { servers }: ImapConnectOptions, offered: string[], upgraded: Upgraded, redact: Redact): MailError {
  const failure = asLibraryError(error);
  if (failure.tlsFailed) return starttlsError(error, upgraded);
  const offers = new Set(offered.map((name) => name.toUpperCase()));
  if (failure.authenticationFailed) {
    if (failure.response === undefined && offers.has('LOGINDISABLED')) {
      const isForTokens = [...offers].some((name) => /^AUTH=(XOAUTH2?|OAUTHBEARER)$/.test(name));
      // Inside TLS it is not encryption that is missing.
      const code = isForTokens ? 'OAUTH-ONLY' : servers.tls === 'plain' ? 'LOGINDISABLED' : 'NO_AUTH';
      return new MailError('login-unavailable', 'server takes no password here', { stage: 'auth', code, permanent: true });
    }
    return loginError(error, redact);
  }
  return connectionError(error, redact, servers.tls === 'starttls' && upgraded.socket === null ? 'starttls' : 'auth');
}

function starttlsError(error: unknown, upgraded: Upgraded): MailError {
  const { code } = asLibraryError(error);
  const because = (reason: string) =>
    new MailError('tls', 'STARTTLS failed', { stage: 'starttls', code: reason, permanent: true, cause: error });
  if (code === undefined) return because('NO_STARTTLS');
  if (code === 'STARTTLS_INJECTION') return because('EARLY_BYTES');
  if (code === 'UPGRADE_TIMEOUT') return because('ETIMEDOUT');
  const failure = tlsError(error as NodeJS.ErrnoException, upgraded.socket);
  return new MailError(failure.kind, failure.message, {
    stage: 'starttls',
    code: failure.code,
    permanent: failure.permanent,
    serverText: failure.serverText,
    cause: error,
  });
}
