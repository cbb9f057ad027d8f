import { locale } from '#lib/client/index.ts';
import type { PreferenceValues } from '#lib/contract/index.ts';
import { weekStart } from '../ui/week-start.ts';

/** Rows under one heading: the same `key` for the same stretch of time. */
export type DateGroup = { key: string; label: string };

/** The heading under which a row of this date stands; `nowMs` says what today is. */
export type DateGroups = (atMs: number, nowMs: number) => DateGroup;

/** The first instants of the stretches that end with today, as days of the browser's zone. */
type Bounds = { tomorrow: number; today: number; yesterday: number; week: number; lastWeek: number; year: number };

function boundsOf(nowMs: number, firstDay: number): Bounds {
  const now = new Date(nowMs);
  // By the calendar: a day may have 23 or 25 hours.
  const daysAgo = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
  const intoWeek = (now.getDay() - (firstDay % 7) + 7) % 7;
  return {
    tomorrow: daysAgo(-1),
    today: daysAgo(0),
    yesterday: daysAgo(1),
    week: daysAgo(intoWeek),
    lastWeek: daysAgo(intoWeek + 7),
    year: now.getFullYear(),
  };
}

const upper = (text: string): string => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);

/**
 * The headings of a list by date: today, yesterday, the rest of this week, last week, then months; what has a date to come stands under its
 * month. Asked for every row that is drawn, so what is the same for a whole day is made once.
 *
 * @param chosen the day on which the person's weeks begin; null: as it is usual in their language
 */
export function dateGroups(chosen: PreferenceValues['weekStart']): DateGroups {
  const firstDay = weekStart(locale(), chosen);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const month = new Intl.DateTimeFormat(locale(), { month: 'long' });
  const monthAndYear = new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric' });
  const near = (key: string, ago: number, unit: 'day' | 'week'): DateGroup => ({ key, label: upper(relative.format(-ago, unit)) });
  const today = near('today', 0, 'day');
  const yesterday = near('yesterday', 1, 'day');
  const week = near('week', 0, 'week');
  const lastWeek = near('last-week', 1, 'week');
  const months = new Map<string, DateGroup>();
  let bounds = boundsOf(0, firstDay);

  const monthOf = (atMs: number): DateGroup => {
    const at = new Date(atMs);
    const isThisYear = at.getFullYear() === bounds.year;
    const key = `${at.getFullYear()}-${at.getMonth() + 1}${isThisYear ? ' this year' : ''}`;
    const made = months.get(key) ?? { key, label: upper((isThisYear ? month : monthAndYear).format(atMs)) };
    months.set(key, made);
    return made;
  };

  return (atMs, nowMs) => {
    if (nowMs < bounds.today || nowMs >= bounds.tomorrow) bounds = boundsOf(nowMs, firstDay);
    if (atMs >= bounds.tomorrow) return monthOf(atMs);
    if (atMs >= bounds.today) return today;
    if (atMs >= bounds.yesterday) return yesterday;
    if (atMs >= bounds.week) return week;
    return atMs >= bounds.lastWeek ? lastWeek : monthOf(atMs);
  };
}
