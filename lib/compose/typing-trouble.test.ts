import { expect, test } from 'vitest';
import { parseAddressList } from './address-text.ts';
import { typingTrouble } from './typing-trouble.ts';

test.each([
  'ann@a.example',
  'Ann Example <ann.example@sub.a-b.example>',
  '"Example, Ann" <ann@a.example>',
  'jürgen@exämple.example',
  '用户@例子.example',
  'ann@[192.0.2.1]',
  'ann@a.example (Ann)',
  'a@a.example b@b.example',
])('no letter of %j is called impossible while it is typed, and at its end it is an address', (whole) => {
  const told = [...whole].map((_, at) => typingTrouble(whole.slice(0, at + 1)));
  expect(told.filter((trouble) => trouble === 'impossible')).toEqual([]);
  expect(told[0]).toBe('unfinished');
  expect(told.at(-1)).toBeNull();
});

test.each(['ann@@a.example', 'ann@b@c', '@a', 'ann@a..b', 'ann@.a', 'ann@-a', 'ann@a_b', 'ann@a/b', '.ann@a', 'an..n@a', 'Ann <ann@b@c'])(
  '%j cannot become an address any more',
  (typed) => {
    expect(typingTrouble(typed)).toBe('impossible');
    for (const more of ['.example', 'x@a.example', '>']) expect(parseAddressList(typed + more).every(({ isValid }) => isValid)).toBe(false);
  },
);

test('nothing typed is no trouble; what stands before the last address counts too', () => {
  expect(typingTrouble('  ')).toBeNull();
  expect(typingTrouble('nobody, ann@a.example')).toBe('impossible');
  expect(typingTrouble(`${'a'.repeat(65)}@`)).toBe('impossible');
  expect(typingTrouble(`a@${'b'.repeat(64)}`)).toBe('impossible');
});
