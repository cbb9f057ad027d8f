import { expect, test } from 'vitest';
import { agoText } from './ago-text.ts';

const nowMs = Date.parse('2026-05-01T12:00:00Z');

test.each([
  [0, 'now'],
  [-40_000, '40 seconds ago'],
  [-3 * 60_000, '3 minutes ago'],
  [30_000, 'in 30 seconds'],
  [-2 * 3_600_000, '2 hours ago'],
  [-3 * 86_400_000, '3 days ago'],
])('%d ms from now is “%s”', (spanMs, text) => {
  expect(agoText(nowMs + spanMs, nowMs)).toBe(text);
});
