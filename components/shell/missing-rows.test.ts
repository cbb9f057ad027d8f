import { expect, test } from 'vitest';
import { missingRows } from './missing-rows.ts';

const progress = (serverMessages: number, indexed: number) => ({ id: 'm1' as never, serverMessages, indexed, windows: [] });

test('settled 7: the scroll bar spans messages that are not indexed yet, at the rate of messages per conversation so far', () => {
  expect(missingRows(progress(100_000, 20_000), 10_000)).toBe(40_000);
  expect(missingRows(progress(100_000, 100_000), 60_000)).toBe(0);
});

test('before anything is indexed, and when the server has fewer than the index, nothing is missing', () => {
  expect(missingRows(null, 10)).toBe(0);
  expect(missingRows(progress(100_000, 0), 0)).toBe(0);
  expect(missingRows(progress(5, 9), 9)).toBe(0);
});
