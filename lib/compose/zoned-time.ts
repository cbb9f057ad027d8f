/** A day and an hour as a clock on the wall shows them, without a zone. `month` 1–12. */
export type WallTime = { year: number; month: number; day: number; hour: number; minute: number };

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What the wall clocks of an IANA time zone show at an instant. @throws RangeError for an unknown zone */
export function wallTimeAt(instantMs: number, zone: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(instantMs);
  const value = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  return { year: value('year'), month: value('month'), day: value('day'), hour: value('hour'), minute: value('minute') };
}

/**
 * The instant at which the wall clocks of a zone show this. A time that a change to summer time leaves out is taken an hour later, one that
 * comes twice is taken the first time (RFC 5545 §3.3.5).
 *
 * @throws RangeError for an unknown zone
 */
export function instantOf(wall: WallTime, zone: string): number {
  const asUtcMs = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const offsetAt = (instantMs: number): number => {
    const { year, month, day, hour, minute } = wallTimeAt(instantMs, zone);
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instantMs / minuteMs) * minuteMs;
  };
  // The offset before any change of this day, and the one behind it.
  const before = asUtcMs - offsetAt(asUtcMs - dayMs);
  if (asUtcMs - before === offsetAt(before)) return before;
  const after = asUtcMs - offsetAt(asUtcMs + dayMs);
  return asUtcMs - after === offsetAt(after) ? after : before;
}

/** `2026-11-24T08:00`, as a field of the type `datetime-local` has it. */
export const wallText = ({ year, month, day, hour, minute }: WallTime): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;

/** @returns null for what is no such text */
export function readWallText(text: string): WallTime | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 ? { year, month, day, hour, minute } : null;
}

const two = (value: number): string => String(value).padStart(2, '0');

export type LaterChoice = { key: 'evening' | 'tomorrow' | 'tomorrowAfternoon' | 'monday'; atMs: number };

/** Times that people like to send or to be reminded at, soonest first: this evening, tomorrow 8:00 and 13:00, Monday 8:00. */
export function laterChoices(nowMs: number, zone: string): LaterChoice[] {
  const now = wallTimeAt(nowMs, zone);
  const at = (days: number, hour: number): number => {
    const day = new Date(Date.UTC(now.year, now.month - 1, now.day + days));
    return instantOf({ year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate(), hour, minute: 0 }, zone);
  };
  const weekday = new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  const choices: LaterChoice[] = now.hour < 17 ? [{ key: 'evening', atMs: at(0, 18) }] : [];
  choices.push({ key: 'tomorrow', atMs: at(1, 8) }, { key: 'tomorrowAfternoon', atMs: at(1, 13) });
  if (toMonday > 1) choices.push({ key: 'monday', atMs: at(toMonday, 8) });
  return choices;
}
