import { expect, test } from 'vitest';
import { type EmailId, MailError, type ThreadId } from '#lib/mail/index.ts';
import { createThreadList } from './thread-list.ts';
import type { WindowQuery } from './window-query.ts';

/** A search that finds Emails e0, e1 … of one-message conversations; totals come when the test lets them. */
function search(count: number) {
  let ids = Array.from({ length: count }, (_, index) => `e${index}` as EmailId);
  const asked: WindowQuery[] = [];
  const counts: { answer: () => void; fail: (error: MailError) => void }[] = [];
  const list = createThreadList({
    filter: { text: 'word' },
    sort: 'newest',
    collapseThreads: true,
    countsApart: true,
    threadOf: (id) => id.replace('e', 't') as ThreadId,
    async ask(query) {
      asked.push(query);
      const snapshot = ids;
      if (query.withTotal)
        await new Promise<void>((answer, fail) => {
          counts.push({ answer, fail });
        });
      const at = query.anchor === null ? query.position : Math.max(0, snapshot.indexOf(query.anchor) + query.anchorOffset);
      return { position: at, ids: snapshot.slice(at, at + query.limit), total: query.withTotal ? snapshot.length : null };
    },
  });
  return {
    list,
    asked,
    counts,
    async counted() {
      counts.shift()?.answer();
      await settled();
    },
    arrive: (name: string) => {
      ids = [name as EmailId, ...ids];
    },
    remove: (name: string) => {
      ids = ids.filter((id) => id !== name);
    },
  };
}

const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('rows of a search are shown before they are counted, and counting moves none of them', async () => {
  const { list, asked, counted } = search(1_000);
  list.show(0, 12);
  await settled();
  expect(list.state.get()).toMatchObject({ status: 'ready', isCounted: false, total: 64, span: 64 });
  expect(list.at(12)).toBe('e12');
  const before = Array.from({ length: 64 }, (_, row) => list.at(row));
  await counted();
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 1_000, span: 1_000, shift: { serial: 0 } });
  expect(Array.from({ length: 64 }, (_, row) => list.at(row))).toEqual(before);
  expect(asked.map(({ limit, withTotal }) => ({ limit, withTotal }))).toEqual([
    { limit: 64, withTotal: false },
    { limit: 0, withTotal: true },
  ]);
});

test('a window that ends short says the total, and nothing is counted', async () => {
  for (const count of [0, 5, 63]) {
    const { list, asked } = search(count);
    list.show(0, 12);
    await settled();
    expect(list.state.get()).toMatchObject({ status: 'ready', isCounted: true, total: count, span: count });
    expect(asked).toHaveLength(1);
  }
});

test('who scrolls on before the total is here gets the next rows', async () => {
  const { list, counted, asked } = search(150);
  list.show(0, 12);
  await settled();
  list.show(50, 63);
  await settled();
  expect(list.at(64)).toBe('e64');
  expect(list.state.get()).toMatchObject({ isCounted: false, total: 128 });
  list.show(115, 127);
  await settled();
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 150, span: 150 });
  await counted();
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 150, span: 150 });
  expect(asked.filter(({ withTotal }) => withTotal)).toHaveLength(1);
});

test('at a change the last total stands until the new one is here', async () => {
  const { list, arrive, counted } = search(300);
  list.show(0, 12);
  await settled();
  await counted();
  arrive('e-new');
  await list.refresh();
  await settled();
  expect(list.at(0)).toBe('e-new');
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 300 });
  await counted();
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 301, span: 301 });
});

test('changes that come faster than they are counted are counted once more, not each', async () => {
  const { list, arrive, counted, asked } = search(300);
  list.show(0, 12);
  await settled();
  for (const name of ['e-a', 'e-b', 'e-c']) {
    arrive(name);
    await list.refresh();
  }
  await counted();
  await counted();
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 303 });
  expect(asked.filter(({ withTotal }) => withTotal)).toHaveLength(2);
});

test('rows that this screen took away are not in a total counted before the gateway knew', async () => {
  const { list, remove, counted } = search(200);
  list.show(0, 12);
  await settled();
  const hidden = list.hide(['t1' as ThreadId, 't3' as ThreadId, 't-elsewhere' as ThreadId]);
  await counted();
  expect(list.state.get().total).toBe(198);
  remove('e1');
  remove('e3');
  hidden.done();
  const refreshed = list.refresh();
  await refreshed;
  await settled();
  await counted();
  expect(list.state.get().total).toBe(198);
});

test('a total that does not come leaves the rows, and is asked for again when the gateway is back', async () => {
  const { list, counts, counted } = search(200);
  list.show(0, 12);
  await settled();
  counts.shift()?.fail(new MailError('network', 'away'));
  await settled();
  expect(list.state.get()).toMatchObject({ status: 'ready', isCounted: false });
  expect(list.at(0)).toBe('e0');
  list.resume();
  await settled();
  await counted();
  expect(list.state.get()).toMatchObject({ isCounted: true, total: 200 });
});
