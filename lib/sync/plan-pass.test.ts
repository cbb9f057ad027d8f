import { expect, test } from 'vitest';
import type { Checkpoint } from '#lib/store/index.ts';
import { newestFirst, planPass } from './plan-pass.ts';

const known: Checkpoint = {
  uidValidity: 7,
  uidNext: 101,
  highestModSeq: 50n,
  lowUid: 1,
  isFilled: true,
  serverMessages: 100,
  fillModSeq: null,
  windows: [],
  shownMost: null,
  shownFrom: null,
  comparedAtMs: null,
};
const remote = { uidValidity: 7, uidNext: 101, hasUidNext: true, exists: 100, highestModSeq: 50n };

test('a mailbox never seen is begun, and one with other UIDs is started over (I27)', () => {
  expect(planPass({ ...known, uidValidity: null, uidNext: null }, remote, false)).toEqual({ do: 'begin' });
  expect(planPass(known, { ...remote, uidValidity: 8 }, true)).toEqual({ do: 'start-over' });
});

test('a UIDNEXT that went down starts the mailbox over, unless it was only counted from the last message', () => {
  expect(planPass(known, { ...remote, uidNext: 90 }, true)).toEqual({ do: 'start-over' });
  expect(planPass(known, { ...remote, uidNext: 90, hasUidNext: false }, true)).toMatchObject({ do: 'catch-up' });
});

test('I10: an unchanged mailbox costs nothing', () => {
  expect(planPass(known, remote, true)).toEqual({ do: 'nothing' });
});

test('I24: no new UIDs are asked for when UIDNEXT did not grow', () => {
  expect(planPass(known, { ...remote, highestModSeq: 51n }, true)).toMatchObject({ fresh: null });
  expect(planPass(known, { ...remote, uidNext: 104, exists: 103, highestModSeq: 55n }, true)).toMatchObject({
    fresh: { from: 101, to: 103 },
  });
});

test('I20, I21, I22: QRESYNC, CONDSTORE or neither decide how flags and deletions are learnt', () => {
  const changed = { ...remote, exists: 99, highestModSeq: 60n };
  expect(planPass(known, changed, true)).toEqual({
    do: 'catch-up',
    fresh: null,
    flags: 'qresync',
    deletions: 'vanished',
    isDoubtful: false,
  });
  expect(planPass(known, changed, false)).toEqual({
    do: 'catch-up',
    fresh: null,
    flags: 'changed-since',
    deletions: 'compare',
    isDoubtful: false,
  });
  expect(planPass({ ...known, highestModSeq: null }, { ...changed, highestModSeq: null }, false)).toEqual({
    do: 'catch-up',
    fresh: null,
    flags: 'sweep',
    deletions: 'compare',
    isDoubtful: false,
  });
});

test('I26: a mod-sequence that went backwards means a full sweep and a comparison', () => {
  expect(planPass(known, { ...remote, highestModSeq: 12n }, true)).toEqual({
    do: 'catch-up',
    fresh: null,
    flags: 'sweep',
    deletions: 'compare',
    isDoubtful: true,
  });
});

test('I19: while filling, passes go on from h0', () => {
  const filling = { ...known, highestModSeq: null, fillModSeq: 50n, isFilled: false };
  expect(planPass(filling, { ...remote, highestModSeq: 51n }, true)).toMatchObject({ flags: 'qresync' });
});

test('I16: batches come newest first and lose nothing', () => {
  expect([...newestFirst([1, 2, 3, 4, 5], 2)]).toEqual([[4, 5], [2, 3], [1]]);
  expect([...newestFirst([], 2)]).toEqual([]);
});
