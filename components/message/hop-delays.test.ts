import { expect, test } from 'vitest';

import { hopDelay } from './hop-delays.ts';
import { fieldsOf } from './sender-header.tsx';

const hops = [
  null,
  '2026-11-22T13:00:00Z',
  null,
  '2026-11-22T13:00:05Z',
  '2026-11-22T12:50:05Z',
  '2026-11-22T12:50:05Z',
  '2026-11-25T12:50:05Z',
].map((at) => ({
  at,
  from: null,
  by: null,
  protocol: null,
  isEncrypted: null,
  isOurs: false,
}));

test('the time between two servers, over one that names none; a clock that runs behind is named', () => {
  expect(hops.map((_, index) => hopDelay(hops, index))).toEqual([
    null,
    null,
    null,
    { words: '5 seconds', isBackwards: false },
    { words: '10 minutes', isBackwards: true },
    null,
    { words: '3 days', isBackwards: false },
  ]);
});

test('a header as fields with their folding, without the body', () => {
  expect(fieldsOf('A: 1\r\n 2\r\nB: 3\r\n\r\nC: 4')).toEqual(['A: 1\n 2', 'B: 3']);
});
