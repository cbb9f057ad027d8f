import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnOf, edgeFor, sightOf } from './use-rows-in-sight.ts';

const rowPx = 68;

test('a row is seen when a line of it is between the edges', () => {
  expect(sightOf(0, 680, rowPx)).toEqual({ start: 0, end: 9 });
  expect(sightOf(67, 680, rowPx)).toEqual({ start: 0, end: 10 });
  expect(sightOf(68, 680, rowPx)).toEqual({ start: 1, end: 10 });
});

test('what is seen is drawn, with six rows more on both sides where there are so many', () => {
  expect(drawnOf({ start: 0, end: 9 }, 100)).toEqual({ first: 0, last: 15, seen: 0 });
  expect(drawnOf({ start: 50, end: 59 }, 100)).toEqual({ first: 44, last: 65, seen: 50 });
  expect(drawnOf({ start: 90, end: 99 }, 100)).toEqual({ first: 84, last: 99, seen: 90 });
  expect(drawnOf({ start: 0, end: 9 }, 3)).toEqual({ first: 0, last: 2, seen: 0 });
});

test('a list that became shorter shows its end, and one whose place is not known yet no rows', () => {
  expect(drawnOf({ start: 90, end: 99 }, 40)).toEqual({ first: 24, last: 39, seen: 30 });
  expect(drawnOf({ start: 0, end: -1 }, 40)).toEqual({ first: 0, last: -1, seen: 0 });
  expect(drawnOf({ start: 5, end: 9 }, 0)).toEqual({ first: 0, last: -1, seen: 0 });
});

test('a row brought in sight is seen whole, and what is seen whole already moves nothing', () => {
  const places = fc.record({ index: fc.nat(1_000), topPx: fc.nat(68_000), heightPx: fc.integer({ min: rowPx, max: 2_000 }) });
  fc.assert(
    fc.property(places, ({ index, topPx, heightPx }) => {
      const edgePx = edgeFor(index, topPx, heightPx, rowPx);
      expect(edgePx).toBeLessThanOrEqual(index * rowPx);
      expect(edgePx + heightPx).toBeGreaterThanOrEqual((index + 1) * rowPx);
      expect(edgeFor(index, edgePx, heightPx, rowPx)).toBe(edgePx);
    }),
  );
});
