import type { ImapSession } from '#lib/imap/index.ts';
import { batchSize } from '../batch-size.ts';

/** Holds the first fill of an account: its full batches of headers wait until they are let through. Everything else passes. */
export class HeldFill {
  #free = 0;
  readonly #waiting: (() => void)[] = [];
  /** full batches that were asked for, let through or not */
  asked = 0;

  over(session: ImapSession): ImapSession {
    const held = this;
    async function* fetchHeaders(...[what, options = {}]: Parameters<ImapSession['fetchHeaders']>) {
      if (Array.isArray(what) && what.length >= batchSize) await held.#pass(options.signal);
      yield* session.fetchHeaders(what, options);
    }
    return Object.create(session, { fetchHeaders: { value: fetchHeaders } }) as ImapSession;
  }

  letThrough(batches: number): void {
    this.#free += batches;
    while (this.#free > 0 && this.#waiting.length > 0) {
      this.#free -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #pass(signal: AbortSignal | undefined): Promise<void> {
    this.asked += 1;
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
