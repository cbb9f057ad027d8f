import { expect, test, vi } from 'vitest';
import { untilItComes } from './until-it-comes.ts';

test('a part that cannot be had is asked for again, less and less often, until it comes', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const pauses: number[] = [];
  let calls = 0;
  const part = await untilItComes(
    async () => {
      calls += 1;
      if (calls < 7) throw new TypeError('Failed to fetch');
      return 'part';
    },
    async (ms) => void pauses.push(ms),
  );
  expect(part).toBe('part');
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  vi.restoreAllMocks();
});
