import { expect, test } from 'vitest';
import { createUndoStack } from './undo-stack.ts';

test('steps are taken back newest first, each once', () => {
  const stack = createUndoStack();
  const undone: string[] = [];
  const first = stack.push({ label: 'first', undo: () => undone.push('first') });
  stack.push({ label: 'second', undo: () => undone.push('second') });
  expect(stack.undoLast()?.label).toBe('second');
  first.undo();
  first.undo();
  expect(undone).toEqual(['second', 'first']);
  expect(stack.undoLast()).toBeNull();
});

test('a step for which it is too late is not there any more', () => {
  const stack = createUndoStack();
  const step = stack.push({ label: 'send', undo: () => expect.unreachable() });
  step.drop();
  step.undo();
  expect(stack.undoLast()).toBeNull();
});

test('the stack keeps the last fifty', () => {
  const stack = createUndoStack();
  for (let count = 0; count < 80; count += 1) stack.push({ label: String(count), undo: () => undefined });
  expect(stack.depth.get()).toBe(50);
  expect(stack.undoLast()?.label).toBe('79');
});
