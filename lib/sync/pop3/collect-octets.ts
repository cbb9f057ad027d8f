import { Buffer } from 'node:buffer';
import { MailError } from '#lib/mail/index.ts';

/**
 * Passes octets on to whoever reads `stream` and keeps them. `ended` settles when all have come from the network, which is before the reader
 * has written and synced them: the next message may be asked for meanwhile.
 */
export class OctetCollector {
  readonly ended: Promise<void>;
  readonly #octets: AsyncIterable<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  readonly #settle: { resolve: () => void; reject: (error: unknown) => void };
  bytes = 0;

  constructor(octets: AsyncIterable<Uint8Array>) {
    this.#octets = octets;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.ended = promise;
    // Heard by whoever awaits it; nobody may before the reader has failed as well.
    promise.catch(() => undefined);
    this.#settle = { resolve, reject };
  }

  async *stream(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#octets) {
        this.#chunks.push(chunk);
        this.bytes += chunk.byteLength;
        yield chunk;
      }
      this.#settle.resolve();
    } catch (error) {
      this.#settle.reject(error);
      throw error;
    } finally {
      // The reader gave up: its disk may be full.
      this.#settle.reject(new MailError('storage', 'the octets of a message could not be written', { stage: 'store' }));
    }
  }

  /** What was kept; once `ended` has. */
  take(): Buffer {
    const whole = Buffer.concat(this.#chunks, this.bytes);
    this.#chunks.length = 0;
    return whole;
  }
}

/** The beginning of some octets, all of which are read. */
export async function beginningOf(octets: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of octets) {
    if (bytes < mostBytes) chunks.push(chunk);
    bytes += chunk.byteLength;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes);
}
