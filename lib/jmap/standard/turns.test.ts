import { expect, test } from 'vitest';
import { inTurn } from './turns.ts';

/** Something that runs until it is told to end, and notes when it does what. */
function steps() {
  const log: string[] = [];
  const run = (key: string, name: string, kind: 'shared' | 'alone') => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const over = inTurn(key, kind, async () => {
      log.push(`+${name}`);
      await promise;
      log.push(`-${name}`);
      return name;
    });
    return { over, end: resolve, fail: reject };
  };
  return { log, run };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('shared turns run beside each other, one alone waits for them, and those that come later wait for it', async () => {
  const { log, run } = steps();
  const [one, two] = [run('a', '1', 'shared'), run('a', '2', 'shared')];
  const alone = run('a', 'A', 'alone');
  const late = run('a', '3', 'shared');
  const elsewhere = run('b', 'B', 'alone');
  await settle();
  expect(log).toEqual(['+1', '+2', '+B']);
  two.end();
  one.end();
  await settle();
  expect(log).toEqual(['+1', '+2', '+B', '-2', '-1', '+A']);
  alone.end();
  elsewhere.end();
  late.end();
  expect(await Promise.all([one.over, two.over, alone.over, late.over, elsewhere.over])).toEqual(['1', '2', 'A', '3', 'B']);
  expect(log.indexOf('+3')).toBeGreaterThan(log.indexOf('-A'));
});

test('a turn that fails tells its caller and keeps nobody waiting', async () => {
  const { log, run } = steps();
  const [first, second] = [run('a', '1', 'alone'), run('a', '2', 'alone')];
  first.fail(new Error('broken'));
  await expect(first.over).rejects.toThrow('broken');
  second.end();
  expect(await second.over).toBe('2');
  expect(log).toEqual(['+1', '+2', '-2']);
});
