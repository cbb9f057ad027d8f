import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Hints } from './mailbox-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('I25: the first hint runs a pass at once, a burst behind it one more, and quiet none', () => {
  let passes = 0;
  const hints = new Hints(() => {
    passes += 1;
  });
  hints.take();
  expect(passes).toBe(1);
  for (let n = 0; n < 50; n += 1) {
    hints.take();
    vi.advanceTimersByTime(5);
  }
  expect(passes).toBe(1);
  vi.advanceTimersByTime(50);
  expect(passes).toBe(2);
  vi.advanceTimersByTime(60_000);
  expect(passes).toBe(2);
  hints.take();
  expect(passes).toBe(3);
});

test('I25: hints without end make a pass every 300 ms, and a watch that ended makes none', () => {
  let passes = 0;
  const hints = new Hints(() => {
    passes += 1;
  });
  for (let n = 0; n < 300; n += 1) {
    hints.take();
    vi.advanceTimersByTime(10);
  }
  expect(passes).toBe(11);
  hints.take();
  hints.drop();
  vi.advanceTimersByTime(1_000);
  expect(passes).toBe(11);
});
