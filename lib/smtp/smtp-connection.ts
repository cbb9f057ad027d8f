import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isMailError, MailError, type MailStage, type OutgoingOffer, type Secret, type ServerSettings } from '#lib/mail/index.ts';
import type { EgressGuard, TlsChoice } from '#lib/security/index.ts';
import { createRedactor } from '#lib/security/index.ts';
import { ehloName, prepareSocket } from './prepare-socket.ts';
import { createSasl, type SmtpCredential, signIn } from './sign-in.ts';
import { parseReply, replyError, shownText } from './smtp-reply.ts';

/** A server and the way to it. `server.login` empty: this server wants no sign-in. */
export type SmtpAccess = ({ kind?: 'password'; password: Secret | null } | { kind: 'access-token'; accessToken: Secret }) & {
  server: ServerSettings;
  guard: Pick<EgressGuard, 'connectTcp' | 'connectTls'>;
  /** further certificate authorities, for this server only */
  tlsOptions?: TlsChoice | null;
  /** every line of the wire but the message itself, without the secret (G6) */
  onWire?: ((line: string, direction: 'in' | 'out') => void) | undefined;
};

/** Waits (S5). `totalMs` ends everything, so that no drip of bytes keeps a session for ever (G4). */
export type SmtpDeadlines = { connectMs: number; replyMs: number; dotMs: number; totalMs: number };
export const usualDeadlines: SmtpDeadlines = { connectMs: 20_000, replyMs: 300_000, dotMs: 600_000, totalMs: 3_600_000 };

/** What the library keeps to itself and we must know; a contract test notices when an update moves it. */
type Insides = {
  _supportedExtensions: string[];
  _maxAllowedSize: number;
  _ehloLines?: string[];
  _envelope: false | { accepted?: string[]; rejectedErrors?: LibraryError[] };
  /** RCPT TO gets what this gives; its recipient is the last one in the queue */
  _getDsnRcptToArgs: () => string;
  _recipientQueue: string[];
};
export type LibraryError = Error & {
  code?: string;
  originalCode?: string;
  response?: string;
  responseCode?: number;
  command?: string;
  recipient?: string;
};

export type SmtpConnection = {
  library: SMTPConnection;
  socket: Socket;
  isSecure: boolean;
  /** runs one step of the library; a connection that breaks meanwhile fails it. `stage` is asked for when it fails. */
  step<T>(stage: () => MailStage, run: (done: (error: Error | null | undefined, result?: T) => void) => void): Promise<T>;
  offer(): OutgoingOffer;
  /** the server's own words about SIZE */
  sizeLine(): string | null;
  /** what each RCPT TO carries behind its address, a space in front; the library knows one for all only */
  onRecipient(parameters: (wireAddress: string) => string): void;
  /** the library's note of the envelope under way */
  envelope(): { accepted: string[]; refused: LibraryError[] };
  /** QUIT, politely but not waited for: the line is dropped soon after, answer or not */
  quit(): void;
  destroy(): void;
};

/**
 * Connected, encrypted as the account wants, and signed in.
 *
 * @throws MailError with the stage at which it ended: dns, tcp, tls, greeting, starttls, capabilities, auth
 */
export async function openSmtp(access: SmtpAccess, deadlines: SmtpDeadlines, signal: AbortSignal): Promise<SmtpConnection> {
  const { server } = access;
  const onWire = redacted(access);
  const socket = await prepareSocket({ server, guard: access.guard, tlsOptions: access.tlsOptions ?? null, onWire, ...deadlines, signal });
  const credential = credentialOf(access);
  const sasl = createSasl(server, credential);
  const library = new SMTPConnection({
    customAuth: sasl.handlers,
    connection: socket,
    secure: server.tls !== 'plain',
    secured: server.tls !== 'plain',
    ignoreTLS: server.tls === 'plain',
    host: server.host,
    port: server.port,
    name: ehloName,
    ...(onWire === null ? { logger: false } : { logger: wireLogger(onWire, server.tls === 'starttls'), transactionLog: true }),
    connectionTimeout: deadlines.replyMs,
    greetingTimeout: deadlines.replyMs,
    socketTimeout: deadlines.replyMs,
    socketCloseTimeout: 2_000,
    maxResponseSize: 65_536,
  });
  const insides = library as unknown as Insides;
  let broken: Error | null = null;
  let fail: (error: Error) => void = () => undefined;
  const onBroken = (error: Error) => {
    broken ??= error;
    fail(broken);
  };
  library.on('error', onBroken);
  // after `end` the library still reports the step's own error, which says more
  library.on('end', () => setImmediate(onBroken, Object.assign(new Error('connection closed'), { code: 'ECONNECTION' })));
  const onAbort = () => socket.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', onAbort));

  const step: SmtpConnection['step'] = (stage, run) =>
    new Promise((resolve, reject) => {
      const refuse = (error: unknown) =>
        reject(signal.aborted ? new MailError('aborted', 'the caller stopped waiting', { stage: stage() }) : libraryError(error, stage()));
      if (broken !== null) return refuse(broken);
      fail = refuse;
      // What a step gives is known to whoever wrote it; the library's callback says nothing of it.
      run((error, result) => (error ? refuse(error) : resolve(result as never)));
    });

  const connection: SmtpConnection = {
    library,
    socket,
    isSecure: server.tls !== 'plain',
    step,
    sizeLine: () => insides._ehloLines?.find((line) => /^SIZE\b/i.test(line)) ?? null,
    offer: () => ({
      maxSizeBytes: insides._maxAllowedSize || null,
      smtpUtf8: insides._supportedExtensions.includes('SMTPUTF8'),
      eightBitMime: insides._supportedExtensions.includes('8BITMIME'),
      dsn: insides._supportedExtensions.includes('DSN'),
      requireTls: insides._supportedExtensions.includes('REQUIRETLS'),
    }),
    onRecipient: (parameters) => {
      insides._getDsnRcptToArgs = () => parameters(insides._recipientQueue.at(-1) ?? '');
    },
    envelope: () => {
      const envelope = insides._envelope;
      return envelope === false
        ? { accepted: [], refused: [] }
        : { accepted: [...(envelope.accepted ?? [])], refused: [...(envelope.rejectedErrors ?? [])] };
    },
    quit: () => {
      library.quit();
      setTimeout(() => socket.destroy(), 2_000).unref();
    },
    destroy: () => {
      library.close();
      socket.destroy();
    },
  };
  try {
    await step(
      () => 'capabilities',
      (done) => library.connect((error) => done(error)),
    );
    await signIn({ server, credential, library, step, sasl, ehloLines: insides._ehloLines ?? [] });
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

export type OnLine = (line: string, direction: 'in' | 'out') => void;

function redacted(access: SmtpAccess): OnLine | null {
  const { onWire } = access;
  if (onWire === undefined) return null;
  const redact = createRedactor((access.kind === 'access-token' ? access.accessToken : access.password)?.reveal() ?? '');
  return (line, direction) => {
    for (const each of redact(line).split(/\r?\n/)) onWire(each, direction);
  };
}

/**
 * The library's own record of what was said. The message is not in it: that would need its option `debug`.
 *
 * @param hasOwnGreeting the first line that the library hears is ours
 */
function wireLogger(onWire: OnLine, hasOwnGreeting: boolean) {
  const none = () => undefined;
  let isOurs = hasOwnGreeting;
  const line = (entry: { tnx?: string }, text: unknown, octets: unknown) => {
    if (typeof text !== 'string') return;
    if (entry.tnx === 'client') onWire(text, 'out');
    else if (entry.tnx === 'server' && isOurs) isOurs = false;
    else if (entry.tnx === 'server') onWire(text, 'in');
    else if (entry.tnx === 'message' && typeof octets === 'number') {
      onWire(`(${octets} octets)`, 'out');
      onWire('.', 'out');
    }
  };
  return { level: none, trace: none, debug: line, info: line, warn: none, error: none, fatal: none };
}

function credentialOf(access: SmtpAccess): SmtpCredential | null {
  if (access.kind === 'access-token') return { kind: 'access-token', accessToken: access.accessToken };
  return access.password === null ? null : { kind: 'password', password: access.password };
}

/** An error of the library as a typed one. It keeps no cause: the library's errors can carry commands. */
export function libraryError(error: unknown, stage: MailStage): MailError {
  if (isMailError(error)) return error;
  const failure = (typeof error === 'object' && error !== null ? error : {}) as LibraryError;
  const reply = failure.response ? parseReply(failure.response) : null;
  if (reply !== null && /^[45]/.test(reply.code)) return replyError(reply, stage);
  const serverText = failure.response ? shownText(failure.response.slice(0, 500)) || null : null;
  if (failure.code === 'EPROTOCOL' || (serverText !== null && failure.code !== 'ECONNECTION')) {
    return new MailError('protocol', 'an answer that is none', { stage, code: reply?.code ?? null, serverText });
  }
  const code = failure.originalCode ?? (failure.code === 'ETIMEDOUT' ? 'ETIMEDOUT' : 'ECONNRESET');
  return new MailError('network', 'the connection broke', { stage, code, serverText });
}
