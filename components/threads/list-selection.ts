import { createValue, type Readable } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';

/** The row the keyboard is on. `index` is where it stood last: when the conversation leaves, the next one stands there. */
export type Cursor = { threadId: ThreadId | null; index: number };

export type ListSelection = {
  readonly selected: Readable<ReadonlySet<ThreadId>>;
  readonly cursor: Readable<Cursor>;
  setCursor(cursor: Cursor): void;
  toggle(threadId: ThreadId, index: number): void;
  /** Everything between the last toggled row and this one (shift-click). */
  extend(index: number, threadAt: (index: number) => ThreadId | null): void;
  replace(threads: readonly ThreadId[]): void;
  clear(): void;
};

/** Which conversations are ticked and where the keyboard is, for one list on screen. */
export function createListSelection(): ListSelection {
  const selected = createValue<ReadonlySet<ThreadId>>(new Set());
  const cursor = createValue<Cursor>({ threadId: null, index: 0 });
  let pivot = 0;
  return {
    selected: selected.readable,
    cursor: cursor.readable,
    setCursor: cursor.set,
    toggle(threadId, index) {
      const next = new Set(selected.get());
      if (!next.delete(threadId)) next.add(threadId);
      pivot = index;
      selected.set(next);
    },
    extend(index, threadAt) {
      const next = new Set(selected.get());
      for (let at = Math.min(pivot, index); at <= Math.max(pivot, index); at += 1) {
        const threadId = threadAt(at);
        if (threadId !== null) next.add(threadId);
      }
      selected.set(next);
    },
    replace(threads) {
      selected.set(new Set(threads));
    },
    clear() {
      if (selected.get().size > 0) selected.set(new Set());
    },
  };
}
