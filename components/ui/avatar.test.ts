import { expect, test } from 'vitest';
import { hueOf, initialsOf } from './avatar.tsx';

test('the colour of an address is stable and ignores letter case', () => {
  expect(hueOf('Anna@Example.org')).toBe(hueOf('anna@example.org'));
  const hues = new Set(Array.from({ length: 200 }, (_, index) => hueOf(`person${index}@example.org`)));
  expect(hues.size).toBe(12);
});

test('initials come from the name, else from the address', () => {
  expect(initialsOf('Anna Maria Lindqvist', 'a@b')).toBe('AL');
  expect(initialsOf('"(Team)" Postern', 'a@b')).toBe('TP');
  expect(initialsOf(null, 'bruno@b')).toBe('B');
  expect(initialsOf('   ', '…@b')).toBe('B');
  expect(initialsOf('', '')).toBe('?');
  expect(initialsOf('山田 花子', 'h@b')).toBe('山花');
});
