import { type Component, firstProperty } from './components.ts';
import { limits } from './limits.ts';

/** One rule of a VTIMEZONE: from when the clocks of the zone show what. Local times are as if they were UTC, in ms. */
type Observance = {
  startLocalMs: number;
  offsetBeforeMs: number;
  offsetMs: number;
  /** every year at this day and the time of `startLocalMs` */
  yearly: { month: number; day: DayOfMonth; untilMs: number } | null;
  alsoLocalMs: readonly number[];
};
/** `nth`: 1 the first, -1 the last such weekday of the month; `from`: the first one on or after that day */
type DayOfMonth =
  | { kind: 'day'; day: number }
  | { kind: 'nth'; weekday: number; nth: number }
  | { kind: 'from'; weekday: number; day: number };

/** A time zone as a calendar file explains it (RFC 5545 §3.6.5). */
export type ZoneRules = { observances: readonly Observance[] };

const dayMs = 86_400_000;

/**
 * Reads a VTIMEZONE. Rules are understood as all calendars write them: once, on named days, or yearly on a day of a month. Nothing is
 * expanded, so that a rule for every second since 1601 costs as much as any other.
 *
 * @returns null when there is a rule that is not understood: then the zone's name counts
 */
export function readZoneRules(component: Component): ZoneRules | null {
  const observances: Observance[] = [];
  for (const part of component.components.slice(0, limits.maxObservances)) {
    if (part.name !== 'standard' && part.name !== 'daylight') continue;
    const start = localMs(firstProperty(part, 'dtstart')?.values[0]);
    const before = offsetMsOf(firstProperty(part, 'tzoffsetfrom')?.values[0]);
    const offset = offsetMsOf(firstProperty(part, 'tzoffsetto')?.values[0]);
    if (start === null || offset === null) return null;
    const rule = firstProperty(part, 'rrule');
    const yearly = rule === null ? null : yearlyRule(rule.values[0], start);
    if (rule !== null && yearly === null) return null;
    const also = part.properties.filter(({ name }) => name === 'rdate').flatMap(({ values }) => values.map(localMs));
    observances.push({
      startLocalMs: start,
      offsetBeforeMs: before ?? offset,
      offsetMs: offset,
      yearly,
      alsoLocalMs: also.filter((ms) => ms !== null).slice(0, limits.maxObservances),
    });
  }
  return observances.length === 0 ? null : { observances };
}

/**
 * The instant of a local time, itself given as if it were UTC. A time that comes twice is the first, one that is left out goes by the clock
 * before the change (RFC 5545 §3.3.5).
 */
export function zonedInstantMs({ observances }: ZoneRules, local: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  let offset: number | null = null;
  for (const observance of observances)
    for (const onset of onsetsBefore(observance, local))
      if (onset > latest) {
        latest = onset;
        offset = observance.offsetMs;
      }
  // before all rules: as before the first of them
  const first = observances.reduce((a, b) => (b.startLocalMs < a.startLocalMs ? b : a));
  return local - (offset ?? first.offsetBeforeMs);
}

/** The latest times, at or before a local one, at which the observance began to hold. */
function onsetsBefore({ startLocalMs, offsetBeforeMs, offsetMs, yearly, alsoLocalMs }: Observance, local: number): number[] {
  // Clocks that were put back show the hour before the change twice, and the first time is meant; one that is left out is before it.
  const shiftMs = Math.max(0, offsetMs - offsetBeforeMs);
  const onsets = [startLocalMs, ...alsoLocalMs];
  if (yearly !== null) {
    const year = new Date(local).getUTCFullYear();
    for (const one of [year - 1, year]) {
      const onset = dayOf(one, yearly.month, yearly.day) + (((startLocalMs % dayMs) + dayMs) % dayMs);
      if (onset >= startLocalMs && onset - offsetBeforeMs <= yearly.untilMs) onsets.push(onset);
    }
    const untilYear = new Date(Math.min(yearly.untilMs, 8e15)).getUTCFullYear();
    if (untilYear < year - 1) {
      const onset = dayOf(untilYear, yearly.month, yearly.day) + (((startLocalMs % dayMs) + dayMs) % dayMs);
      if (onset - offsetBeforeMs <= yearly.untilMs) onsets.push(onset);
    }
  }
  return onsets.filter((onset) => onset + shiftMs <= local);
}

function dayOf(year: number, month: number, day: DayOfMonth): number {
  if (day.kind === 'day') return Date.UTC(year, month, day.day);
  if (day.kind === 'from' || day.nth > 0) {
    const from = Date.UTC(year, month, day.kind === 'from' ? day.day : 1);
    const step = (day.weekday - new Date(from).getUTCDay() + 7) % 7;
    return from + (step + (day.kind === 'from' ? 0 : (day.nth - 1) * 7)) * dayMs;
  }
  const last = Date.UTC(year, month + 1, 0);
  const step = (new Date(last).getUTCDay() - day.weekday + 7) % 7;
  return last - (step + (-day.nth - 1) * 7) * dayMs;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

function yearlyRule(value: unknown, startMs: number): Observance['yearly'] {
  if (typeof value !== 'object' || value === null) return null;
  const rule = value as Record<string, unknown>;
  if (rule.freq !== 'YEARLY' || (rule.interval ?? 1) !== 1 || rule.count !== undefined) return null;
  const start = new Date(startMs);
  const month = rule.bymonth === undefined ? start.getUTCMonth() + 1 : single(rule.bymonth);
  const day = dayRule(rule, start);
  if (typeof month !== 'number' || !Number.isInteger(month) || month < 1 || month > 12 || day === null) return null;
  const until = typeof rule.until === 'string' ? Date.parse(/T/.test(rule.until) ? rule.until : `${rule.until}T23:59:59Z`) : Number.NaN;
  return { month: month - 1, day, untilMs: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until };
}

function dayRule(rule: Record<string, unknown>, start: Date): DayOfMonth | null {
  if (rule.byday === undefined) {
    const day = rule.bymonthday === undefined ? start.getUTCDate() : single(rule.bymonthday);
    return typeof day === 'number' && day >= 1 && day <= 31 ? { kind: 'day', day } : null;
  }
  const [, nth = '', name = ''] = /^([+-]?[1-5])?(SU|MO|TU|WE|TH|FR|SA)$/.exec(String(single(rule.byday))) ?? [];
  const weekday = weekdays.indexOf(name);
  if (weekday < 0) return null;
  if (rule.bymonthday !== undefined) {
    // `BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14` is the second Sunday
    const days = (Array.isArray(rule.bymonthday) ? rule.bymonthday : [rule.bymonthday]).filter((day) => typeof day === 'number' && day > 0);
    return days.length === 0 || nth !== '' ? null : { kind: 'from', weekday, day: Math.min(...days) };
  }
  return nth === '' ? null : { kind: 'nth', weekday, nth: Number(nth) };
}

const single = (value: unknown): unknown => (Array.isArray(value) ? (value.length === 1 ? value[0] : null) : value);

/** `2026-11-22T10:00:00` as if it were UTC; null for anything else. */
export function localMs(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/.test(value)) return null;
  const ms = Date.parse(value.endsWith('Z') ? value : `${value}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** `-05:30` or `+01:00:30`, within a day. */
function offsetMsOf(value: unknown): number | null {
  const [, sign, hours, minutes, seconds = '0'] = (typeof value === 'string' && /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(value)) || [];
  if (sign === undefined || Number(hours) > 23) return null;
  return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
