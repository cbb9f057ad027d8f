import type { Socket } from 'node:net';
import { MailError } from '#lib/mail/index.ts';
import { type Redact, serverWords } from '#lib/security/index.ts';
import { aborted } from './wire.ts';

const maxGreetingOctets = 16_384;

/**
 * Reads the first line of the server, and puts it back for the library, so that a wrong port, a wrong TLS mode or another protocol is named
 * at once instead of ending in a time-out (table 8.2). PREAUTH is refused: it says that somebody is logged in, not that our password is
 * right, and before TLS it is the way to prevent STARTTLS (RFC 9051 §11.1, security.md §6).
 *
 * @throws MailError (stage greeting) 'protocol' with code SMTP, POP3, TLS, HTTP, PREAUTH or NOT-IMAP; 'network'; 'aborted'
 */
export function checkGreeting(
  socket: Socket,
  redact: Redact,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen: Buffer = Buffer.alloc(0);
    const finish = (error: MailError | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('readable', onReadable);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      socket.off('error', onError);
      if (error !== null) {
        socket.destroy();
        return reject(error);
      }
      socket.unshift(seen);
      resolve();
    };
    const onAbort = () => finish(aborted('greeting'));
    const onEnd = () => finish(new MailError('network', 'server hung up before the greeting', { stage: 'greeting', code: 'ECONNRESET' }));
    const onError = (error: NodeJS.ErrnoException) =>
      finish(
        new MailError('network', 'connection lost before the greeting', { stage: 'greeting', code: error.code ?? null, cause: error }),
      );
    const timer = setTimeout(() => finish(new MailError('network', 'no greeting', { stage: 'greeting', code: 'ETIMEDOUT' })), timeoutMs);
    const onReadable = () => {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read())
        seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const isComplete = seen.includes(0x0a) || seen.length >= maxGreetingOctets || seen[0] === 0x15 || seen[0] === 0x16;
      if (isComplete) finish(judgeGreeting(seen, redact));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('readable', onReadable);
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    socket.on('error', onError);
    if (signal?.aborted) onAbort();
    else if (socket.destroyed) onEnd();
    else if (socket.readableLength > 0) onReadable();
  });
}

function judgeGreeting(octets: Buffer, redact: Redact): MailError | null {
  const line = octets.toString('latin1').split(/\r?\n/, 1)[0] ?? '';
  if (/^\0*\* OK\b/i.test(line)) return null;
  const bye = /^\0*\* BYE\b ?(.*)$/i.exec(line);
  if (bye !== null) {
    const isLimit = /too many|limit|busy|unavailable|try again|overload/i.test(bye[1] ?? '');
    return new MailError(isLimit ? 'temporary' : 'refused', 'server said goodbye', {
      stage: 'greeting',
      code: isLimit ? 'LIMIT' : 'BYE',
      serverText: serverWords(bye[1] ?? '', redact),
    });
  }
  const code = foreignProtocol(octets, line);
  return new MailError('protocol', 'not the greeting of an IMAP server', {
    stage: 'greeting',
    code,
    permanent: true,
    serverText: code === 'TLS' ? null : serverWords(line, redact),
  });
}

function foreignProtocol(octets: Buffer, line: string): string {
  if (octets[0] === 0x15 || octets[0] === 0x16) return 'TLS';
  if (/^\0*\* PREAUTH\b/i.test(line)) return 'PREAUTH';
  if (/^(220|554|421)[ -]/.test(line)) return 'SMTP';
  if (/^(\+OK|-ERR)/.test(line)) return 'POP3';
  if (/^HTTP\//.test(line)) return 'HTTP';
  return 'NOT-IMAP';
}
