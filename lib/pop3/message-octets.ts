import { MailError } from '#lib/mail/index.ts';
import type { Answer } from './answer.ts';
import type { Pop3Wire } from './wire.ts';

/**
 * The content of one answer as an iteration, read from the network only as fast as it goes on. It can be gone through once.
 *
 * @see RFC 1939 §5 (RETR), §7 (TOP)
 */
export class MessageOctets implements AsyncIterableIterator<Uint8Array> {
  readonly #wire: Pop3Wire;
  readonly #answer: Answer;
  readonly #maxBytes: number;
  readonly #whole = Promise.withResolvers<void>();
  #isWhole = false;

  constructor(wire: Pop3Wire, answer: Answer, maxBytes: number) {
    this.#wire = wire;
    this.#answer = answer;
    this.#maxBytes = maxBytes;
  }

  /** When the last octet was read, or the session is over. */
  get whole(): Promise<void> {
    return this.#whole.promise;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isWhole) return { done: true, value: undefined };
    try {
      const piece = await this.#answer.content();
      if (piece === null) {
        this.#isWhole = true;
        this.#whole.resolve();
        return { done: true, value: undefined };
      }
      if (this.#answer.octets > this.#maxBytes) {
        const error = new MailError('too-large', 'the message is larger than allowed', { stage: 'command', permanent: true });
        this.#wire.fail(error);
        throw error;
      }
      return { done: false, value: piece };
    } catch (error) {
      this.#whole.resolve();
      throw error;
    }
  }

  /** Somebody left the iteration: what is still to come cannot be told from answers, so the session is over. */
  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#isWhole) this.#wire.fail(new MailError('aborted', 'the reader left a message', { stage: 'command' }));
    this.#whole.resolve();
    return { done: true, value: undefined };
  }
}
