import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandRanges, parseUidSet, toRanges, toSetTexts, uidFilter } from './uid-set.ts';

test('I17: any set is cut into texts far below 8000 octets that name the same UIDs', () => {
  const uids = fc.uniqueArray(fc.integer({ min: 1, max: 4_294_967_295 }), { maxLength: 3_000, size: 'max' });
  fc.assert(
    fc.property(uids, (set) => {
      const texts = toSetTexts(set);
      expect(texts.every((text) => text.length <= 7_000)).toBe(true);
      const named = texts.flatMap((text) => expandRanges(parseUidSet(text) ?? []));
      expect(named).toEqual([...set].sort((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});

test('neighbours become ranges, overlapping ranges one', () => {
  expect(toRanges([5, 1, 2, 3, 9, 3])).toEqual([
    { from: 1, to: 3 },
    { from: 5, to: 5 },
    { from: 9, to: 9 },
  ]);
  expect(
    toRanges([
      { from: 4, to: 9 },
      { from: 1, to: 5 },
      { from: 10, to: 12 },
    ]),
  ).toEqual([{ from: 1, to: 12 }]);
  expect(toSetTexts([])).toEqual([]);
});

test.each([0, -1, 1.5, Number.NaN, 4_294_967_296, Number.POSITIVE_INFINITY])('%s is no UID', (uid) => {
  expect(() => toSetTexts([uid])).toThrow(/UID/);
  expect(() => toSetTexts([{ from: uid, to: 5 }])).toThrow(/UID/);
});

test.each(['', '1:*', '*', '1,', 'x', '1:2:3', '0', '1 2', '99999999999', '1\r\n2'])('a server’s %j is no set', (text) => {
  expect(parseUidSet(text)).toBeNull();
});

test('a server cannot make us hold more UIDs than anybody has', () => {
  expect(parseUidSet('9:3')).toEqual([{ from: 3, to: 9 }]);
  expect(() => expandRanges([{ from: 1, to: 4_294_967_295 }])).toThrow();
});

test('the filter knows its set', () => {
  const has = uidFilter([
    { from: 3, to: 5 },
    { from: 9, to: 9 },
  ]);
  expect([1, 2, 3, 4, 5, 6, 8, 9, 10].filter(has)).toEqual([3, 4, 5, 9]);
  expect(uidFilter([])(1)).toBe(false);
});
