import type { Socket } from 'node:net';
import type { MailStage } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Redact } from '#lib/security/index.ts';
import { replyError, replyOf, type SieveReply } from './sieve-reply.ts';
import { type SieveLine, SieveLineReader } from './sieve-tokens.ts';

/** All that one command may answer. */
const maxResponseOctets = 8 * 1024 * 1024;

/** An argument of a command: a quoted string, or a literal where it is long or has several lines. */
export type SieveArgument = { text: string; isScript?: boolean };

export type SieveResponse = { lines: SieveLine[]; reply: SieveReply };

type WireOptions = {
  redact: Redact;
  replyMs: number;
  signal: AbortSignal;
  onWire: ((line: string, direction: 'in' | 'out') => void) | null;
};

/** One connection: a command at a time, each reply within its deadline. A fault ends the connection for good. */
export class SieveWire {
  readonly #options: WireOptions;
  #socket: Socket;
  #reader = new SieveLineReader();
  #received = 0;
  #ended: MailError | null = null;
  #wake: () => void = () => undefined;
  #deafen: () => void = () => undefined;

  constructor(socket: Socket, options: WireOptions) {
    this.#options = options;
    this.#socket = socket;
    this.#listen(socket);
    const { signal } = options;
    const onAbort = () => this.#end(new MailError('aborted', 'the caller stopped waiting'));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  }

  /** Writes one command and waits for the line that ends its response. @throws MailError what the server refused, or how the line was lost */
  async command(stage: MailStage, name: string, ...values: SieveArgument[]): Promise<SieveResponse> {
    const parts = values.map(argumentText);
    this.write([name, ...parts].join(' '), [name, ...values.map((value, at) => (value.isScript ? octetsOf(value) : parts[at]))].join(' '));
    return this.response(stage);
  }

  write(line: string, shown: string): void {
    if (this.#ended !== null) throw this.#ended;
    this.#options.onWire?.(shown, 'out');
    this.#socket.write(`${line}\r\n`, 'utf8');
  }

  /** The response under way; greeting and the one after STARTTLS come by themselves. */
  async response(stage: MailStage): Promise<SieveResponse> {
    this.#received = 0;
    const lines: SieveLine[] = [];
    for (;;) {
      const line = await this.line(stage);
      const reply = replyOf(line);
      if (reply === null) lines.push(line);
      else if (reply.status === 'OK') return { lines, reply };
      else throw this.refusal(reply, stage);
    }
  }

  async line(stage: MailStage): Promise<SieveLine> {
    const endsAtMs = performance.now() + this.#options.replyMs;
    for (;;) {
      const line = this.#readLine();
      if (line !== null) return line;
      if (this.#ended !== null) throw staged(this.#ended, stage);
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) {
        this.#end(new MailError('network', 'no answer', { stage, code: 'ETIMEDOUT' }));
        continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** What a reply refuses; after a goodbye the connection is gone. */
  refusal(reply: SieveReply, stage: MailStage): MailError {
    const error = replyError(reply, stage, this.#options.redact);
    if (reply.status === 'BYE') this.#end(error);
    return error;
  }

  /** Hands the socket over for STARTTLS. @throws MailError EARLY_BYTES when octets came behind the answer (G5) */
  release(): Socket {
    this.#deafen();
    this.#socket.pause();
    if (this.#reader.pending > 0) {
      this.destroy();
      throw new MailError('tls', 'bytes before the handshake', { stage: 'starttls', code: 'EARLY_BYTES', permanent: true });
    }
    return this.#socket;
  }

  /** Goes on over TLS; what was heard before is void. */
  adopt(socket: Socket): void {
    this.#reader = new SieveLineReader();
    this.#socket = socket;
    this.#listen(socket);
    if (this.#ended !== null) socket.destroy();
  }

  destroy(): void {
    this.#end(new MailError('aborted', 'the session was closed'));
  }

  #listen(socket: Socket): void {
    const onData = (chunk: Buffer) => {
      this.#received += chunk.length;
      if (this.#received > maxResponseOctets) return this.#end(new MailError('protocol', 'a response without an end', { code: 'SYNTAX' }));
      this.#reader.push(chunk);
      this.#wake();
    };
    const onClose = () => this.#end(new MailError('network', 'the connection broke', { code: 'ECONNRESET' }));
    socket.on('data', onData);
    socket.on('close', onClose);
    this.#deafen = () => {
      socket.off('data', onData);
      socket.off('close', onClose);
    };
  }

  #readLine(): SieveLine | null {
    try {
      const line = this.#reader.next();
      if (line !== null) this.#options.onWire?.(this.#options.redact(shownLine(line)), 'in');
      return line;
    } catch (error) {
      this.#end(error as MailError);
      throw error;
    }
  }

  #end(error: MailError): void {
    this.#ended ??= error;
    this.#socket.destroy();
    this.#wake();
  }
}

/** The same failure with the place where it was met. */
function staged(error: MailError, stage: MailStage): MailError {
  if (error.stage !== null) return error;
  const { kind, message, code, permanent, serverText } = error;
  return new MailError(kind, message, { stage, code, permanent, serverText, cause: error });
}

/** @throws MailError 'invalid' for what may not be sent: NUL anywhere, a line break in what is no script */
function argumentText({ text, isScript = false }: SieveArgument): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what would end a command
  if (text.includes('\0') || (!isScript && /[\u0001-\u001f\u007f]/.test(text)) || !text.isWellFormed())
    throw new MailError('invalid', 'argument cannot be sent', { stage: 'command', code: 'ARGUMENT', permanent: true });
  const octets = Buffer.byteLength(text);
  // a quoted string has 1,024 octets at most (RFC 5804 §4)
  if (isScript || octets > 1_000) return `{${octets}+}\r\n${text}`;
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

const octetsOf = ({ text }: SieveArgument): string => `{${Buffer.byteLength(text)}+}`;

function shownLine(line: SieveLine): string {
  const shown = line.map(({ kind, text }) => {
    if (kind !== 'string') return text;
    return /[\r\n]/.test(text) ? `{${Buffer.byteLength(text)}}` : `"${text}"`;
  });
  return shown.join(' ').slice(0, 2_000);
}
