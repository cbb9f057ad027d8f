/** The value below which the share `p` of the samples lies (nearest rank). @param p 0–1 */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** `median (min–max)` in milliseconds. */
export const spread = (samples: readonly number[]): string =>
  `${median(samples).toFixed(1)} (${Math.min(...samples).toFixed(1)}–${Math.max(...samples).toFixed(1)}) ms`;
