import type { Socket } from 'node:net';
import { MailError, type MailStage } from '#lib/mail/index.ts';
import { OctetSource } from '#lib/pop3/index.ts';
import type { Transcript } from './transcript.ts';

const longestLine = 65_536;
/** lines of one answer: a server that never ends one is not read for ever */
const mostLines = 10_000;

/** A connection that speaks in lines, of which every octet is seen (protocols.md §8.1). Each wait ends: with a line, the end, or its deadline. */
export class LineClient {
  readonly #transcript: Transcript;
  readonly #replyMs: number;
  #socket: Socket;
  #source: OctetSource;

  constructor(socket: Socket, { transcript, replyMs }: { transcript: Transcript; replyMs: number }) {
    this.#transcript = transcript;
    this.#replyMs = replyMs;
    this.#socket = socket;
    this.#source = new OctetSource(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  /**
   * The first line of the server. A server of another protocol, or TLS, need not end it: what there is tells which.
   * @throws MailError stage greeting
   */
  async greeting(): Promise<Buffer> {
    const first = await this.#source.next(this.#replyMs, 'greeting');
    if (first[0] === 0x15 || first[0] === 0x16) {
      this.#transcript.add('note', 'octets of TLS');
      return first;
    }
    this.#source.putBack(first);
    const { octets } = await this.#source.line(longestLine, this.#replyMs, 'greeting');
    this.#transcript.add('in', octets.toString('utf8'));
    return octets;
  }

  /** @throws MailError 'network', 'protocol' (a line without an end) */
  async line(stage: MailStage): Promise<string> {
    const { octets } = await this.#source.line(longestLine, this.#replyMs, stage);
    const text = octets.toString('utf8');
    this.#transcript.add('in', text);
    return text;
  }

  /** Lines up to the one that ends the answer, that one included. @throws as `line` */
  async linesUntil(isLast: (line: string) => boolean, stage: MailStage): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.line(stage);
      lines.push(line);
      if (isLast(line)) return lines;
      if (lines.length >= mostLines) throw new MailError('protocol', 'an answer without an end', { stage, code: 'ANSWER_TOO_LONG' });
    }
  }

  /** @param shown how it stands in the transcript, where it holds a secret */
  send(line: string, shown: string = line): void {
    if (/[\r\n\0]/.test(line)) throw new MailError('invalid', 'a line cannot hold line ends', { stage: 'command', permanent: true });
    this.#transcript.add('out', shown);
    if (!this.#source.isOver) this.#socket.write(`${line}\r\n`);
  }

  /** Lets go of the socket, for TLS to be put around it. @throws MailError EARLY_BYTES when something came before the handshake (G5) */
  release(): Socket {
    if (this.#source.release() > 0)
      throw new MailError('tls', 'bytes before the handshake', { stage: 'starttls', code: 'EARLY_BYTES', permanent: true });
    return this.#socket;
  }

  /** Goes on over the socket that TLS gave. */
  continueOver(socket: Socket): void {
    this.#socket = socket;
    this.#source = new OctetSource(socket);
  }

  fail(error: MailError): void {
    this.#source.fail(error);
  }

  close(): void {
    this.#socket.destroy();
  }
}
