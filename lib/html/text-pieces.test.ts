import { expect, test } from 'vitest';
import { textPieces } from './text-pieces.ts';

test('text of usual length is one piece', () => {
  expect(textPieces('x\n'.repeat(1000))).toHaveLength(1);
});

test('long text is cut between lines, and nothing of it is lost or changed', () => {
  const text = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n');
  const pieces = textPieces(text);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('\n')).toBe(text);
});

test('one line without an end is cut all the same', () => {
  const pieces = textPieces('x'.repeat(400_000));
  expect(pieces.join('')).toBe('x'.repeat(400_000));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(150_000);
});
