import { expect, test } from 'vitest';
import { DraftPace } from './draft-pace.ts';

test('S11: while a draft is saved every other second, one version in twelve seconds is carried, and none waits longer', () => {
  let nowMs = 1_000_000;
  const pace = new DraftPace(() => nowMs);
  const given: number[] = [];
  for (let count = 0; count < 60; count += 1) {
    const atMs = pace.next('a@x');
    expect(atMs).toBeGreaterThanOrEqual(nowMs);
    expect(atMs - nowMs).toBeLessThanOrEqual(12_000);
    given.push(atMs);
    nowMs += 2_000;
  }
  const distinct = [...new Set(given)];
  expect(distinct[0]).toBe(1_000_000);
  for (const [index, atMs] of distinct.entries()) if (index > 0) expect(atMs - (distinct[index - 1] ?? 0)).toBeGreaterThanOrEqual(12_000);
  expect(distinct.length).toBeGreaterThanOrEqual(10);
});

test('drafts do not wait for each other, and one that rested goes at once', () => {
  let nowMs = 0;
  const pace = new DraftPace(() => nowMs);
  expect([pace.next('a@x'), pace.next('b@x')]).toEqual([0, 0]);
  nowMs = 60_000;
  expect(pace.next('a@x')).toBe(60_000);
});
