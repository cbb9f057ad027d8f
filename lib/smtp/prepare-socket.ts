import type { Socket } from 'node:net';
import type { ServerSettings } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { EgressGuard, TlsChoice } from '#lib/security/index.ts';
import { startTls } from '#lib/security/index.ts';
import { parseReply, replyError, shownText } from './smtp-reply.ts';

/** EHLO name: neutral and constant (S7), an address literal as RFC 5321 §4.1.3 allows for clients without a name. */
export const ehloName = '[127.0.0.1]';

type Preparation = {
  server: ServerSettings;
  guard: Pick<EgressGuard, 'connectTcp' | 'connectTls'>;
  tlsOptions: TlsChoice | null;
  /** told of what is said here and not by the library, which begins with the greeting, or with EHLO inside TLS */
  onWire: ((line: string, direction: 'in' | 'out') => void) | null;
  connectMs: number;
  replyMs: number;
  signal: AbortSignal;
};

/**
 * Connects, reads the greeting and brings TLS up, so that the library only ever sees a socket that is as safe as the account wants it.
 * STARTTLS is done here because the library would go on after bytes that came before the handshake (G5).
 *
 * The greeting is put back into the socket: the library waits for one, and after STARTTLS there is none.
 *
 * @throws MailError stage dns, tcp, tls, greeting, starttls
 * @see RFC 3207 §4, RFC 8314 §3.3
 */
export async function prepareSocket({ server, guard, tlsOptions, connectMs, replyMs, signal, onWire }: Preparation): Promise<Socket> {
  const request = { host: server.host, port: server.port, signal, timeoutMs: connectMs };
  const socket =
    server.tls === 'tls' ? await guard.connectTls({ ...request, ...(tlsOptions ? { tlsOptions } : {}) }) : await guard.connectTcp(request);
  try {
    const reader = readReplies(socket, replyMs, signal);
    const greeting = await reader.next('greeting');
    checkGreeting(greeting);
    if (server.tls !== 'starttls') {
      socket.unshift(Buffer.concat([Buffer.from(`${greeting}\r\n`, 'latin1'), reader.release()]));
      return socket;
    }
    onWire?.(greeting, 'in');
    await requestTls(socket, reader, onWire);
    const secured = await startTls(socket, { host: server.host, signal, timeoutMs: connectMs, ...(tlsOptions ? { tlsOptions } : {}) });
    // what was learnt before TLS is void; the library needs to see that some greeting came
    secured.unshift(Buffer.from('220 ready\r\n'));
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function checkGreeting(greeting: string): void {
  if (/^220[ -]/.test(greeting) || greeting === '220') return;
  const serverText = shownText(greeting.slice(0, 500)) || null;
  if (/^(\* |\+OK|-ERR)/.test(greeting))
    throw new MailError('protocol', 'greeting of another protocol', {
      stage: 'greeting',
      code: 'OTHER_PROTOCOL',
      permanent: true,
      serverText,
    });
  // 0x16 and 0x15: TLS handshake and alert records (RFC 8446 §5.1)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: record types of TLS
  if (/^[\u0015\u0016]\u0003/.test(greeting))
    throw new MailError('tls', 'TLS bytes in the greeting', { stage: 'greeting', code: 'TLS_MIXED_UP', permanent: true });
  const reply = parseReply(greeting);
  if (reply !== null && /^[45]/.test(reply.code)) throw replyError(reply, 'greeting');
  throw new MailError('protocol', 'no SMTP greeting', { stage: 'greeting', code: reply?.code ?? null, permanent: true, serverText });
}

async function requestTls(socket: Socket, reader: ReplyReader, onWire: Preparation['onWire']): Promise<void> {
  socket.write(`EHLO ${ehloName}\r\n`);
  onWire?.(`EHLO ${ehloName}`, 'out');
  const capabilities = await reader.next('capabilities');
  onWire?.(capabilities, 'in');
  const isOffered = /^250[ -]/.test(capabilities) && capabilities.split('\n').some((line) => /^250[ -]STARTTLS[ \t]*\r?$/i.test(line));
  if (!isOffered) throw noStartTls(capabilities);
  socket.write('STARTTLS\r\n');
  onWire?.('STARTTLS', 'out');
  const answer = await reader.next('starttls');
  onWire?.(answer, 'in');
  if (!/^220([ -]|$)/.test(answer)) throw noStartTls(answer);
  if (reader.release().length > 0)
    throw new MailError('tls', 'bytes before the handshake', { stage: 'starttls', code: 'EARLY_BYTES', permanent: true });
}

function noStartTls(answer: string): MailError {
  const reply = parseReply(answer);
  const isTemporary = reply?.code.startsWith('4') ?? false;
  return new MailError('tls', 'STARTTLS is not to be had', {
    stage: 'starttls',
    code: 'NO_STARTTLS',
    permanent: !isTemporary,
    serverText: reply?.code.startsWith('2') ? null : shownText(answer.slice(0, 500)) || null,
  });
}

type ReplyReader = {
  /** the next whole reply, its lines separated by LF, each octet as one character */
  next(stage: 'greeting' | 'capabilities' | 'starttls'): Promise<string>;
  /** stops reading; octets that came behind the last reply */
  release(): Buffer;
};

const longestReply = 65_536;

function readReplies(socket: Socket, replyMs: number, signal: AbortSignal): ReplyReader {
  let buffered: Buffer = Buffer.alloc(0);
  let wake: () => void = () => undefined;
  let isClosed = false;
  const onData = (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    wake();
  };
  const onClose = () => {
    isClosed = true;
    wake();
  };
  socket.on('data', onData);
  socket.on('close', onClose);
  socket.on('end', onClose);

  const takeReply = (): string | null => {
    const text = buffered.toString('latin1');
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, end);
      from = end + 1;
      if (/^\d{3}-/.test(line)) continue;
      buffered = buffered.subarray(from);
      return text.slice(0, end).replace(/\r$/, '');
    }
    return null;
  };

  return {
    async next(stage) {
      const endsAtMs = performance.now() + replyMs;
      for (;;) {
        const reply = takeReply();
        if (reply !== null) return reply;
        if (signal.aborted) throw new MailError('aborted', 'the caller stopped waiting');
        // a server of another protocol, or TLS, need not end its first line: what there is tells which
        if (isClosed || buffered.length > longestReply || (stage === 'greeting' && buffered[0] === 0x16)) {
          if (buffered.length > 0 && stage === 'greeting') return buffered.toString('latin1').slice(0, 500);
          if (isClosed) throw new MailError('network', 'hung up', { stage, code: stage === 'greeting' ? 'HANGS_UP' : 'ECONNRESET' });
          throw new MailError('protocol', 'a reply without an end', { stage, permanent: true });
        }
        const leftMs = endsAtMs - performance.now();
        if (leftMs <= 0) throw new MailError('network', 'no answer', { stage, code: 'ETIMEDOUT' });
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          const onAbort = () => wake();
          signal.addEventListener('abort', onAbort, { once: true });
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', onAbort);
            resolve();
          };
        });
      }
    },
    release() {
      socket.off('data', onData);
      socket.off('close', onClose);
      socket.off('end', onClose);
      socket.pause();
      const rest = buffered;
      buffered = Buffer.alloc(0);
      return rest;
    },
  };
}
