import type { Socket } from 'node:net';
import { MailError, type MailStage } from '#lib/mail/index.ts';
import type { Redact } from '#lib/security/index.ts';
import { Answer } from './answer.ts';
import type { Pop3Deadlines } from './api.ts';
import { OctetSource } from './octet-source.ts';
import { aborted } from './pop3-error.ts';

export type Command = {
  /** the line without its end */
  line: string;
  /** how it stands in the transcript; default: as it is */
  shown?: string;
  stage?: MailStage;
  replyMs?: number;
  signal?: AbortSignal | undefined;
};

/** What reading an answer gives: `value` goes to the caller at once, and the next answer is read after `whole`. */
export type Reading<T> = { value: T; whole: Promise<void> | null };

export type WireOptions = {
  deadlines: Pop3Deadlines;
  redact: Redact;
  onWire: ((line: string, direction: 'in' | 'out') => void) | null;
};

/** Commands sent and not answered yet, under PIPELINING: their answers fill the time that a round trip takes. */
const mostAhead = 32;

type Waiting = { command: Command; isSent: boolean; isDropped: boolean };

/**
 * The line of commands and answers of one connection. Answers are read in the order of the commands; with PIPELINING commands are sent ahead
 * of them, else each one waits for the answer to the one before (RFC 2449 §6.6).
 */
export class Pop3Wire {
  readonly #socket: Socket;
  readonly #source: OctetSource;
  readonly #options: WireOptions;
  readonly #toSend: Waiting[] = [];
  #tail: Promise<void> = Promise.resolve();
  #ahead = 0;
  #isPipelined = false;
  #isOver = false;

  constructor(socket: Socket, options: WireOptions) {
    this.#socket = socket;
    this.#source = new OctetSource(socket);
    this.#options = options;
  }

  get redact(): Redact {
    return this.#options.redact;
  }

  get isOver(): boolean {
    return this.#isOver || this.#source.isOver;
  }

  /** How many commands may be sent ahead of their answers. */
  get window(): number {
    return this.#isPipelined ? mostAhead : 1;
  }

  allowPipelining(): void {
    this.#isPipelined = true;
  }

  /** The greeting: octets of the first line. @throws MailError stage greeting */
  async greeting(): Promise<Buffer> {
    // a server of another protocol, or TLS, need not end its first line: what there is tells which
    const first = await this.#source.next(this.#options.deadlines.greetingMs, 'greeting');
    if (first[0] === 0x15 || first[0] === 0x16) return first;
    this.#source.putBack(first);
    const { octets } = await this.#source.line(16_384, this.#options.deadlines.greetingMs, 'greeting');
    this.#show(octets.toString('utf8'), 'in');
    return octets;
  }

  /**
   * Sends a command and reads its answer by `read`.
   *
   * @throws MailError 'aborted', 'network', 'protocol', or what `read` throws. A `read` that throws must have read the answer to its end or
   *   ended the session.
   */
  run<T>(command: Command, read: (answer: Answer) => Promise<Reading<T>>): Promise<T> {
    const { stage = 'command', signal } = command;
    if (signal?.aborted) return Promise.reject(aborted(stage));
    const waiting: Waiting = { command, isSent: false, isDropped: false };
    const result = Promise.withResolvers<T>();
    const onAbort = () => {
      if (waiting.isSent) this.fail(aborted(stage));
      else waiting.isDropped = true;
      result.reject(aborted(stage));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#toSend.push(waiting);
    this.#pump();
    this.#tail = this.#tail
      .then(() => this.#answer(waiting, stage, read, result.resolve))
      .catch(result.reject)
      .finally(() => {
        signal?.removeEventListener('abort', onAbort);
        this.#pump();
      });
    return result.promise;
  }

  async #answer<T>(
    waiting: Waiting,
    stage: MailStage,
    read: (answer: Answer) => Promise<Reading<T>>,
    give: (value: T) => void,
  ): Promise<void> {
    if (waiting.isDropped) return;
    const { deadlines } = this.#options;
    const answer = new Answer(this.#source, {
      deadlines,
      stage,
      replyMs: waiting.command.replyMs ?? deadlines.replyMs,
      onStatus: (line) => this.#show(line, 'in'),
    });
    let isSettled = false;
    try {
      const { value, whole } = await read(answer);
      if (whole === null) {
        isSettled = true;
        this.#settle(stage);
      }
      give(value);
      await whole;
      if (answer.octets > 0) this.#show(`(${answer.octets} octets)`, 'in');
    } finally {
      if (!isSettled) this.#settle(stage);
    }
  }

  /** One answer is whole. */
  #settle(stage: MailStage): void {
    this.#ahead -= 1;
    // What comes before a question is no answer to it. Behind STLS it is found when the socket is let go of, and has its own name.
    if (stage !== 'starttls' && this.#ahead === 0 && this.#source.unread > 0)
      this.fail(new MailError('protocol', 'the server speaks unasked', { code: 'UNASKED', permanent: true }));
  }

  #pump(): void {
    while (this.#toSend.length > 0 && this.#ahead < this.window) {
      const waiting = this.#toSend.shift()!;
      if (waiting.isDropped) continue;
      waiting.isSent = true;
      this.#ahead += 1;
      this.write(waiting.command.line, waiting.command.shown);
    }
  }

  /** One line to the server. */
  write(line: string, shown: string = line): void {
    if (this.isOver) return;
    this.#show(shown, 'out');
    // several commands sent in one turn of the event loop go in one packet
    if (this.#isPipelined && this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    this.#socket.write(`${line}\r\n`);
  }

  #show(line: string, direction: 'in' | 'out'): void {
    const { onWire, redact } = this.#options;
    onWire?.(redact(line).slice(0, 1_000), direction);
  }

  /** Ends the connection; whoever waits gets the error. */
  fail(error: MailError): void {
    this.#isOver = true;
    this.#source.fail(error);
  }

  /** Ends the connection after what was written has gone out. */
  end(): void {
    this.#isOver = true;
    this.#socket.end(() => this.#socket.destroy());
  }

  /** Lets go of the socket, for TLS to be put around it. @returns octets that had come and nobody took */
  release(): number {
    this.#isOver = true;
    return this.#source.release();
  }

  get unread(): number {
    return this.#source.unread;
  }
}
