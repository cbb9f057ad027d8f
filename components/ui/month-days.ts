import type { IsoDay } from './week-start.ts';

const dayMs = 86_400_000;

/** A day as it stands in a calendar, `2026-11-23`: no zone, no time. */
export type Day = string;

const atOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayAt = (atMs: number): Day => new Date(atMs).toISOString().slice(0, 10);

/** The day that a clock on this device shows. */
export const dayOf = (date: Date): Day => dayAt(date.getTime() - date.getTimezoneOffset() * 60_000);

/** Midnight of the day in UTC, for what formats it. */
export const utcOf = atOf;

export const addDays = (day: Day, count: number): Day => dayAt(atOf(day) + count * dayMs);

/** The same day of another month, or that month's last. */
export function addMonths(day: Day, count: number): Day {
  const date = new Date(atOf(day));
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1);
  const next = new Date(first);
  const last = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
  return dayAt(first + (Math.min(date.getUTCDate(), last) - 1) * dayMs);
}

/** How many days of its week lie before this one. */
export const daysIntoWeek = (day: Day, firstDay: IsoDay): number => ((new Date(atOf(day)).getUTCDay() || 7) - firstDay + 7) % 7;

/** The weeks that have a day of this month, whole: seven days each. */
export function monthWeeks(day: Day, firstDay: IsoDay): Day[][] {
  const first = `${day.slice(0, 7)}-01`;
  const end = addMonths(first, 1);
  const weeks: Day[][] = [];
  for (let at = addDays(first, -daysIntoWeek(first, firstDay)); at < end; at = addDays(at, 7))
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(at, index)));
  return weeks;
}
