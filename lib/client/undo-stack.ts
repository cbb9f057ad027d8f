import type { AccountId, EmailId } from '#lib/mail/index.ts';
import type { TabStorage } from './client-io.ts';
import type { EmailPatch } from './email-view.ts';
import { createValue, type Readable } from './value.ts';

/** What was done, as data: taken back, or done again, by another page than the one that did it. */
export type SavedDeed =
  | { kind: 'emails'; parts: { accountId: AccountId; back: [EmailId, EmailPatch][]; forth: [EmailId, EmailPatch][] }[] }
  | { kind: 'bulk'; parts: { accountId: AccountId; id: string }[] }
  | { kind: 'snooze'; parts: { accountId: AccountId; emailIds: readonly EmailId[]; untilMs: number }[] };

export type Undoable = {
  /** what was done: “Archived” */
  label: string;
  undo: () => void;
  saved?: SavedDeed | null;
};

/** late: its time is over · refused: it did not happen · changed: the messages are elsewhere by now · closed: only the page that did it could */
export type WhyGone = 'late' | 'refused' | 'changed' | 'closed';

/** One line of the log. */
export type UndoEntry = {
  id: string;
  label: string;
  atMs: number;
  state: 'done' | 'undone' | 'gone';
  why: WhyGone | null;
  isSaved: boolean;
};

export type UndoStep = {
  /** takes exactly this step back, once, wherever it stands */
  undo(): void;
  /** it is too late for that */
  drop(why?: WhyGone): void;
  /** known only now: what was done, as data */
  save(deed: SavedDeed): void;
};

export type UndoStack = {
  /** The last hundred deeds, oldest first. */
  readonly entries: Readable<readonly UndoEntry[]>;
  /** How many steps can be taken back. */
  readonly depth: Readable<number>;
  push(step: Undoable): UndoStep;
  /** Takes the last step back; null when there is none. */
  undoLast(): UndoEntry | null;
  undo(id: string): void;
  redo(id: string): void;
  /** From now on kept for this person: what their other pages did, and did before a reload, is in it too. */
  keepFor(person: string): void;
  close(): void;
};

type Parts = {
  storage: TabStorage;
  nowMs: () => number;
  /** @returns why it can not be done any more; null: it is done */
  run: (deed: SavedDeed, way: 'back' | 'forth') => Promise<WhyGone | null>;
};

const deepest = 100;

/** What was done in this session, and how each of it is taken back. */
export function createUndoStack({ storage, nowMs, run }: Parts): UndoStack {
  const entries = createValue<readonly UndoEntry[]>([]);
  const depth = createValue(0);
  /** of this page */
  const steps = new Map<string, () => void>();
  const bodies = new Map<string, SavedDeed>();
  let key: string | null = null;
  let stopListening = () => {};

  const canUndo = ({ id, state, isSaved }: UndoEntry): boolean => state === 'done' && (steps.has(id) || isSaved);

  /** What another page, or this one before it was loaded, left behind. */
  function read(): void {
    if (key === null) return;
    const kept = entriesIn(storage.get(key));
    const known = new Set(kept.map(({ id }) => id));
    // What was pushed before the person was known.
    show([...kept, ...entries.get().filter(({ id }) => !known.has(id) && steps.has(id))]);
  }

  function show(list: readonly UndoEntry[]): void {
    const last = list.slice(-deepest);
    for (const { id } of list.slice(0, -deepest)) {
      steps.delete(id);
      bodies.delete(id);
      if (key !== null) storage.set(`${key} ${id}`, null);
    }
    entries.set(last);
    depth.set(last.filter(canUndo).length);
  }

  function write(list: readonly UndoEntry[]): void {
    show(list);
    if (key !== null) storage.set(key, JSON.stringify(entries.get()));
  }

  function change(id: string, patch: Partial<UndoEntry>): void {
    read();
    write(entries.get().map((entry) => (entry.id === id ? { ...entry, ...patch } : entry)));
  }

  function body(id: string): SavedDeed | null {
    const known = bodies.get(id);
    if (known !== undefined || key === null) return known ?? null;
    const text = storage.get(`${key} ${id}`);
    return text === null ? null : (JSON.parse(text) as SavedDeed);
  }

  function save(id: string, deed: SavedDeed): void {
    bodies.set(id, deed);
    if (key !== null) storage.set(`${key} ${id}`, JSON.stringify(deed));
  }

  function go(id: string, way: 'back' | 'forth'): void {
    read();
    const entry = entries.get().find((one) => one.id === id);
    if (entry === undefined || entry.state !== (way === 'back' ? 'done' : 'undone')) return;
    const step = way === 'back' ? steps.get(id) : undefined;
    const deed = body(id);
    steps.delete(id);
    if (step === undefined && deed === null) {
      change(id, { state: 'gone', why: 'closed' });
      return;
    }
    change(id, { state: way === 'back' ? 'undone' : 'done' });
    if (step !== undefined) step();
    else if (deed !== null)
      void run(deed, way).then((why) => {
        if (why !== null) change(id, { state: 'gone', why });
      });
  }

  return {
    entries: entries.readable,
    depth: depth.readable,
    push(step) {
      const id = crypto.randomUUID();
      read();
      steps.set(id, step.undo);
      const saved = step.saved ?? null;
      if (saved !== null) save(id, saved);
      const entry: UndoEntry = { id, label: step.label, atMs: nowMs(), state: 'done', why: null, isSaved: saved !== null };
      write([...entries.get(), entry]);
      return {
        undo: () => go(id, 'back'),
        drop(why = 'late') {
          steps.delete(id);
          if (entries.get().some((one) => one.id === id && one.state === 'done')) change(id, { state: 'gone', why });
        },
        save(deed) {
          save(id, deed);
          change(id, { isSaved: true });
        },
      };
    },
    undoLast() {
      read();
      const last = entries.get().findLast(canUndo);
      if (last === undefined) return null;
      go(last.id, 'back');
      return last;
    },
    undo: (id) => go(id, 'back'),
    redo: (id) => go(id, 'forth'),
    keepFor(person) {
      const next = `postern.undo ${person}`;
      if (key === next) return;
      const before = entries.get();
      key = next;
      for (const { id } of before) {
        const deed = bodies.get(id);
        if (deed !== undefined) save(id, deed);
      }
      read();
      // Only the page that did it knew how: it was loaded anew since.
      write(entries.get().map((one) => (one.state === 'done' && !one.isSaved && !steps.has(one.id) ? gone(one) : one)));
      stopListening = storage.onChange(key, () => {
        read();
        for (const { id, state } of entries.get()) if (state !== 'done') steps.delete(id);
      });
    },
    close: () => stopListening(),
  };
}

const gone = (entry: UndoEntry): UndoEntry => ({ ...entry, state: 'gone', why: 'closed' });

function entriesIn(text: string | null): UndoEntry[] {
  if (text === null) return [];
  try {
    return JSON.parse(text) as UndoEntry[];
  } catch {
    // Somebody else wrote there.
    return [];
  }
}
