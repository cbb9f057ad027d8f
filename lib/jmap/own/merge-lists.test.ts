import { describe, expect, test } from 'vitest';
import type { EmailId } from '#lib/mail/index.ts';
import { mergedPosition, mergedWindow, type SortedList } from './merge-lists.ts';

type Row = { id: EmailId; atMs: number };

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

/** A list that counts how many rows were read of it. */
function listOf(rows: readonly Row[], isAscending: boolean): SortedList & { sorted: Row[]; read: { rows: number } } {
  const sorted = rows.toSorted((a, b) => (isAscending ? a.atMs - b.atMs : b.atMs - a.atMs) || (a.id < b.id ? -1 : 1));
  const read = { rows: 0 };
  return {
    sorted,
    read,
    total: () => Promise.resolve(sorted.length),
    ids(position, limit) {
      const window = sorted.slice(position, position + limit).map(({ id }) => id);
      read.rows += window.length;
      return Promise.resolve(window);
    },
    times: (ids) =>
      Promise.resolve(new Map(ids.flatMap((id) => rows.filter((row) => row.id === id).map(({ atMs }): [EmailId, number] => [id, atMs])))),
  };
}

function worldOf(seed: number, sizes: readonly number[], isAscending: boolean) {
  const random = numbers(seed);
  // Few different times, so that many rows stand at the same one.
  const lists = sizes.map((size, list) =>
    listOf(
      Array.from({ length: size }, (_, index) => ({ id: `e${list}-${index}` as EmailId, atMs: Math.floor(random() * 400) })),
      isAscending,
    ),
  );
  const merged = lists
    .flatMap(({ sorted }, list) => sorted.map((row) => ({ ...row, list })))
    .sort((a, b) => (isAscending ? a.atMs - b.atMs : b.atMs - a.atMs) || (a.id < b.id ? -1 : 1))
    .map(({ id, list }) => ({ list, id }));
  return { lists, merged };
}

describe('lists of several accounts as one', () => {
  test.each([
    { sizes: [1500, 900, 40], isAscending: false },
    { sizes: [0, 1800], isAscending: false },
    { sizes: [700, 700, 700, 700], isAscending: true },
    { sizes: [1, 0, 2], isAscending: false },
  ])('every window is the one of the whole merge: %o', async ({ sizes, isAscending }) => {
    const { lists, merged } = worldOf(7, sizes, isAscending);
    for (let position = 0; position <= merged.length + 50; position += 97) {
      const window = await mergedWindow(lists, { position, limit: 64, isAscending });
      expect(window, `at ${position}`).toEqual(merged.slice(position, position + 64));
    }
  });

  test('a row is found where it stands in the whole merge', async () => {
    const { lists, merged } = worldOf(11, [800, 300, 500], false);
    for (let at = 0; at < merged.length; at += 89) {
      const row = merged[at]!;
      const index = lists[row.list]!.sorted.findIndex(({ id }) => id === row.id);
      expect(await mergedPosition(lists, { ...row, index }, false)).toBe(at);
    }
  });

  test('a jump into the middle of long lists reads a small part of them', async () => {
    const { lists, merged } = worldOf(13, [9000, 9000, 9000], false);
    const window = await mergedWindow(lists, { position: 13_500, limit: 64, isAscending: false });
    expect(window).toEqual(merged.slice(13_500, 13_564));
    expect(lists.reduce((sum, { read }) => sum + read.rows, 0)).toBeLessThan(4000);
  });
});
