import { MailError, type MailStage } from '#lib/mail/index.ts';
import type { Pop3Deadlines } from './api.ts';
import type { OctetSource } from './octet-source.ts';
import { readStatusLine, type StatusLine } from './status-line.ts';
import { Unstuffer } from './unstuffer.ts';

/** RFC 2449 §4 gives a first line 512 octets; servers put links and JSON into theirs. */
const mostStatusOctets = 16_384;
/** More pieces than this of one chunk are put together: a line that begins with a dot cuts a chunk in two. */
const mostPieces = 16;

export type AnswerOptions = { deadlines: Pop3Deadlines; replyMs: number; stage: MailStage; onStatus: (line: string) => void };

/**
 * One answer of the server in the making: the status line, and for multi-line ones the content up to the terminator (RFC 1939 §3). Answers
 * are read one after the other, each to its end.
 */
export class Answer {
  readonly #source: OctetSource;
  readonly #options: AnswerOptions;
  readonly #ready: Buffer[] = [];
  #unstuffer = new Unstuffer(false);
  #isWhole = false;
  #waitedMs = 0;
  #octets = 0;

  constructor(source: OctetSource, options: AnswerOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Octets of content so far. */
  get octets(): number {
    return this.#octets;
  }

  get stage(): MailStage {
    return this.#options.stage;
  }

  /**
   * The next status line.
   * @throws MailError 'protocol' for a line that is none, 'network'; the session is over then
   */
  async status(): Promise<StatusLine> {
    const { replyMs, stage, onStatus } = this.#options;
    const { octets, isBareLf } = await this.#source.line(mostStatusOctets, replyMs, stage);
    onStatus(octets.toString('utf8'));
    const status = readStatusLine(octets);
    if (status === null) throw this.fail('an answer that is none', 'NO_STATUS');
    this.#unstuffer = new Unstuffer(isBareLf);
    return status;
  }

  /**
   * The next piece of the content, null at its end.
   * @throws MailError 'network'; the session is over then
   */
  async content(): Promise<Buffer | null> {
    for (;;) {
      const ready = this.#ready.shift();
      if (ready !== undefined) return ready;
      if (this.#isWhole) return null;
      const chunk = this.#source.take() ?? (await this.#wait());
      const pieces: Buffer[] = [];
      const end = this.#unstuffer.take(chunk, pieces);
      if (end !== null) {
        this.#isWhole = true;
        this.#source.putBack(chunk.subarray(end));
      }
      if (pieces.length > mostPieces) this.#ready.push(Buffer.concat(pieces));
      else this.#ready.push(...pieces);
      for (const piece of pieces) this.#octets += piece.length;
    }
  }

  /** Only time spent waiting counts: a reader may be slow (backpressure), a server may not be slow for ever. */
  async #wait(): Promise<Buffer> {
    const { silenceMs, answerMs } = this.#options.deadlines;
    const startedAtMs = performance.now();
    const chunk = await this.#source.next(Math.max(1, Math.min(silenceMs, answerMs - this.#waitedMs)), this.#options.stage);
    this.#waitedMs += performance.now() - startedAtMs;
    return chunk;
  }

  /**
   * The lines of the content.
   * @param bounds a longer line is cut; more octets end the session
   * @throws MailError 'protocol' beyond the bound, 'network'
   */
  async lines(onLine: (line: string) => void, bounds: { octets: number; lineOctets: number }): Promise<void> {
    let started = '';
    const finish = (line: string) => onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    for (let piece = await this.content(); piece !== null; piece = await this.content()) {
      if (this.#octets > bounds.octets) throw this.fail('an answer without an end', 'ANSWER_TOO_LONG');
      const text = piece.toString('latin1');
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        finish((started + text.slice(from, end)).slice(0, bounds.lineOctets));
        started = '';
        from = end + 1;
      }
      if (started.length < bounds.lineOctets) started = (started + text.slice(from)).slice(0, bounds.lineOctets);
    }
    if (started !== '') finish(started);
  }

  /** Ends the session; the error to throw. */
  fail(message: string, code: string): MailError {
    const error = new MailError('protocol', message, { stage: this.#options.stage, code, permanent: true });
    this.#source.fail(error);
    return error;
  }
}
