import { expect, test } from 'vitest';
import { listDate } from './list-date.ts';

const at = (text: string) => new Date(text).getTime();
const now = at('2026-03-11T15:00:00');
const shown = (text: string) => listDate(at(text), now);

test('time today, weekday within the week, then the day, then the year too', () => {
  expect(shown('2026-03-11T09:05:00')).toMatch(/9:05/);
  expect(shown('2026-03-09T23:00:00')).toMatch(/^Mon/);
  expect(shown('2026-03-04T23:00:00')).toMatch(/Mar/);
  expect(shown('2025-12-24T10:00:00')).toMatch(/25/);
});

test('a date in the future is no weekday of the past', () => {
  expect(shown('2026-03-14T10:00:00')).toMatch(/14/);
});
