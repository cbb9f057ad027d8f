/** So many in a span of time per key, refilled evenly. */
export type RequestLimiter = { /** milliseconds to wait; 0 means: go on, and it is counted */ take(key: string): number };

/** A token bucket per key: `count` at once, and again after `spanMs`; at most `maxKeys` keys are remembered, the oldest go first. */
export function createRequestLimiter(options: { count: number; spanMs: number; maxKeys?: number; nowMs?: () => number }): RequestLimiter {
  const nowMs = options.nowMs ?? Date.now;
  const maxKeys = options.maxKeys ?? 50_000;
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const perToken = options.spanMs / Math.max(1, options.count);
  return {
    take(key) {
      const now = nowMs();
      const known = buckets.get(key) ?? { tokens: options.count, atMs: now };
      const tokens = Math.min(options.count, known.tokens + (now - known.atMs) / perToken);
      const isAllowed = tokens >= 1;
      buckets.delete(key);
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, atMs: now });
      if (buckets.size > maxKeys) buckets.delete(buckets.keys().next().value as string);
      return isAllowed ? 0 : Math.ceil((1 - tokens) * perToken);
    },
  };
}
