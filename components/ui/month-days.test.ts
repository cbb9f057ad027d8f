import { expect, test } from 'vitest';
import { addMonths, daysIntoWeek, monthWeeks } from './month-days.ts';
import { weekStart } from './week-start.ts';

test('a month is drawn in whole weeks, from the day with which a week begins', () => {
  expect(monthWeeks('2026-11-23', 1).map(([first]) => first)).toEqual([
    '2026-10-26',
    '2026-11-02',
    '2026-11-09',
    '2026-11-16',
    '2026-11-23',
    '2026-11-30',
  ]);
  expect(monthWeeks('2026-11-23', 7).at(0)).toEqual([1, 2, 3, 4, 5, 6, 7].map((day) => `2026-11-0${day}`));
  expect(monthWeeks('2026-11-23', 6).at(0)?.[0]).toBe('2026-10-31');
  // February of a year in which it is four whole weeks
  expect(monthWeeks('2027-02-10', 1)).toHaveLength(4);
  expect(daysIntoWeek('2026-11-22', 1)).toBe(6);
});

test('a month on from its last day is the last day of a shorter one', () => {
  expect([addMonths('2027-01-31', 1), addMonths('2028-01-31', 1), addMonths('2026-12-31', 1), addMonths('2026-03-31', -1)]).toEqual([
    '2027-02-28',
    '2028-02-29',
    '2027-01-31',
    '2026-02-28',
  ]);
});

test('a week begins as it is usual where the language is spoken, or as the person chose', () => {
  expect(['de', 'en-US', 'en-GB', 'ar-EG', 'fr-CA', 'es-MX', 'es'].map((locale) => weekStart(locale, null))).toEqual([1, 7, 1, 6, 7, 7, 1]);
  expect([weekStart('de', 'sunday'), weekStart('en-US', 'monday'), weekStart('de', 'saturday')]).toEqual([7, 1, 6]);
});
