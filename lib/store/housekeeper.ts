import type { OpenStore } from './api.ts';
import type { Writer } from './sqlite/writer.ts';

const firstRoundMs = 30_000;
const everyMs = 10 * 60_000;
/** Between two steps of a round. */
const pauseMs = 25;
/** While others write, a step waits; but not for ever. */
const longestWaitMs = 2_000;

/** Parts read since the last round, noted at most this many. */
const maxTouched = 10_000;

type Options = {
  writer: Writer;
  cachedPartBytes: number;
  log: Parameters<OpenStore>[0]['log'];
  /** what came a few at a time is still to be noted */
  wakeIndexer: () => void;
};

/** Tidies the store up in small steps while nobody writes: change log, cached parts, full-text index. */
export class Housekeeper {
  readonly #options: Options;
  #touched = new Map<string, [email: number, partId: string]>();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): void {
    this.#after(firstRoundMs);
  }
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** A cached part was read: it stays longer. Noted in memory, so that reading never writes. */
  touched(email: number, partId: string): void {
    if (this.#touched.size < maxTouched) this.#touched.set(`${email} ${partId}`, [email, partId]);
  }

  /** One round of everything there is to tidy. @throws MailError 'storage' */
  async round(): Promise<void> {
    const { writer, cachedPartBytes, wakeIndexer } = this.#options;
    wakeIndexer();
    if (this.#touched.size > 0) {
      const touched = [...this.#touched.values()];
      this.#touched = new Map();
      await writer.call('touchParts', touched);
    }
    const steps = [() => writer.call('evictParts', cachedPartBytes), () => writer.call('trimChanges'), () => writer.call('mergeIndex')];
    for (const step of steps)
      do await this.#quiet();
      while (!this.#isStopped && (await step()));
  }

  #after(ms: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.round()
        .catch((error: unknown) => {
          if (!this.#isStopped) this.#options.log?.warn('tidying up the store failed', { error });
        })
        .finally(() => this.#after(everyMs));
    }, ms);
    this.#timer.unref();
  }

  /** Waits until nobody else writes. */
  async #quiet(): Promise<void> {
    const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    await pause();
    for (let waitedMs = 0; !this.#options.writer.isIdle && waitedMs < longestWaitMs && !this.#isStopped; waitedMs += pauseMs) await pause();
  }
}
