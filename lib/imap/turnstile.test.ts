import { expect, test } from 'vitest';
import { failureOf } from './testing/failure-of.ts';
import { Turnstile } from './turnstile.ts';

test('tasks run one at a time and in order, also behind one that fails', async () => {
  const turns = new Turnstile();
  const seen: string[] = [];
  const task = (name: string) => async () => {
    seen.push(`${name} in`);
    await Promise.resolve();
    seen.push(`${name} out`);
    if (name === 'b') throw new Error('b');
    return name;
  };
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.pass(task(name))));
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('G4: who gives up while waiting is let go at once, and the place stays in order', async () => {
  const turns = new Turnstile();
  let finish = () => {};
  const first = turns.pass(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const controller = new AbortController();
  let ran = false;
  const second = failureOf(
    turns.pass(async () => {
      ran = true;
    }, controller.signal),
  );
  controller.abort();
  expect((await second).kind).toBe('aborted');
  const third = turns.pass(async () => 'third');
  finish();
  await first;
  expect(await third).toBe('third');
  expect(ran).toBe(false);
});

test('a task that only waits is asked to make room, at once when somebody waits already', async () => {
  const turns = new Turnstile();
  const wait = () =>
    turns.pass(
      () =>
        new Promise<string>((resolve) => {
          turns.makeRoomBy(() => resolve('made room'));
        }),
    );
  const first = wait();
  const second = wait();
  const third = turns.pass(async () => 'third');
  expect(await Promise.all([first, second, third])).toEqual(['made room', 'made room', 'third']);
});
