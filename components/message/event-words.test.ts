import { afterAll, expect, test, vi } from 'vitest';
import { readCalendar } from '#lib/calendar/index.ts';

import { recurrenceWords, whenWords } from './event-words.ts';

// the words of a machine depend on its language
vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { languages: ['en-GB'] });
afterAll(() => vi.unstubAllGlobals());

function event(...lines: string[]) {
  const text = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:u', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\n');
  const read = readCalendar(text)?.events[0];
  if (read === undefined) throw new Error('no event');
  return read;
}
const plain = (text: string | null): string | null => text?.replace(/[\u2009\u202f\u00a0]/g, ' ') ?? null;
const rule = (...lines: string[]): string => {
  const { recurrence, exceptions } = event('DTSTART:20261124T100000Z', ...lines);
  return recurrence === null ? '' : recurrenceWords(recurrence, exceptions, 'Europe/Berlin');
};

test('C8: a time is said in the reader’s zone and, where its clocks differ, in the one it was written in', () => {
  const berlin = event('DTSTART;TZID=Romance Standard Time:20261124T233000', 'DTEND;TZID=Romance Standard Time:20261125T003000');
  const there = whenWords(berlin, 'America/New_York');
  expect(plain(there.mine)).toMatch(/^Tuesday,? 24 November 2026.*17:30.*18:30$/);
  expect(plain(there.theirs)).toMatch(/^Tuesday.* 24 .*23:30.*Wednesday.* 25 .*00:30 in Paris$/);
  expect(whenWords(berlin, 'Europe/Berlin').theirs).toBeNull();
  expect(whenWords(event('DTSTART:20261124T100000Z'), 'Europe/Berlin').theirs).toBeNull();
});

test('a day is the same day everywhere, and its last day is the one before its end', () => {
  const trip = event('DTSTART;VALUE=DATE:20261124', 'DTEND;VALUE=DATE:20261127');
  for (const zone of ['Pacific/Auckland', 'America/Los_Angeles']) {
    expect(plain(whenWords(trip, zone).mine)).toMatch(/Tuesday.*24.*Thursday.*26/);
    expect(whenWords(trip, zone).note).toBe('all day');
  }
});

test('a zone that nobody knows is named, never guessed', () => {
  expect(whenWords(event('DTSTART;TZID=Moon Base:20261124T100000'), 'Europe/Berlin').note).toContain('Moon Base');
});

test('how often is said in words, and what cannot be said is not left out', () => {
  expect(rule('RRULE:FREQ=DAILY')).toBe('every day');
  expect(rule('RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=6')).toBe('every 2 weeks on Tuesday and Thursday, 6 times');
  expect(rule('RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'EXDATE:20261225T100000Z')).toBe(
    'every week on Monday to Friday, except on one date',
  );
  expect(rule('RRULE:FREQ=MONTHLY;BYDAY=-1FR')).toBe('every month on the last Friday');
  expect(rule('RRULE:FREQ=MONTHLY;BYMONTHDAY=15')).toBe('every month on day 15');
  expect(rule('RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH')).toBe('every year on the fourth Thursday in November');
  expect(rule('RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1')).toContain('further rules');
  expect(rule('RRULE:FREQ=MONTHLY;BYMONTHDAY=-3')).toContain('further rules');
  expect(rule('RRULE:FREQ=WEEKLY;UNTIL=20261231')).toMatch(/^every week, until 31 December 2026$/);
});
