import { expect, test } from 'vitest';
import { parseIJson } from './i-json.ts';

const parse = (text: string) => parseIJson(Buffer.from(text, 'utf8'));

test('RFC 8620 §1.5: JSON in UTF-8 is parsed as it is', () => {
  expect(parse('{"a":[1,{"b":"\\u00e4 \\"x\\" : , {"}],"c":null}')).toEqual({ value: { a: [1, { b: 'ä "x" : , {' }], c: null } });
  expect(parse('"text"')).toEqual({ value: 'text' });
  expect(parse('[]')).toEqual({ value: [] });
});

test.each([
  ['duplicate names', '{"a":1,"a":2}'],
  ['duplicate names, one written with an escape', '{"a":1,"\\u0061":2}'],
  ['duplicate names deep inside', '[{"x":[{"a":{},"b":1,"a":[]}]}]'],
  ['a lone surrogate', '{"a":"\\ud800"}'],
  ['a lone surrogate as a name', '{"\\udc00":1}'],
  ['a byte order mark', '\ufeff{}'],
  ['trailing text', '{} x'],
  ['nothing', ''],
])('RFC 8620 §1.5: %s is no I-JSON', (_, text) => {
  expect(parse(text)).toBeNull();
});

test('RFC 8620 §1.5: octets that are not UTF-8 are no I-JSON', () => {
  expect(parseIJson(Buffer.from([0x22, 0xff, 0x22]))).toBeNull();
});

test('the same name in different objects is no duplicate', () => {
  expect(parse('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}')).not.toBeNull();
});

test('a name called __proto__ is a name like any other', () => {
  expect(Object.hasOwn(parse('{"__proto__":1}')?.value as object, '__proto__')).toBe(true);
});

test('a long request is walked in linear time', () => {
  const long = JSON.stringify({ list: Array.from({ length: 50_000 }, (_, index) => ({ id: `e${index}`, text: '"\\{}[],:' })) });
  expect(parse(long)).not.toBeNull();
});

test('V9: nesting without end is refused, nesting within reason is not', () => {
  expect(parse(`${'['.repeat(100)}${']'.repeat(100)}`)).not.toBeNull();
  expect(parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBeNull();
});
