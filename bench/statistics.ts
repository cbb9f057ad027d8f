/** The value below which the share `p` of the samples lies (nearest rank). @param p 0–1 */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/** `median (min–max) unit`. */
export const spreadOf = (samples: readonly number[], digits: number, unit: string): string =>
  `${median(samples).toFixed(digits)} (${Math.min(...samples).toFixed(digits)}–${Math.max(...samples).toFixed(digits)}) ${unit}`;

/** The same in milliseconds. */
export const spread = (samples: readonly number[]): string => spreadOf(samples, 1, 'ms');
