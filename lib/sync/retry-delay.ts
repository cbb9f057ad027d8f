const stepsMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000];

/**
 * How long to wait before connection try number `failures + 1`: 1 s growing to 5 min, with a fifth of jitter so that a restarted server is
 * not met by all accounts in the same instant.
 *
 * @param random 0 ≤ random < 1
 */
export function retryDelayMs(failures: number, random: number): number {
  const step = stepsMs[Math.min(Math.max(failures, 1), stepsMs.length) - 1] ?? 300_000;
  return Math.round(step * (0.9 + random * 0.2));
}
