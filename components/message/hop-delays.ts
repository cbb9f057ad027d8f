import { t } from '#lib/client/index.ts';
import type { SenderReport } from '#lib/contract/index.ts';

type Hop = SenderReport['hops'][number];

/** Time since the server before that told one, in words; null where there is nothing to compare, or no time passed. */
export function hopDelay(hops: readonly Hop[], index: number): { words: string; isBackwards: boolean } | null {
  const at = hops[index]?.at ?? null;
  const before = hops.slice(0, index).findLast((hop) => hop.at !== null)?.at ?? null;
  if (at === null || before === null) return null;
  const seconds = Math.round((Date.parse(at) - Date.parse(before)) / 1000);
  if (seconds === 0) return null;
  return { words: durationWords(Math.abs(seconds)), isBackwards: seconds < 0 };
}

function durationWords(seconds: number): string {
  if (seconds < 90) return t('trust.seconds', { count: seconds });
  if (seconds < 90 * 60) return t('trust.minutes', { count: Math.round(seconds / 60) });
  if (seconds < 48 * 3600) return t('trust.hours', { count: Math.round(seconds / 3600) });
  return t('trust.days', { count: Math.round(seconds / 86_400) });
}
