import { Buffer } from 'node:buffer';

/** What a slot begins with, and the most that is kept of it for the next message. */
const usualBytes = 64 * 1024;
const keptBytes = 1024 * 1024;
const mostKept = 8;

/** Octets of a message in memory that is used again after `giveBack`; nobody may look at them from then on. */
export type LentOctets = { octets: Buffer; giveBack: () => void };

/**
 * Memory for whole messages. A buffer of its own for each lives until the engine finds it worth collecting, and a large maildrop leaves tens of
 * megabytes behind that way.
 */
export class MessageMemory {
  readonly #free: Buffer[] = [];

  /** All of some octets. */
  async read(source: AsyncIterable<Uint8Array>): Promise<LentOctets> {
    let memory = this.#free.pop() ?? Buffer.allocUnsafeSlow(usualBytes);
    let length = 0;
    const giveBack = () => {
      if (memory.length <= keptBytes && this.#free.length < mostKept) this.#free.push(memory);
    };
    try {
      for await (const chunk of source) {
        if (length + chunk.byteLength > memory.length) {
          const larger = Buffer.allocUnsafeSlow(Math.max(length + chunk.byteLength, memory.length * 2));
          memory.copy(larger, 0, 0, length);
          memory = larger;
        }
        memory.set(chunk, length);
        length += chunk.byteLength;
      }
    } catch (error) {
      giveBack();
      throw error;
    }
    return { octets: memory.subarray(0, length), giveBack };
  }
}
