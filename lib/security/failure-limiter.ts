/** Waits after refused attempts. Counts failures, never requests (J21), and lives in memory: a restart forgives. */
export type FailureLimiter = {
  /**
   * Asks for one attempt that counts under all of these keys. An attempt under way counts as a failure until it is settled, so that many
   * at once get no more tries than one after the other.
   */
  begin(keys: readonly string[]): Attempt | Refused;
};

export type Attempt = {
  allowed: true;
  failed(): void;
  /** forgets the failures of the keys named here; an address shared by many keeps its own */
  succeeded(forgetKeys: readonly string[]): void;
  /** it was never answered (network, aborted): counts for nothing */
  abandoned(): void;
};
export type Refused = { allowed: false; retryAfterMs: number };

type Entry = { failures: number; pending: number; lastFailureMs: number; blockedUntilMs: number };

/**
 * @param options.failures so many are free; then every failure makes a wait, doubling from `firstWaitMs` up to `longestWaitMs`
 * @param options.maxKeys bounds the memory; the keys not seen for the longest time go first
 */
export function createFailureLimiter(options: {
  failures: number;
  firstWaitMs: number;
  longestWaitMs: number;
  forgetMs: number;
  maxKeys?: number;
  nowMs?: () => number;
}): FailureLimiter {
  const nowMs = options.nowMs ?? Date.now;
  const maxKeys = options.maxKeys ?? 50_000;
  const entries = new Map<string, Entry>();

  const entryOf = (key: string): Entry => {
    const known = entries.get(key);
    const isForgotten = known !== undefined && known.pending === 0 && nowMs() - known.lastFailureMs > options.forgetMs;
    const entry = known === undefined || isForgotten ? { failures: 0, pending: 0, lastFailureMs: 0, blockedUntilMs: 0 } : known;
    // re-inserted, so that the order of the map is the order of use
    entries.delete(key);
    entries.set(key, entry);
    for (const [oldest, one] of entries) {
      if (entries.size <= maxKeys) break;
      if (one.pending === 0) entries.delete(oldest);
      else break;
    }
    return entry;
  };

  return {
    begin(keys) {
      const held = keys.map(entryOf);
      const waits = held.map((entry) => {
        const isFull = entry.pending > 0 && entry.failures + entry.pending >= options.failures;
        return Math.max(entry.blockedUntilMs - nowMs(), isFull ? 1_000 : 0);
      });
      const retryAfterMs = Math.max(0, ...waits);
      if (retryAfterMs > 0) return { allowed: false, retryAfterMs };
      for (const entry of held) entry.pending += 1;
      let isSettled = false;
      const settle = (change: (entry: Entry, key: string) => void) => {
        if (isSettled) return;
        isSettled = true;
        for (const [index, entry] of held.entries()) {
          entry.pending -= 1;
          change(entry, keys[index]!);
        }
      };
      return {
        allowed: true,
        failed: () =>
          settle((entry) => {
            entry.failures += 1;
            entry.lastFailureMs = nowMs();
            const over = entry.failures - options.failures;
            if (over >= 0) entry.blockedUntilMs = nowMs() + Math.min(options.longestWaitMs, options.firstWaitMs * 2 ** Math.min(over, 30));
          }),
        succeeded: (forgetKeys) =>
          settle((entry, key) => {
            if (forgetKeys.includes(key)) {
              entry.failures = 0;
              entry.blockedUntilMs = 0;
            }
          }),
        abandoned: () => settle(() => undefined),
      };
    },
  };
}
