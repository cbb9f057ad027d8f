import { expect, test } from 'vitest';
import { intentRetryDelayMs, sendRetryDelayMs } from './retry-delay.ts';

test('S6: 1, 5, 15, 60 min, then every 2 h', () => {
  expect([1, 2, 3, 4, 5, 9].map((attempts) => sendRetryDelayMs(attempts) / 60_000)).toEqual([1, 5, 15, 60, 120, 120]);
});

test('an intent that was told to wait waits longer each time, ten minutes at most', () => {
  expect(intentRetryDelayMs(0)).toBe(2_000);
  expect(intentRetryDelayMs(3)).toBe(16_000);
  expect(intentRetryDelayMs(5_000)).toBe(600_000);
});
