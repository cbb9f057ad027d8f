import { expect, test } from 'vitest';
import { applyPatch, patchedProperties } from './patch-object.ts';

const current = { name: 'a', keywords: { $seen: true }, list: [1, 2], deep: { one: { two: 2 } }, none: null };
const changed = (patch: Record<string, unknown>) => {
  const result = applyPatch(current, patch);
  return result.ok ? Object.fromEntries(result.changed) : result;
};

test('RFC 8620 §5.3: a value is set, replaced or added', () => {
  expect(changed({ name: 'b' })).toEqual({ name: 'b' });
  expect(changed({ keywords: { $flagged: true } })).toEqual({ keywords: { $flagged: true } });
  expect(changed({ 'keywords/$flagged': true })).toEqual({ keywords: { $seen: true, $flagged: true } });
  expect(changed({ 'deep/one/two': 3 })).toEqual({ deep: { one: { two: 3 } } });
});

test('RFC 8620 §5.3: null removes, and is nothing where the key is not there', () => {
  expect(changed({ 'keywords/$seen': null })).toEqual({ keywords: {} });
  expect(changed({ 'keywords/$junk': null })).toEqual({ keywords: { $seen: true } });
  expect(changed({ name: null })).toEqual({ name: undefined });
});

test('RFC 8620 §5.3: several paths under one property work together', () => {
  expect(changed({ 'keywords/$seen': null, 'keywords/a~1b': true })).toEqual({ keywords: { 'a/b': true } });
});

test('the object that is patched stays as it was', () => {
  changed({ 'keywords/$seen': null, 'deep/one/two': 9 });
  expect(current).toEqual({ name: 'a', keywords: { $seen: true }, list: [1, 2], deep: { one: { two: 2 } }, none: null });
});

test.each([
  ['a path into an array', { 'list/0': 9 }],
  ['a path into an array, behind it', { 'list/0/x': 9 }],
  ['a parent that does not exist', { 'missing/x': 9 }],
  ['a parent that does not exist, deep inside', { 'deep/zero/x': 9 }],
  ['a path into null', { 'none/x': 9 }],
  ['a path into a text', { 'name/x': 9 }],
  ['one path that is the beginning of another', { keywords: {}, 'keywords/$seen': true }],
  ['one path that is the beginning of another, deep inside', { 'deep/one': {}, 'deep/one/two': 3 }],
  ['the same path in two spellings', { 'a~1b': 1, 'a~1b/c': 2 }],
  ['a path that is no JSON pointer', { 'a~2b': 1 }],
  ['a parent that every object inherits', { 'constructor/x': 1 }],
])('RFC 8620 §5.3 invalidPatch: %s', (_, patch) => {
  expect(applyPatch(current, patch as Record<string, unknown>).ok).toBe(false);
});

test('names with equal beginnings are no prefixes of each other', () => {
  expect(changed({ 'keywords/a': true, 'keywords/ab': true })).toEqual({ keywords: { $seen: true, a: true, ab: true } });
});

test('a patch never reaches a prototype', () => {
  const result = applyPatch({ keywords: {} }, JSON.parse('{"keywords/__proto__":{"polluted":true}}') as Record<string, unknown>);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(result.ok && Object.hasOwn(result.changed.get('keywords') as object, '__proto__')).toBe(true);
});

test('the properties a patch reaches are its first path segments', () => {
  expect(patchedProperties({ 'keywords/$seen': true, name: 'x', 'a~1b/c': 1 })).toEqual(['keywords', 'name', 'a/b']);
  expect(patchedProperties({ '~': 1 })).toBeNull();
});
