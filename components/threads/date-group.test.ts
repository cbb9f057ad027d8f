import { afterEach, expect, test } from 'vitest';
import { speak } from '#lib/client/index.ts';
import { dateGroups } from './date-group.ts';

const at = (text: string) => new Date(text).getTime();
/** a Wednesday */
const now = at('2026-03-11T15:00:00');
const labels = (days: readonly string[], nowMs = now, chosen: Parameters<typeof dateGroups>[0] = 'monday') => {
  const groups = dateGroups(chosen);
  return days.map((day) => groups(at(day), nowMs).label);
};

const zone = process.env.TZ;

afterEach(() => {
  speak('en', {});
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test('today, yesterday, the rest of the week, last week, then months, and the year too when it is another', () => {
  expect(
    labels([
      '2026-03-11T23:59:59',
      '2026-03-11T00:00:00',
      '2026-03-10T23:59:59',
      '2026-03-10T00:00:00',
      '2026-03-09T23:59:59',
      '2026-03-09T00:00:00',
      '2026-03-08T23:59:59',
      '2026-03-02T00:00:00',
      '2026-03-01T23:59:59',
      '2026-02-01T00:00:00',
      '2026-01-01T00:00:00',
      '2025-12-31T23:59:59',
    ]),
  ).toEqual([
    ...['Today', 'Today', 'Yesterday', 'Yesterday', 'This week', 'This week', 'Last week', 'Last week'],
    ...['March', 'February', 'January', 'December 2025'],
  ]);
});

test('a week begins on the day that the person chose, else as their language has it', () => {
  const sunday = ['2026-03-08T12:00:00'];
  expect(labels(sunday, now, 'monday')).toEqual(['Last week']);
  expect(labels(sunday, now, 'sunday')).toEqual(['This week']);
  expect(labels(['2026-03-07T12:00:00', '2026-03-06T12:00:00'], now, 'saturday')).toEqual(['This week', 'Last week']);
  speak('de', {});
  expect(labels(sunday, now, null)).toEqual(['Letzte Woche']);
});

test('on the first day of a week yesterday is yesterday, and the week before it last week', () => {
  const monday = at('2026-03-09T08:00:00');
  expect(labels(['2026-03-08T12:00:00', '2026-03-07T12:00:00', '2026-03-01T12:00:00'], monday)).toEqual([
    'Yesterday',
    'Last week',
    'March',
  ]);
});

test('what was today is yesterday after midnight, and a month of this year has its year in the next', () => {
  const groups = dateGroups('monday');
  const day = at('2026-12-31T22:00:00');
  expect(groups(day, at('2026-12-31T23:59:59')).label).toBe('Today');
  expect(groups(day, at('2027-01-01T00:00:00')).label).toBe('Yesterday');
  const june = at('2026-06-01T12:00:00');
  expect(groups(june, at('2026-12-31T23:59:59')).label).toBe('June');
  expect(groups(june, at('2027-01-01T00:00:00')).label).toBe('June 2026');
});

test('what has a date to come is not of today', () => {
  expect(labels(['2026-03-12T00:00:00', '2026-03-14T12:00:00', '2027-03-11T12:00:00'])).toEqual(['March', 'March', 'March 2027']);
});

test('a day on which the clock is put forward or back is one day', () => {
  process.env.TZ = 'Europe/Berlin';
  const days = (today: string, before: string) => labels([`${before}T00:00:00`, `${before}T23:59:59`], at(`${today}T12:00:00`));
  for (const [today, before] of [
    ['2026-03-30', '2026-03-29'],
    ['2026-03-29', '2026-03-28'],
    ['2026-10-26', '2026-10-25'],
    ['2026-10-25', '2026-10-24'],
  ] as const)
    expect(days(today, before)).toEqual(['Yesterday', 'Yesterday']);
});

test('the same stretch has one key, and the same month of two years has two', () => {
  const groups = dateGroups('monday');
  const keys = ['2026-02-03', '2026-02-20', '2025-02-03', '2024-02-03'].map((day) => groups(at(`${day}T12:00:00`), now).key);
  expect(new Set(keys).size).toBe(3);
  expect(keys[0]).toBe(keys[1]);
});

test('every language has its own words, with a capital where there are capitals', () => {
  const told: string[] = [];
  for (const language of ['de', 'fr', 'es', 'ar'] as const) {
    speak(language, {});
    told.push(labels(['2026-03-11T09:00:00', '2026-03-10T09:00:00', '2026-02-10T09:00:00', '2025-02-10T09:00:00']).join(' · '));
  }
  expect(told).toEqual([
    'Heute · Gestern · Februar · Februar 2025',
    'Aujourd’hui · Hier · Février · Février 2025',
    'Hoy · Ayer · Febrero · Febrero de 2025',
    // the digits are the region's
    expect.stringMatching(/^اليوم · أمس · فبراير · فبراير (٢٠٢٥|2025)$/),
  ]);
});
