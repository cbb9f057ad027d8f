import { expect, test } from 'vitest';
import { type EmailId, MailError, type ThreadId } from '#lib/mail/index.ts';
import { createThreadList } from './thread-list.ts';
import type { WindowQuery } from './window-query.ts';

/** A mailbox of one-message conversations: Email e7 belongs to thread t7. */
function mailbox(count: number) {
  let ids = Array.from({ length: count }, (_, index) => `e${index}` as EmailId);
  const asked: WindowQuery[] = [];
  let gate: Promise<void> | null = null;
  let failing: MailError | null = null;
  const list = createThreadList({
    filter: {},
    sort: 'newest',
    collapseThreads: true,
    countsApart: false,
    threadOf: (id) => id.replace('e', 't') as ThreadId,
    async ask(query) {
      asked.push(query);
      const snapshot = ids;
      await gate;
      if (failing !== null) throw failing;
      let position = query.position;
      if (query.anchor !== null) {
        const at = snapshot.indexOf(query.anchor);
        if (at < 0) throw new MailError('not-found', 'gone', { code: 'anchorNotFound' });
        position = Math.max(0, at + query.anchorOffset);
      }
      return { position, ids: snapshot.slice(position, position + query.limit), total: snapshot.length };
    },
  });
  return {
    list,
    asked,
    arrive: (name: string) => {
      ids = [name as EmailId, ...ids];
    },
    remove: (name: string) => {
      ids = ids.filter((id) => id !== name);
    },
    hold() {
      let open = () => {};
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        gate = null;
        open();
      };
    },
    fail: (error: MailError | null) => {
      failing = error;
    },
  };
}

const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const thread = (name: string) => name as ThreadId;

test('only the windows around what is shown are asked for', async () => {
  const { list, asked } = mailbox(10_000);
  list.show(0, 12);
  await settled();
  expect(list.state.get()).toMatchObject({ status: 'ready', total: 10_000 });
  expect(asked.map(({ position }) => position)).toEqual([0]);
  list.show(5_000, 5_012);
  await settled();
  expect(list.at(5_005)).toBe('e5005');
  expect(list.at(2_000)).toBeNull();
  expect(asked.length).toBeLessThanOrEqual(3);
});

test('while the scroll bar is drawn, windows that were left again are not asked for: where it stops is next', async () => {
  const { list, asked, hold } = mailbox(10_000);
  list.show(0, 12);
  await settled();
  const open = hold();
  for (let row = 300; row <= 9_000; row += 300) list.show(row, row + 12);
  open();
  await settled();
  expect(list.at(9_005)).toBe('e9005');
  expect(asked.length).toBeLessThan(10);
});

test('where the scroll bar stops is asked for also when what was on its way before it did not come', async () => {
  const { list, hold, fail } = mailbox(10_000);
  list.show(0, 12);
  await settled();
  const open = hold();
  for (let row = 300; row <= 9_000; row += 300) list.show(row, row + 12);
  fail(new MailError('temporary', 'too busy'));
  open();
  // The answers that were on their way have failed by the next turn; what is asked then comes.
  await new Promise((resolve) => queueMicrotask(() => resolve(fail(null))));
  await settled();
  expect(list.at(9_005)).toBe('e9005');
});

test('scrolling over rows that are here asks for nothing', async () => {
  const { list, asked } = mailbox(1_000);
  list.show(0, 12);
  await settled();
  const before = asked.length;
  for (let row = 1; row < 30; row += 1) list.show(row, row + 12);
  await settled();
  expect(asked.length).toBe(before);
});

test('new mail at the top appears there without a shift', async () => {
  const { list, arrive } = mailbox(200);
  list.show(0, 12);
  await settled();
  arrive('e-new');
  await list.refresh();
  expect(list.at(0)).toBe('e-new');
  expect(list.state.get()).toMatchObject({ total: 201, shift: { serial: 0 } });
});

test('mail that arrives above the rows in view of a short list is there when somebody looks up', async () => {
  const { list, arrive } = mailbox(60);
  list.show(0, 12);
  await settled();
  list.show(30, 42);
  await settled();
  for (const name of ['new1', 'new2', 'new3']) arrive(name);
  await list.refresh();
  await settled();
  expect(list.at(33)).toBe('e30');
  list.show(0, 12);
  await settled();
  expect([0, 1, 2, 3].map((row) => list.at(row))).toEqual(['new3', 'new2', 'new1', 'e0']);
});

test('mail that arrives above the rows in view shifts them and says by how much', async () => {
  const { list, arrive } = mailbox(1_000);
  list.show(500, 512);
  await settled();
  arrive('e-one');
  arrive('e-two');
  await list.refresh();
  expect(list.state.get().shift).toEqual({ rows: 2, serial: 1 });
  expect(list.at(502)).toBe('e500');
  expect(list.at(0)).toBeNull();
  // Once more before the screen was drawn: it scrolls by both.
  arrive('e-three');
  await list.refresh();
  expect(list.state.get().shift).toEqual({ rows: 3, serial: 2 });
  expect(list.at(503)).toBe('e500');
});

test('when the row that anchored the view is gone, the window is asked by position', async () => {
  const { list, remove } = mailbox(300);
  list.show(100, 112);
  await settled();
  remove('e100');
  await list.refresh();
  expect(list.at(100)).toBe('e101');
  expect(list.state.get().total).toBe(299);
});

test('hidden rows leave at once and the rows below move up', async () => {
  const { list } = mailbox(100);
  list.show(0, 12);
  await settled();
  list.hide([thread('t1'), thread('t3')]);
  expect([0, 1, 2].map((row) => list.at(row))).toEqual(['e0', 'e2', 'e4']);
  expect(list.state.get().total).toBe(98);
});

test('an answer that was asked before the gateway knew does not bring a hidden row back', async () => {
  const { list, hold, remove } = mailbox(20);
  list.show(0, 12);
  await settled();
  const release = hold();
  const stale = list.refresh();
  const hidden = list.hide([thread('t0')]);
  remove('e0');
  hidden.done();
  release();
  await stale;
  expect(list.at(0)).toBe('e1');
  await list.refresh();
  expect(list.at(0)).toBe('e1');
  expect(list.state.get().total).toBe(19);
});

test('taken back, a hidden row stands where it was', async () => {
  const { list } = mailbox(50);
  list.show(0, 12);
  await settled();
  const hidden = list.hide([thread('t2'), thread('t4')]);
  const release = hidden.restore();
  expect([1, 2, 3, 4].map((row) => list.at(row))).toEqual(['e1', 'e2', 'e3', 'e4']);
  await list.refresh();
  expect(list.at(2)).toBe('e2');
  release();
  await settled();
  expect(list.state.get().total).toBe(50);
});

test('a first window that does not come is a failure, and “resume” tries again', async () => {
  const { list, fail } = mailbox(5);
  fail(new MailError('network', 'away'));
  list.show(0, 12);
  await settled();
  expect(list.state.get()).toMatchObject({ status: 'failed' });
  fail(null);
  list.resume();
  await settled();
  expect(list.state.get()).toMatchObject({ status: 'ready', total: 5, error: null });
});

test('the row of a conversation is found near and far', async () => {
  const { list } = mailbox(500);
  list.show(0, 12);
  await settled();
  expect(list.indexOf(thread('t40'), 39)).toBe(40);
  expect(list.indexOf(thread('t40'), 0)).toBe(40);
  expect(list.indexOf(thread('t400'), 0)).toBe(-1);
});

/** The row under the eye, and how far the screen has scrolled along. */
async function lookingAt(box: ReturnType<typeof mailbox>, first: number, seen = first) {
  box.list.show(first, first + 12);
  await settled();
  box.list.show(first, first + 12, seen);
  await settled();
  const looked = box.list.at(seen);
  return () => ({ scrolled: box.list.state.get().shift.rows, stays: box.list.at(seen + box.list.state.get().shift.rows) === looked });
}

test('near the top, rows that go above what is looked at scroll the screen along, in whatever batches they come', async () => {
  for (const batches of [['-', '-'], ['+', '+', '+', '--'], ['+', '--', '+', '+'], ['++', '-', '-+'], ['+++--'], ['--', '+++']]) {
    const box = mailbox(60);
    const look = await lookingAt(box, 16, 22);
    let gone = 0;
    let net = 0;
    for (const batch of batches) {
      for (const change of batch) {
        net += change === '+' ? 1 : -1;
        if (change === '+') box.arrive(`new${net}${gone}`);
        else {
          gone += 1;
          box.remove(`e${gone}`);
        }
      }
      await box.list.refresh();
      await settled();
    }
    expect(look(), batches.join(' ')).toEqual({ scrolled: net, stays: true });
  }
});

test('what goes between the first row drawn and the first one seen does not move what is seen', async () => {
  const box = mailbox(300);
  const look = await lookingAt(box, 100, 106);
  box.remove('e103');
  await box.list.refresh();
  expect(look()).toEqual({ scrolled: -1, stays: true });
});

test('rows taken out above what is looked at, and put back, scroll the screen along', async () => {
  const box = mailbox(300);
  const look = await lookingAt(box, 100);
  const hidden = box.list.hide([thread('t70'), thread('t95'), thread('t105')]);
  expect(look()).toEqual({ scrolled: -2, stays: true });
  const release = hidden.restore();
  expect(look()).toEqual({ scrolled: 0, stays: true });
  release();
  await settled();
  expect(look()).toEqual({ scrolled: 0, stays: true });
});

test('mail that comes while the rows above are on their way does not move what is looked at', async () => {
  const box = mailbox(60);
  const look = await lookingAt(box, 16, 22);
  box.arrive('one');
  const answered = box.asked.length;
  // The refresh leaves out the first row, which is asked for next: before it comes, there is another one.
  const refreshed = box.list.refresh();
  box.arrive('two');
  await refreshed;
  await settled();
  expect(box.asked.length).toBeGreaterThan(answered + 1);
  expect(look()).toEqual({ scrolled: 2, stays: true });
  expect(box.list.at(0)).toBe('two');
});
