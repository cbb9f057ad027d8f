/** Lets a loop sleep until it is rung, a time is over, or the signal fires. A ring while it is awake is not lost. */
export class Alarm {
  #isRung = false;
  #wakeUp: (() => void) | null = null;

  ring(): void {
    this.#isRung = true;
    this.#wakeUp?.();
  }

  /** @param timeoutMs null = until rung */
  async sleep(timeoutMs: number | null, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wakeUp = resolve;
      const timer = timeoutMs === null ? null : setTimeout(resolve, timeoutMs);
      signal.addEventListener('abort', resolve as () => void, { once: true });
      await promise;
      if (timer !== null) clearTimeout(timer);
      signal.removeEventListener('abort', resolve as () => void);
      this.#wakeUp = null;
    }
    this.#isRung = false;
  }
}
