import type { CalendarEvent, CalendarTime, Recurrence } from '#lib/calendar/index.ts';
import { commaList, locale, type MessageKey, t } from '#lib/client/index.ts';

const dayMs = 86_400_000;
const day: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const hour: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

/** When an event is, in the zone of the person who reads it; `theirs`: by the clocks of who invites, where these show something else. */
export type WhenWords = { mine: string; note: string | null; theirs: string | null };

/** @param zone  IANA name of the reader's zone */
export function whenWords({ start, end }: Pick<CalendarEvent, 'start' | 'end'>, zone: string): WhenWords {
  if (start === null) return { mine: t('invitation.noTime'), note: null, theirs: null };
  if (start.kind === 'date') {
    // the end is the first day after it
    const lastMs = end?.kind === 'date' ? Math.max(Date.parse(start.date), Date.parse(end.date) - dayMs) : Date.parse(start.date);
    return { mine: range(Date.parse(start.date), lastMs, 'UTC', day), note: t('invitation.allDay'), theirs: null };
  }
  if (start.kind === 'floating') {
    const endMs = end?.kind === 'floating' ? end.localMs : start.localMs;
    const note = start.zoneName === null ? t('invitation.floating') : t('invitation.unknownZone', { zone: start.zoneName.slice(0, 100) });
    return { mine: range(start.localMs, endMs, 'UTC', { ...day, ...hour }), note, theirs: null };
  }
  const endMs = end?.kind === 'instant' ? end.atMs : start.atMs;
  const mine = range(start.atMs, endMs, zone, { ...day, ...hour });
  const theirZone = zoneOf(start);
  if (theirZone === null) return { mine, note: t('invitation.yourTime', { zone: cityOf(zone) }), theirs: null };
  const theirs = range(start.atMs, endMs, theirZone.zone, { ...day, ...hour });
  if (theirs === mine) return { mine, note: cityOf(zone), theirs: null };
  return {
    mine,
    note: t('invitation.yourTime', { zone: cityOf(zone) }),
    theirs: t('invitation.theirTime', { time: theirs, zone: theirZone.name }),
  };
}

/** A date or moment alone, as the reader's clock has it. */
export function timeWords(time: CalendarTime, zone: string): string {
  if (time.kind === 'date') return new Intl.DateTimeFormat(locale(), { ...day, timeZone: 'UTC' }).format(Date.parse(time.date));
  if (time.kind === 'floating') return new Intl.DateTimeFormat(locale(), { ...day, ...hour, timeZone: 'UTC' }).format(time.localMs);
  return new Intl.DateTimeFormat(locale(), { ...day, ...hour, timeZone: zone }).format(time.atMs);
}

/** Day, and short name of the month above it: the leaf of a calendar. */
export function leafWords(time: CalendarTime, zone: string): { month: string; day: string } {
  const ms = time.kind === 'instant' ? time.atMs : time.kind === 'date' ? Date.parse(time.date) : time.localMs;
  const timeZone = time.kind === 'instant' ? zone : 'UTC';
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale(), { ...options, timeZone }).format(ms);
  return { month: part({ month: 'short' }), day: part({ day: 'numeric' }) };
}

const range = (fromMs: number, toMs: number, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale(), { ...options, timeZone }).formatRange(fromMs, toMs);

/** UTC says nothing of where somebody is. */
function zoneOf(time: Extract<CalendarTime, { kind: 'instant' }>): { zone: string; name: string } | null {
  if (time.zone !== null) return /^(?:Etc\/)?(?:UTC|GMT|Zulu)$/.test(time.zone) ? null : { zone: time.zone, name: cityOf(time.zone) };
  const { offsetMinutes } = time;
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offsetMinutes) / 60))}:${two(Math.abs(offsetMinutes) % 60)}`;
  return Math.abs(offsetMinutes) > 14 * 60 ? null : { zone: offset, name: `UTC${offset}` };
}

const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

// 2023-01-01 was a Sunday
const weekdayName = (weekday: number): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2023, 0, 1 + weekday));
const monthName = (month: number): string =>
  new Intl.DateTimeFormat(locale(), { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2023, month - 1, 1));
const list = (words: readonly string[]): string => new Intl.ListFormat(locale(), { type: 'conjunction' }).format(words);

const everyKeys = {
  day: 'invitation.everyDay',
  week: 'invitation.everyWeek',
  month: 'invitation.everyMonth',
  year: 'invitation.everyYear',
} as const;
const nths: Readonly<Record<number, MessageKey>> = {
  1: 'invitation.nth1',
  2: 'invitation.nth2',
  3: 'invitation.nth3',
  4: 'invitation.nth4',
  5: 'invitation.nth5',
  [-1]: 'invitation.nth-1',
  [-2]: 'invitation.nth-2',
};

/** How often, in words: “every 2 weeks on Tuesday and Thursday, until 1 January 2027”. What cannot be said is not left out in silence. */
export function recurrenceWords(rule: Recurrence, exceptions: number, zone: string): string {
  const { every, interval, days, monthDays, months, count, until } = rule;
  let { isMore } = rule;
  const parts: string[] = [t(everyKeys[every], { count: interval })];
  if (days.length > 0) {
    const isWorkWeek =
      days.length === 5 && [1, 2, 3, 4, 5].every((one) => days.some(({ weekday, nth }) => weekday === one && nth === null));
    const named = days.map(({ weekday, nth }) => {
      if (nth === null) return weekdayName(weekday);
      const key = nths[nth];
      if (key === undefined) isMore = true;
      return key === undefined ? weekdayName(weekday) : t('invitation.nthDay', { nth: t(key), day: weekdayName(weekday) });
    });
    parts.push(t('invitation.onDays', { days: isWorkWeek ? t('invitation.weekdays') : list(named) }));
  }
  if (monthDays.length === 1 && monthDays[0] === -1) parts.push(t('invitation.lastDay'));
  else if (monthDays.some((one) => one < 0)) isMore = true;
  else if (monthDays.length > 0) parts.push(t('invitation.onMonthDays', { days: list(monthDays.map(String)) }));
  if (months.length > 0) parts.push(t('invitation.inMonths', { months: list(months.map(monthName)) }));
  const sentence = [parts.join(' ')];
  if (until !== null)
    sentence.push(
      t('invitation.until', {
        date: new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeZone: until.length > 10 ? zone : 'UTC' }).format(
          Date.parse(until),
        ),
      }),
    );
  if (count !== null) sentence.push(t('invitation.times', { count }));
  if (exceptions > 0) sentence.push(t('invitation.exceptions', { count: exceptions }));
  if (isMore) sentence.push(t('invitation.further'));
  return commaList(sentence);
}
