import type { Logger } from '#lib/log/index.ts';

/** Changes come in bursts: looked at once behind a burst. */
const lookAfterMs = 500;

/** Notices that something derived from the store is not what it was, and says so once: an account's tags, its health. */
export class ChangeWatch {
  readonly #parts: { read: () => Promise<string>; onChange: () => void; log: Logger; signal: AbortSignal };
  #timer: ReturnType<typeof setTimeout> | null = null;
  #seen: string | null = null;

  /** @param parts.read what it is now, in any form; the same as long as it is the same */
  constructor(parts: { read: () => Promise<string>; onChange: () => void; log: Logger; signal: AbortSignal }) {
    this.#parts = parts;
    parts.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** It may have changed. */
  look(): void {
    if (this.#parts.signal.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#compare().catch((error: unknown) => this.#parts.log.warn('not compared', { error }));
    }, lookAfterMs);
    this.#timer.unref();
  }

  /** It has changed: who listens hears of it now. */
  changed(): void {
    this.#parts.onChange();
    this.look();
  }

  async #compare(): Promise<void> {
    const now = await this.#parts.read();
    const isNew = now !== (this.#seen ?? '');
    this.#seen = now;
    if (isNew && !this.#parts.signal.aborted) this.#parts.onChange();
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
