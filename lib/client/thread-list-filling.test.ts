import { expect, test } from 'vitest';
import type { MailboxProgress } from '#lib/contract/index.ts';
import { type EmailId, MailError, type ThreadId } from '#lib/mail/index.ts';
import { createThreadList } from './thread-list.ts';
import type { WindowQuery } from './window-query.ts';

type Window = { position: number; emails: number };

/**
 * A mailbox that is filling: message n from the newest is Email en. Every `perRow` messages in a row are one conversation, shown by the newest;
 * from message 64 on it may be another number.
 */
function filling(serverMessages: number, perRow = 1, olderPerRow = perRow) {
  let floor = 64;
  let windows: Window[] = [];
  const asked: WindowQuery[] = [];
  const rowsIn = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => from + at)
      .filter((message) => message % (message < 64 ? perRow : olderPerRow) === 0)
      .map((message) => `e${message}` as EmailId);
  const below = () =>
    windows
      .map(({ position, emails }) => ({ position: Math.max(position, floor), emails: position + emails - Math.max(position, floor) }))
      .filter(({ emails }) => emails > 0);
  const dense = () => [...rowsIn(0, floor), ...below().flatMap(({ position, emails }) => rowsIn(position, emails))];
  const list = createThreadList({
    filter: {},
    sort: 'newest',
    collapseThreads: true,
    countsApart: false,
    threadOf: (id) => id.replace('e', 't') as ThreadId,
    ask: (query) => {
      asked.push(query);
      const ids = dense();
      let { position } = query;
      if (query.anchor !== null) {
        const at = ids.indexOf(query.anchor);
        if (at < 0) return Promise.reject(new MailError('not-found', 'gone', { code: 'anchorNotFound' }));
        position = Math.max(0, at + query.anchorOffset);
      }
      return Promise.resolve({ position, ids: ids.slice(position, position + query.limit), total: ids.length });
    },
  });
  const progress = (): MailboxProgress => ({
    id: 'm1' as never,
    serverMessages,
    indexed: floor + below().reduce((sum, { emails }) => sum + emails, 0),
    threads: dense().length,
    windows: below().map(({ position, emails }) => {
      const rows = rowsIn(position, emails);
      return { position, emails, threads: rows.length, firstEmailId: `e${position}` as EmailId, firstThreadEmailId: rows[0] ?? null };
    }),
  });
  return {
    list,
    asked,
    /** how far the fill is comes before the change of the mail */
    hear: () => list.place(progress()),
    /** the screen stands still and hears of what happened */
    async tell() {
      list.place(progress());
      await list.refresh();
      await settled();
    },
    fillTo: (to: number) => {
      floor = to;
    },
    fetched: (...next: Window[]) => {
      windows = next;
    },
    row: (index: number) => list.at(index),
  };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

async function begun(serverMessages: number, perRow = 1, olderPerRow = perRow) {
  const box = filling(serverMessages, perRow, olderPerRow);
  box.list.show(0, 12);
  await settled();
  await box.tell();
  return box;
}

test('settled 7: the scroll bar spans what is not indexed yet, at the rows that a message has made so far', async () => {
  const { list } = await begun(10_000, 4);
  expect(list.state.get()).toMatchObject({ total: 16, span: 2_500 });
  list.place(null);
  expect(list.state.get()).toMatchObject({ total: 16, span: 16 });
});

test('only rows that are not here are missing, and they are named in messages', async () => {
  const { list } = await begun(10_000, 4);
  expect(list.missing(0, 12)).toBeNull();
  expect(list.missing(1_016, 1_030)).toEqual({ position: 4_000, limit: 184 });
});

test('a window that was asked for stands where one looked, as the real rows of that place', async () => {
  const { list, fetched, tell, asked, row } = await begun(10_000, 4);
  list.show(1_250, 1_262);
  const wanted = list.missing(1_250, 1_262)!;
  expect(row(1_250)).toBeNull();
  fetched({ position: wanted.position, emails: wanted.limit });
  await tell();
  expect(row(1_250)).toBe('e5000');
  expect(row(1_262)).toBe('e5048');
  expect(list.missing(1_250, 1_262)).toBeNull();
  // Asked from its first row on: positions of a list that is filling move with every batch.
  expect(asked.at(-1)).toMatchObject({ anchor: expect.stringMatching(/^e/) });
  expect(list.state.get().shift.serial).toBe(0);
  // Around it there is nothing yet.
  expect(row(1_200)).toBeNull();
  expect(list.missing(1_300, 1_312)).not.toBeNull();
});

test('while the fill goes on the rows one looks at stay where they are', async () => {
  const { list, fetched, fillTo, tell, row } = await begun(10_000);
  list.show(5_000, 5_012);
  const { position, limit } = list.missing(5_000, 5_012)!;
  fetched({ position, emails: limit });
  await tell();
  for (const floor of [264, 1_064, 3_000, 4_900]) {
    fillTo(floor);
    await tell();
    expect([row(5_000), row(5_012)]).toEqual(['e5000', 'e5012']);
  }
  expect(list.state.get().shift.serial).toBe(0);
});

test('when the fill has come by, the list is the plain one and the same row is in view', async () => {
  const { list, fetched, fillTo, tell, row } = await begun(10_000, 4);
  list.show(1_250, 1_262);
  const { position, limit } = list.missing(1_250, 1_262)!;
  fetched({ position, emails: limit });
  await tell();
  const looked = row(1_250);
  let first = 1_250;
  let seen = 0;
  // As the grid does: it scrolls along and says what is on screen then.
  const follow = () => {
    const { shift } = list.state.get();
    first += shift.rows - seen;
    seen = shift.rows;
    list.show(first, first + 12);
  };
  for (const floor of [4_000, 5_020, 6_000, 10_000]) {
    fillTo(floor);
    await tell();
    follow();
    await settled();
    expect(row(first)).toBe(looked);
  }
  expect(list.state.get()).toMatchObject({ total: 2_500, span: 2_500 });
  expect(first).toBe(1_250);
  expect(row(first + 12)).toBe('e5048');
});

test('where estimate and truth differ, the screen is scrolled and the row stays in view', async () => {
  // The newest conversations are short, the older ones long: what is missing makes fewer rows than it seems.
  const { list, fetched, fillTo, tell, row } = await begun(4_000, 1, 4);
  expect(list.state.get().span).toBe(4_000);
  list.show(2_000, 2_012);
  const { position } = list.missing(2_000, 2_012)!;
  fetched({ position, emails: 200 });
  await tell();
  const looked = row(2_000);
  expect(looked).not.toBeNull();
  fillTo(4_000);
  await tell();
  const { shift, span } = list.state.get();
  expect(span).toBe(64 + 984);
  expect(shift.serial).toBe(1);
  expect(row(2_000 + shift.rows)).toBe(looked);
  // The rows around it are those of the plain list.
  expect(row(2_000 + shift.rows + 3)).toBe(`e${Number(looked?.slice(1)) + 12}`);
});

test('the same where what is missing makes more rows than it seemed', async () => {
  const { list, fetched, fillTo, hear, tell, row } = await begun(4_000, 4, 1);
  expect(list.state.get().span).toBe(1_000);
  list.show(500, 512);
  const { position } = list.missing(500, 512)!;
  fetched({ position, emails: 200 });
  await tell();
  const looked = row(500);
  expect(looked).not.toBeNull();
  fillTo(4_000);
  hear();
  list.show(500, 512);
  await settled();
  const { shift, span } = list.state.get();
  expect(span).toBe(16 + 3_936);
  expect(shift.serial).toBe(1);
  expect(row(500 + shift.rows)).toBe(looked);
});

test('a window that grows upwards keeps the rows one looks at', async () => {
  const { list, fetched, tell, row } = await begun(10_000);
  list.show(5_000, 5_012);
  list.missing(5_000, 5_012);
  fetched({ position: 4_984, emails: 45 });
  await tell();
  expect(row(5_000)).toBe('e5000');
  list.show(4_980, 4_992);
  list.missing(4_980, 4_992);
  fetched({ position: 4_964, emails: 65 });
  await tell();
  expect([row(4_980), row(4_992), row(5_000)]).toEqual(['e4980', 'e4992', 'e5000']);
  expect(list.state.get().shift.serial).toBe(0);
});

test('a row taken out of a window leaves no hole, and those of another window move along', async () => {
  const { list, fetched, tell, row } = await begun(10_000);
  fetched({ position: 5_000, emails: 40 }, { position: 8_000, emails: 40 });
  await tell();
  list.show(8_000, 8_012);
  await settled();
  list.show(5_000, 5_012);
  await settled();
  list.hide(['t5003' as ThreadId]);
  expect([row(5_002), row(5_003), row(5_012)]).toEqual(['e5002', 'e5004', 'e5013']);
  expect(row(7_999)).toBe('e8000');
});

test('other sorts know no windows', async () => {
  const box = filling(1_000);
  const list = createThreadList({
    filter: {},
    sort: 'oldest',
    collapseThreads: true,
    countsApart: false,
    threadOf: (id) => id.replace('e', 't') as ThreadId,
    ask: ({ position, limit }) =>
      Promise.resolve({ position, ids: Array.from({ length: limit }, (_, at) => `e${position + at}` as EmailId), total: 124 }),
  });
  box.fetched({ position: 500, emails: 60 });
  list.place({ ...box.list.state.get(), id: 'm1' as never, serverMessages: 1_000, indexed: 124, threads: 124, windows: [] });
  list.show(0, 12);
  await settled();
  expect(list.state.get()).toMatchObject({ total: 124, span: 1_000 });
  expect(list.at(100)).toBeNull();
});
