import type { Socket } from 'node:net';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { createRedactor, startTls } from '#lib/security/index.ts';
import type { Pop3ConnectOptions, Pop3Credential, Pop3Deadlines, Pop3Greeting, Pop3Session } from './api.ts';
import { askCapabilities } from './ask-capabilities.ts';
import { type CapabilityLines, capabilitiesOf } from './capabilities.ts';
import { logIn } from './log-in.ts';
import { readStat } from './read-listing.ts';
import { openSession } from './session.ts';
import { linesCommand, simpleCommand } from './simple-command.ts';
import { readStatusLine } from './status-line.ts';
import { apopTimestampIn, unexpectedGreeting } from './unexpected-greeting.ts';
import { Pop3Wire } from './wire.ts';

const usualDeadlines: Pop3Deadlines = {
  connectMs: 20_000,
  greetingMs: 16_000,
  loginMs: 60_000,
  replyMs: 120_000,
  silenceMs: 60_000,
  answerMs: 15 * 60_000,
  quitMs: 120_000,
};

/**
 * Connects, brings TLS up, signs in and learns what the server offers (P3, P4, G5).
 *
 * @throws MailError
 *   stage dns, tcp: `egress-denied`, `network` · stage tls: `tls`, `network` (code of Node or OpenSSL) ·
 *   stage greeting: `tls` (TLS_MIXED_UP), `protocol` (OTHER_PROTOCOL, NOT_POP3), `temporary`, `refused`, `network` (HANGS_UP, ETIMEDOUT) ·
 *   stage starttls: `tls` (NO_STARTTLS, EARLY_BYTES, or a code of Node or OpenSSL) · stage auth: as `logIn` · `protocol`, `aborted`
 * @see RFC 1939 §3–4, RFC 2595 §4 (STLS), RFC 8314 §3
 */
export async function connectPop3(options: Pop3ConnectOptions): Promise<Pop3Session> {
  const { server, guard, signal, tlsOptions, log } = options;
  const deadlines = { ...usualDeadlines, ...options.deadlines };
  const redact = createRedactor(secretOf(options.credential));
  const request = { host: server.host, port: server.port, signal, timeoutMs: deadlines.connectMs };
  const socket = server.tls === 'tls' ? await guard.connectTls({ ...request, tlsOptions }) : await guard.connectTcp(request);
  const over = (on: Socket) => new Pop3Wire(on, { deadlines, redact, onWire: options.onWire ?? null });
  let wire = over(socket);
  const onAbort = () => wire.fail(new MailError('aborted', 'the caller stopped waiting'));
  signal?.addEventListener('abort', onAbort, { once: true });
  const step = { signal, replyMs: deadlines.loginMs };
  try {
    const greeting = await greet(wire);
    if (server.tls === 'starttls') {
      await requestTls(wire, step);
      const secured = await startTls(socket, { host: server.host, tlsOptions, signal, timeoutMs: deadlines.connectMs }).catch(atStartTls);
      // a new wire: nothing that was learnt or received in the clear is left (G5)
      wire = over(secured);
    }
    const before = await askCapabilities(wire, step);
    const utf8 = before?.has('UTF8') === true && (await isAccepted(wire, 'UTF8', step));
    await logIn({ wire, server, credential: options.credential, greeting, offered: before, loginMs: deadlines.loginMs, signal });
    const lines = before === null ? null : ((await askCapabilities(wire, step)) ?? before);
    const tried = await tryOut(wire, lines, step);
    const capabilities = capabilitiesOf(lines, before, tried, utf8);
    if (capabilities.pipelining) wire.allowPipelining();
    log.debug('pop3 connected', { host: server.host, port: server.port });
    return openSession({ wire, capabilities, greeting, quitMs: deadlines.quitMs });
  } catch (error) {
    // said goodbye to, a server lets go of the maildrop at once
    wire.end();
    throw signal?.aborted && !(isMailError(error) && error.kind === 'aborted')
      ? new MailError('aborted', 'the caller stopped waiting')
      : error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

const secretOf = (credential: Pop3Credential) => (credential.kind === 'password' ? credential.password : credential.accessToken).reveal();

async function greet(wire: Pop3Wire): Promise<Pop3Greeting> {
  let octets: Buffer;
  try {
    octets = await wire.greeting();
  } catch (error) {
    if (!isMailError(error) || error.code !== 'ECONNRESET') throw error;
    throw new MailError('network', 'the server hung up before its greeting', { stage: 'greeting', code: 'HANGS_UP', cause: error });
  }
  const refusal = unexpectedGreeting(octets, wire.redact);
  if (refusal !== null) throw refusal;
  if (wire.unread > 0)
    throw new MailError('protocol', 'the server speaks unasked', { stage: 'greeting', code: 'UNASKED', permanent: true });
  const text = readStatusLine(octets)?.text ?? '';
  return { text: text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 500), apopTimestamp: apopTimestampIn(octets.toString('latin1')) };
}

type Step = { signal: AbortSignal | undefined; replyMs: number };

/** STLS (RFC 2595 §4). A server without CAPA is asked all the same: it says no at the worst. */
async function requestTls(wire: Pop3Wire, step: Step): Promise<void> {
  const offered = await askCapabilities(wire, step);
  if (offered !== null && !offered.has('STLS')) throw noStartTls(null);
  if (wire.unread > 0) throw earlyBytes();
  try {
    await simpleCommand(wire, { line: 'STLS', stage: 'starttls', ...step });
  } catch (error) {
    throw isMailError(error) && (error.kind === 'refused' || error.kind === 'temporary') ? noStartTls(error) : error;
  }
  if (wire.release() > 0) throw earlyBytes();
}

const earlyBytes = () => new MailError('tls', 'bytes before the handshake', { stage: 'starttls', code: 'EARLY_BYTES', permanent: true });
const noStartTls = (refusal: MailError | null) =>
  new MailError('tls', 'STLS is not to be had', {
    stage: 'starttls',
    code: 'NO_STARTTLS',
    permanent: refusal?.kind !== 'temporary',
    serverText: refusal?.serverText ?? null,
  });

/** The same failure, at the stage where it happened. */
function atStartTls(error: unknown): never {
  if (!isMailError(error) || error.kind === 'aborted') throw error;
  const { kind, message, code, permanent, serverText, cause } = error;
  throw new MailError(kind, message, { stage: 'starttls', code, permanent, serverText, cause });
}

async function isAccepted(wire: Pop3Wire, line: string, step: Step): Promise<boolean> {
  try {
    await simpleCommand(wire, { line, stage: 'capabilities', ...step });
    return true;
  } catch (error) {
    if (isMailError(error) && (error.kind === 'refused' || error.kind === 'temporary')) return false;
    throw error;
  }
}

/**
 * Whether UIDL and TOP are there: what CAPA lists is, the rest is tried on the first message (P3). In an empty maildrop nobody needs to know.
 */
async function tryOut(wire: Pop3Wire, lines: CapabilityLines | null, step: Step): Promise<{ top: boolean; uidl: boolean }> {
  const [top, uidl] = [lines?.has('TOP') === true, lines?.has('UIDL') === true];
  if (top && uidl) return { top, uidl };
  const { text } = await simpleCommand(wire, { line: 'STAT', ...step });
  if (readStat(text)?.messages === 0) return { top: true, uidl: true };
  return {
    uidl: uidl || (await isAccepted(wire, 'UIDL 1', step)),
    top: top || (await hasTop(wire, step)),
  };
}

/** @throws MailError 'network', 'protocol' */
async function hasTop(wire: Pop3Wire, step: Step): Promise<boolean> {
  try {
    await linesCommand(wire, { line: 'TOP 1 0', ...step }, () => undefined, { octets: 1024 * 1024, lineOctets: 1 });
    return true;
  } catch (error) {
    if (isMailError(error) && (error.kind === 'refused' || error.kind === 'temporary')) return false;
    throw error;
  }
}
