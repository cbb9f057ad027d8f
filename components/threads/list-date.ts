import { locale } from '#lib/client/index.ts';

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()} ${name}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  formats.set(key, made);
  return made;
}

function midnight(ms: number): number {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

/** The date of a row: time today, weekday within the last week, day and month this year, else the full date. */
export function listDate(atMs: number, nowMs: number): string {
  const today = midnight(nowMs);
  if (atMs >= today && atMs < today + dayMs) return format('time', { hour: '2-digit', minute: '2-digit' }).format(atMs);
  if (atMs < today && atMs >= today - 6 * dayMs) return format('weekday', { weekday: 'short' }).format(atMs);
  if (new Date(atMs).getFullYear() === new Date(nowMs).getFullYear()) return format('day', { day: 'numeric', month: 'short' }).format(atMs);
  return format('date', { day: '2-digit', month: '2-digit', year: '2-digit' }).format(atMs);
}

/** Date and time in full, for the tooltip. */
export function fullDate(atMs: number): string {
  return format('full', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(
    atMs,
  );
}
