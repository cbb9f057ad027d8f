import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMailDate } from './mail-date.ts';

test('the usual form of a date, read at once, means what it means when read in full', () => {
  const two = (max: number) => fc.nat(max).map((value) => String(value).padStart(2, '0'));
  const usual = fc
    .tuple(
      fc.constantFrom('', 'Tue, ', 'Sat, '),
      fc.oneof(fc.nat(34).map(String), two(34)),
      fc.constantFrom('Jan', 'Feb', 'May', 'Sep', 'Dec'),
      fc.oneof(fc.integer({ min: 1900, max: 9999 }), fc.nat(2100)).map((year) => String(year).padStart(4, '0')),
      two(25),
      two(61),
      two(61),
      fc.constantFrom('+', '-'),
      two(29),
      two(70),
      fc.constantFrom('', ' (UTC)', ' (EDT)'),
    )
    .map(
      ([weekday, day, month, year, hour, minute, second, sign, zoneHour, zoneMinute, comment]) =>
        `${weekday}${day} ${month} ${year} ${hour}:${minute}:${second} ${sign}${zoneHour}${zoneMinute}${comment}`,
    );
  // A comment in front: no shortcut for this one.
  fc.assert(
    fc.property(usual, (text) => {
      expect(parseMailDate(text)).toEqual(parseMailDate(`(x) ${text}`));
    }),
    { numRuns: 3_000 },
  );
  expect(parseMailDate('Tue, 21 Oct 2025 22:40:23 +0200 (CEST)')).toEqual({ ms: Date.UTC(2025, 9, 21, 20, 40, 23), offsetMinutes: 120 });
});
