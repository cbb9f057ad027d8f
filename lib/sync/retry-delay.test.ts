import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

test('waits grow from a second to five minutes and are spread', () => {
  expect(retryDelayMs(1, 0.5)).toBe(1_000);
  expect(retryDelayMs(2, 0.5)).toBe(2_000);
  expect(retryDelayMs(100, 0.5)).toBe(300_000);
  expect(retryDelayMs(1, 0)).toBeLessThan(retryDelayMs(1, 0.99));
});
