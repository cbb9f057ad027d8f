import { instantOf } from '#lib/compose/index.ts';
import type { Property } from './components.ts';
import { ianaZone } from './windows-zones.ts';
import { localMs, type ZoneRules, zonedInstantMs } from './zone-rules.ts';

/**
 * When something is. `date`: a day of the calendar, wherever one is. `instant`: a point in time, with the zone that it was written in as
 * far as it is known. `floating`: a clock on the wall without a zone, or in one that nobody knows (`zoneName`).
 */
export type CalendarTime =
  | { kind: 'date'; date: string }
  | { kind: 'instant'; atMs: number; zone: string | null; offsetMinutes: number }
  | { kind: 'floating'; localMs: number; zoneName: string | null };

/** The zones of one file by the names it gives them. */
export type Zones = ReadonlyMap<string, ZoneRules>;

/** A DTSTART, DTEND, RECURRENCE-ID … (RFC 5545 §3.3.4, §3.3.5); null when it cannot be read. */
export function readTime(property: Property, value: unknown, zones: Zones): CalendarTime | null {
  if (typeof value !== 'string') return null;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return Number.isNaN(Date.parse(value)) ? null : { kind: 'date', date: value };
  const local = localMs(value);
  if (local === null) return null;
  if (value.endsWith('Z')) return { kind: 'instant', atMs: local, zone: 'Etc/UTC', offsetMinutes: 0 };
  const name = property.params.get('tzid') ?? null;
  if (name === null) return { kind: 'floating', localMs: local, zoneName: null };
  const rules = zones.get(name);
  const zone = ianaZone(name);
  if (rules === undefined && zone === null) return { kind: 'floating', localMs: local, zoneName: name };
  // What the file itself says of its zone counts (RFC 5545 §3.6.5); names are looked up where it says nothing.
  const atMs = rules !== undefined ? zonedInstantMs(rules, local) : instantIn(zone ?? '', local);
  return { kind: 'instant', atMs, zone, offsetMinutes: Math.round((local - atMs) / 60_000) };
}

function instantIn(zone: string, local: number): number {
  const date = new Date(local);
  const wall = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
  return instantOf(wall, zone) + (local % 60_000);
}

/** Milliseconds on one line for all kinds; days and floating times as if they were UTC. */
export const timeMs = (time: CalendarTime): number =>
  time.kind === 'instant' ? time.atMs : time.kind === 'date' ? Date.parse(time.date) : time.localMs;

/** `P1W`, `PT1H30M` … (RFC 5545 §3.3.6); null when it is none, or longer than ten years. */
export function durationMs(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 60) return null;
  const [, sign, weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/.exec(value) ?? [];
  if (sign === undefined) return null;
  const ms = ((((Number(weeks) * 7 + Number(days)) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return ms > 3_653 * 86_400_000 ? null : sign === '-' ? -ms : ms;
}

/** The time some milliseconds later, of the same kind. */
export function later(time: CalendarTime, ms: number): CalendarTime {
  if (time.kind === 'instant') return { ...time, atMs: time.atMs + ms };
  if (time.kind === 'floating') return { ...time, localMs: time.localMs + ms };
  const days = Math.max(1, Math.round(ms / 86_400_000));
  return { kind: 'date', date: new Date(Date.parse(time.date) + days * 86_400_000).toISOString().slice(0, 10) };
}
