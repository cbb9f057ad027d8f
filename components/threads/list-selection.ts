import { createValue, type Readable } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';

/** The row the keyboard is on. `index` is where it stood last: when the conversation leaves, the next one stands there. */
export type Cursor = { threadId: ThreadId | null; index: number };

export type ListSelection = {
  readonly selected: Readable<ReadonlySet<ThreadId>>;
  /** Everything in the list is ticked, also what is not here, but for these; null: only what `selected` says. */
  readonly everythingBut: Readable<ReadonlySet<ThreadId> | null>;
  readonly cursor: Readable<Cursor>;
  setCursor(cursor: Cursor): void;
  toggle(threadId: ThreadId, index: number): void;
  /** Everything between the last toggled row and this one (shift-click). @returns that row */
  extend(index: number, threadAt: (index: number) => ThreadId | null): number;
  replace(threads: readonly ThreadId[]): void;
  selectEverything(): void;
  clear(): void;
};

/** Which conversations are ticked and where the keyboard is, for one list on screen. */
export function createListSelection(): ListSelection {
  const selected = createValue<ReadonlySet<ThreadId>>(new Set());
  const cursor = createValue<Cursor>({ threadId: null, index: 0 });
  const everythingBut = createValue<ReadonlySet<ThreadId> | null>(null);
  let pivot = 0;
  return {
    selected: selected.readable,
    everythingBut: everythingBut.readable,
    cursor: cursor.readable,
    setCursor: cursor.set,
    toggle(threadId, index) {
      const but = everythingBut.get();
      const next = new Set(but ?? selected.get());
      if (!next.delete(threadId)) next.add(threadId);
      pivot = index;
      (but === null ? selected : everythingBut).set(next);
    },
    extend(index, threadAt) {
      if (everythingBut.get() !== null) return index;
      const next = new Set(selected.get());
      for (let at = Math.min(pivot, index); at <= Math.max(pivot, index); at += 1) {
        const threadId = threadAt(at);
        if (threadId !== null) next.add(threadId);
      }
      selected.set(next);
      return pivot;
    },
    replace(threads) {
      everythingBut.set(null);
      selected.set(new Set(threads));
    },
    selectEverything() {
      selected.set(new Set());
      everythingBut.set(new Set());
    },
    clear() {
      everythingBut.set(null);
      if (selected.get().size > 0) selected.set(new Set());
    },
  };
}
