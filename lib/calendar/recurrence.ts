import type { Component } from './components.ts';
import { firstProperty } from './components.ts';

/** A weekday, 0 = Sunday; `nth` 1 the first, -1 the last of the month, null every one. */
export type RuleDay = { weekday: number; nth: number | null };

/** How an event comes again, as far as it can be said in a sentence; nothing is ever expanded. */
export type Recurrence = {
  every: 'day' | 'week' | 'month' | 'year';
  interval: number;
  days: readonly RuleDay[];
  monthDays: readonly number[];
  /** 1–12 */
  months: readonly number[];
  count: number | null;
  /** `2027-01-01` or with a time behind */
  until: string | null;
  /** the rule says more than this: several rules, parts such as BYSETPOS, dates of their own */
  isMore: boolean;
};

const units = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const;
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const known = new Set(['freq', 'interval', 'byday', 'bymonthday', 'bymonth', 'count', 'until', 'wkst']);

/** @returns null when the event does not come again; RFC 5545 §3.3.10 */
export function readRecurrence(event: Component): Recurrence | null {
  const rules = event.properties.filter(({ name }) => name === 'rrule');
  const hasDates = firstProperty(event, 'rdate') !== null;
  const rule = rules[0]?.values[0];
  if (typeof rule !== 'object' || rule === null) return hasDates ? { ...plain, isMore: true } : null;
  const parts = rule as Record<string, unknown>;
  const every = Object.hasOwn(units, String(parts.freq)) ? units[parts.freq as keyof typeof units] : null;
  if (every === null) return { ...plain, isMore: true };
  const days = listOf(parts.byday).flatMap((text): RuleDay[] => {
    const [, nth = '', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(String(text)) ?? [];
    const weekday = weekdays.indexOf(name);
    return weekday < 0 ? [] : [{ weekday, nth: nth === '' ? null : Number(nth) }];
  });
  const until = typeof parts.until === 'string' && !Number.isNaN(Date.parse(parts.until)) ? parts.until : null;
  return {
    every,
    interval: whole(parts.interval) ?? 1,
    days: days.slice(0, 14),
    monthDays: listOf(parts.bymonthday)
      .flatMap((day) => (typeof day === 'number' && Math.abs(day) <= 31 ? [day] : []))
      .slice(0, 31),
    months: listOf(parts.bymonth)
      .flatMap((month) => (typeof month === 'number' && month >= 1 && month <= 12 ? [month] : []))
      .slice(0, 12),
    count: whole(parts.count),
    until,
    isMore: rules.length > 1 || hasDates || Object.keys(parts).some((name) => !known.has(name)),
  };
}

const plain: Recurrence = { every: 'day', interval: 1, days: [], monthDays: [], months: [], count: null, until: null, isMore: false };
const listOf = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const whole = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : null);
