import type { Socket } from 'node:net';
import { isMailError, MailError, type MailStage } from '#lib/mail/index.ts';

/** Octets that may lie here before the network is held back. */
const highMark = 256 * 1024;

/** A line without its end. `isBareLf`: it ended with LF alone. */
export type OctetLine = { octets: Buffer; isBareLf: boolean };

/**
 * What a server sends, as chunks that are taken one after the other; the network waits while enough lies here unread. Every wait ends: with
 * octets, with the end of the connection, or with its deadline (G4).
 */
export class OctetSource {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  #octets = 0;
  #end: MailError | null = null;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onEnd);
    socket.on('error', this.#onError);
    if (socket.destroyed) this.#onEnd();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    this.#octets += chunk.length;
    if (this.#octets >= highMark) this.#socket.pause();
    this.#wakeUp();
  };
  readonly #onEnd = (): void => {
    this.#end ??= new MailError('network', 'the server hung up', { code: 'ECONNRESET' });
    this.#wakeUp();
  };
  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#end ??= new MailError('network', 'connection lost', { code: error.code ?? 'ECONNRESET', cause: error });
    this.#wakeUp();
  };

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Octets that have come and were not taken. */
  get unread(): number {
    return this.#octets;
  }

  get isOver(): boolean {
    return this.#end !== null;
  }

  /** The next chunk that is here already, or null. */
  take(): Buffer | null {
    const chunk = this.#chunks.shift() ?? null;
    if (chunk === null) return null;
    this.#octets -= chunk.length;
    if (this.#octets < highMark && this.#end === null && this.#socket.isPaused()) this.#socket.resume();
    return chunk;
  }

  /** Puts the end of a taken chunk back. */
  putBack(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#chunks.unshift(rest);
    this.#octets += rest.length;
  }

  /**
   * The next chunk, waited for.
   * @throws MailError 'network' (ECONNRESET, ETIMEDOUT …), or what `fail` was told
   */
  async next(timeoutMs: number, stage: MailStage): Promise<Buffer> {
    for (;;) {
      const chunk = this.take();
      if (chunk !== null) return chunk;
      if (this.#end !== null) throw endAt(this.#end, stage);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.fail(new MailError('network', 'no answer', { stage, code: 'ETIMEDOUT' }));
        }, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /**
   * The next line, up to its LF.
   * @throws as `next`, and MailError 'protocol' when it is longer than allowed; the connection is over then
   */
  async line(most: number, timeoutMs: number, stage: MailStage): Promise<OctetLine> {
    const pieces: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = await this.next(timeoutMs, stage);
      const end = chunk.indexOf(0x0a);
      length += end < 0 ? chunk.length : end;
      if (length > most) {
        const error = new MailError('protocol', 'a line without an end', { stage, code: 'LINE_TOO_LONG', permanent: true });
        this.fail(error);
        throw error;
      }
      pieces.push(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) continue;
      this.putBack(chunk.subarray(end + 1));
      const octets = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      const isBareLf = octets[octets.length - 1] !== 0x0d;
      return { octets: isBareLf ? octets : octets.subarray(0, -1), isBareLf };
    }
  }

  /** Ends the connection at once; whoever waits, or takes later, gets the error. The first reason counts. */
  fail(error: MailError): void {
    if (this.#end === null || this.#end.kind === 'network') this.#end = error;
    this.#chunks.length = 0;
    this.#octets = 0;
    this.#socket.destroy();
    this.#wakeUp();
  }

  /** Lets go of the socket, for TLS to be put around it. @returns octets that had come and nobody took */
  release(): number {
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onEnd);
    this.#socket.off('error', this.#onError);
    this.#socket.pause();
    return this.#octets + this.#socket.readableLength;
  }
}

/** The end of the connection as seen from where somebody waits: the stage is theirs, unless the reason has one. */
function endAt(error: MailError, stage: MailStage): MailError {
  if (!isMailError(error) || error.stage !== null) return error;
  const { kind, message, code, permanent, serverText, cause } = error;
  return new MailError(kind, message, { stage, code, permanent, serverText, cause });
}
