import { expect, test } from 'vitest';
import type { AccountId } from '#lib/mail/index.ts';
import type { TabStorage } from './client-io.ts';
import { createUndoStack, type SavedDeed, type WhyGone } from './undo-stack.ts';

/** Pages of one browser. */
function browser() {
  const kept = new Map<string, string>();
  const pages = new Set<{ key: string; heard: () => void; page: object }>();
  const ran: [string, 'back' | 'forth'][] = [];
  let nowMs = 1_000;
  let answer: WhyGone | null = null;
  function open(person: string | null = 'ana@a.example') {
    const page = {};
    const storage: TabStorage = {
      get: (key) => kept.get(key) ?? null,
      set(key, text) {
        if (text === null) kept.delete(key);
        else kept.set(key, text);
        for (const one of pages) if (one.key === key && one.page !== page) one.heard();
      },
      onChange(key, heard) {
        const one = { key, heard, page };
        pages.add(one);
        return () => void pages.delete(one);
      },
    };
    const stack = createUndoStack({
      storage,
      nowMs: () => {
        nowMs += 1;
        return nowMs;
      },
      run: (deed, way) => {
        ran.push([deed.kind === 'bulk' ? (deed.parts[0]?.id ?? '') : deed.kind, way]);
        return Promise.resolve(answer);
      },
    });
    if (person !== null) stack.keepFor(person);
    return stack;
  }
  return {
    open,
    kept,
    ran,
    answerWith(why: WhyGone | null) {
      answer = why;
    },
  };
}
const bulk = (id: string): SavedDeed => ({ kind: 'bulk', parts: [{ accountId: 'a' as AccountId, id }] });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const states = (stack: ReturnType<typeof createUndoStack>) => stack.entries.get().map(({ label, state, why }) => [label, state, why]);

test('steps are taken back newest first, each once', () => {
  const stack = browser().open();
  const undone: string[] = [];
  const first = stack.push({ label: 'first', undo: () => undone.push('first') });
  stack.push({ label: 'second', undo: () => undone.push('second') });
  expect(stack.undoLast()?.label).toBe('second');
  first.undo();
  first.undo();
  expect(undone).toEqual(['second', 'first']);
  expect(stack.undoLast()).toBeNull();
});

test('a step for which it is too late stays in the list and says why', () => {
  const stack = browser().open();
  const step = stack.push({ label: 'send', undo: () => expect.unreachable() });
  step.drop();
  step.undo();
  expect(stack.undoLast()).toBeNull();
  expect(states(stack)).toEqual([['send', 'gone', 'late']]);
  expect(stack.depth.get()).toBe(0);
});

test('the last hundred are kept, and nothing of what was before', () => {
  const { open, kept } = browser();
  const stack = open();
  for (let count = 0; count < 130; count += 1) stack.push({ label: String(count), undo: () => undefined, saved: bulk(String(count)) });
  expect(stack.depth.get()).toBe(100);
  expect(stack.undoLast()?.label).toBe('129');
  expect(kept.size).toBe(101);
});

test('after a reload what was kept as data is taken back, and done again; what only that page knew how says so', async () => {
  const { open, ran } = browser();
  const before = open();
  before.push({ label: 'moved', undo: () => expect.unreachable(), saved: bulk('b1') });
  before.push({ label: 'sent', undo: () => expect.unreachable() });
  before.close();
  const after = open();
  expect(states(after)).toEqual([
    ['moved', 'done', null],
    ['sent', 'gone', 'closed'],
  ]);
  const [moved] = after.entries.get();
  expect(after.undoLast()?.label).toBe('moved');
  after.redo(moved!.id);
  await settle();
  expect(ran).toEqual([
    ['b1', 'back'],
    ['b1', 'forth'],
  ]);
  expect(states(after)[0]).toEqual(['moved', 'done', null]);
});

test('what another page took back is not taken back twice; each page sees it', () => {
  const { open, ran } = browser();
  const [one, two] = [open(), open()];
  const undone: string[] = [];
  const step = one.push({ label: 'moved', undo: () => undone.push('here'), saved: bulk('b1') });
  expect(two.depth.get()).toBe(1);
  expect(two.undoLast()?.label).toBe('moved');
  expect(ran).toEqual([['b1', 'back']]);
  expect(states(one)).toEqual([['moved', 'undone', null]]);
  step.undo();
  expect(one.undoLast()).toBeNull();
  expect(undone).toEqual([]);
});

test('where the messages have changed since, the list says so', async () => {
  const world = browser();
  world.open().push({ label: 'moved', undo: () => undefined, saved: { kind: 'emails', parts: [] } });
  const after = world.open();
  world.answerWith('changed');
  after.undoLast();
  await settle();
  expect(states(after)).toEqual([['moved', 'gone', 'changed']]);
});

test('another person sees nothing of it; what was done before the person was known is theirs', () => {
  const { open } = browser();
  const early = open(null);
  early.push({ label: 'early', undo: () => undefined, saved: bulk('b1') });
  early.keepFor('ana@a.example');
  expect(open('ben@b.example').entries.get()).toEqual([]);
  expect(open('ana@a.example').depth.get()).toBe(1);
});

test('what stands there of somebody else’s making is no list', () => {
  const { open, kept } = browser();
  kept.set('postern.undo ana@a.example', '{not json');
  expect(open().entries.get()).toEqual([]);
});
