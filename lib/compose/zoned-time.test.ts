import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, laterChoices, readWallText, wallText, wallTimeAt } from './index.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const wall = (text: string) => readWallText(text) as NonNullable<ReturnType<typeof readWallText>>;

test.each([
  ['2026-11-24T08:00', 'Europe/Berlin', '2026-11-24T07:00:00.000Z'],
  ['2026-07-24T08:00', 'Europe/Berlin', '2026-07-24T06:00:00.000Z'],
  ['2026-11-24T08:00', 'Asia/Kathmandu', '2026-11-24T02:15:00.000Z'],
  ['2026-11-24T00:10', 'Pacific/Kiritimati', '2026-11-23T10:10:00.000Z'],
  // left out by summer time: an hour later by the new clock
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  // comes twice: the first
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
])('%s in %s', (text, zone, instant) => expect(iso(instantOf(wall(text), zone))).toBe(instant));

test('what a clock shows at an instant leads back to it, wherever no hour comes twice', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'UTC', 'America/St_Johns'];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(...zones), (seconds, zone) => {
      const instantMs = Math.floor(seconds / 60) * 60_000;
      const back = instantOf(wallTimeAt(instantMs, zone), zone);
      expect(wallTimeAt(back, zone)).toEqual(wallTimeAt(instantMs, zone));
      expect(Math.abs(back - instantMs)).toBeLessThanOrEqual(3_600_000);
    }),
    { numRuns: 200 },
  );
});

test('the text of a field leads back to itself; rubbish is none', () => {
  expect(wallText(wall('2026-01-05T09:07'))).toBe('2026-01-05T09:07');
  for (const rubbish of ['', '2026-01-05', '2026-13-05T09:07', '2026-01-05T24:00', 'x']) expect(readWallText(rubbish)).toBeNull();
});

test('choices for later: by the clock of the person, Monday only when it is not tomorrow', () => {
  const at = (text: string) =>
    laterChoices(instantOf(wall(text), 'Europe/Berlin'), 'Europe/Berlin').map(({ key, atMs }) => [key, iso(atMs)]);
  // a Tuesday morning
  expect(at('2026-11-24T09:00')).toEqual([
    ['evening', '2026-11-24T17:00:00.000Z'],
    ['tomorrow', '2026-11-25T07:00:00.000Z'],
    ['tomorrowAfternoon', '2026-11-25T12:00:00.000Z'],
    ['monday', '2026-11-30T07:00:00.000Z'],
  ]);
  // a Sunday night: Monday is tomorrow
  expect(at('2026-11-22T23:00').map(([key]) => key)).toEqual(['tomorrow', 'tomorrowAfternoon']);
  // a Monday: the next one
  expect(at('2026-11-23T20:00').at(-1)).toEqual(['monday', '2026-11-30T07:00:00.000Z']);
});
