import { createValue, type Readable } from './value.ts';

export type Undoable = {
  /** what was done: “Archived” */
  label: string;
  undo: () => void;
};

export type UndoStack = {
  /** How many steps can be taken back. */
  readonly depth: Readable<number>;
  /** `undo` takes exactly this step back, once, wherever it stands in the stack; `drop` says that it is too late for that. */
  push(step: Undoable): { undo(): void; drop(): void };
  /** Takes the last step back; null when there is none. */
  undoLast(): Undoable | null;
};

const deepest = 50;

/** What can still be taken back, newest last. */
export function createUndoStack(): UndoStack {
  let steps: Undoable[] = [];
  const depth = createValue(0);
  function set(next: Undoable[]): void {
    steps = next.slice(-deepest);
    depth.set(steps.length);
  }
  return {
    depth: depth.readable,
    push(step) {
      set([...steps, step]);
      const drop = () => set(steps.filter((other) => other !== step));
      return {
        undo() {
          if (!steps.includes(step)) return;
          drop();
          step.undo();
        },
        drop,
      };
    },
    undoLast() {
      const last = steps.at(-1);
      if (last === undefined) return null;
      set(steps.slice(0, -1));
      last.undo();
      return last;
    },
  };
}
