import { locale } from '#lib/client/index.ts';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** “2 minutes ago”, “in 30 seconds”, “now”. */
export function agoText(atMs: number, nowMs: number): string {
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const span = atMs - nowMs;
  for (const [unit, ms] of steps) if (Math.abs(span) >= ms) return format.format(Math.round(span / ms), unit);
  return format.format(Math.round(span / 1000), 'second');
}
