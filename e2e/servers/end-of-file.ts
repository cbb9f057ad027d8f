import { afterAll } from 'vitest';

const waiting: (() => Promise<void>)[] = [];

/**
 * What test code keeps in a variable of a module and shares within one test file is given back when that file ends: files run after each
 * other in one process, which loads a module once (decision 0029), so a hook of the module itself would run for the first of them only.
 */
export function atEndOfFile(giveBack: () => Promise<void>): void {
  waiting.push(giveBack);
}

afterAll(async () => {
  for (const giveBack of waiting.splice(0)) await giveBack();
});
