import { expect, test } from 'vitest';
import type { Invocation } from '#lib/contract/index.ts';
import { resolveReferences } from './result-references.ts';

const responses: Invocation[] = [
  ['Foo/changes', { created: ['f1', 'f4'], 'a/b': { '~x': 7 }, nothing: null }, 't0'],
  [
    'Foo/get',
    {
      list: [
        { id: 'f1', ids: ['x', 'y'] },
        { id: 'f4', ids: ['z'] },
        { id: 'f5', ids: [] },
      ],
    },
    't1',
  ],
  ['Email/set', { updated: {} }, 't1'],
];
const resolve = (path: string, name = 'Foo/get', resultOf = 't1') => resolveReferences({ '#ids': { resultOf, name, path } }, responses);
const failure = (given: Record<string, unknown>): unknown => {
  try {
    resolveReferences(given, responses);
    return null;
  } catch (error) {
    return (error as { type: string }).type;
  }
};
const pathFailure = (path: string, name = 'Foo/get', resultOf = 't1') => failure({ '#ids': { resultOf, name, path } });

test('RFC 8620 §3.7: a path selects a property of an earlier response', () => {
  expect(resolve('/created', 'Foo/changes', 't0')).toEqual({ ids: ['f1', 'f4'] });
  expect(resolve('/list/1/id')).toEqual({ ids: 'f4' });
  expect(resolve('/nothing', 'Foo/changes', 't0')).toEqual({ ids: null });
});

test('RFC 8620 §3.7: the empty path is the whole response', () => {
  expect(resolve('', 'Foo/changes', 't0')).toEqual({ ids: responses[0]![1] });
});

test('RFC 6901 §4: ~1 is a slash and ~0 a tilde in a path', () => {
  expect(resolve('/a~1b/~0x', 'Foo/changes', 't0')).toEqual({ ids: 7 });
});

test('RFC 8620 §3.7: * maps an array, in order', () => {
  expect(resolve('/list/*/id')).toEqual({ ids: ['f1', 'f4', 'f5'] });
});

test('RFC 8620 §3.7: results of * that are arrays are flattened', () => {
  expect(resolve('/list/*/ids')).toEqual({ ids: ['x', 'y', 'z'] });
  expect(resolve('/list/*/ids/*')).toEqual({ ids: ['x', 'y', 'z'] });
});

test('RFC 8620 §3.7: other arguments stay as they are', () => {
  expect(resolveReferences({ a: 1, '#b': { resultOf: 't0', name: 'Foo/changes', path: '/created' } }, responses)).toEqual({
    a: 1,
    b: ['f1', 'f4'],
  });
});

test('RFC 8620 §3.7: the same argument plain and by reference is invalidArguments', () => {
  expect(failure({ ids: [], '#ids': { resultOf: 't0', name: 'Foo/changes', path: '/created' } })).toBe('invalidArguments');
});

test.each([
  ['no earlier call has that id', '/created', 'Foo/changes', 't9'],
  ['the response has another name', '/list', 'Foo/changes', 't1'],
  ['only the first response of a call counts', '/updated', 'Email/set', 't1'],
  ['a property that is not there', '/list/0/name'],
  ['an index past the end', '/list/3'],
  ['an index with a leading zero', '/list/01'],
  ['the index behind the last', '/list/-'],
  ['a path without a leading slash', 'list'],
  ['a path into a text', '/list/0/id/0'],
  ['* over something that is no array', '/list/0/*'],
  ['one item of * without the property', '/list/*/name'],
  ['a stray tilde', '/list~'],
  ['a property inherited by every object', '/constructor'],
])('RFC 8620 §3.7: %s is invalidResultReference', (_, path, name = 'Foo/get', resultOf = 't1') => {
  expect(pathFailure(path, name, resultOf)).toBe('invalidResultReference');
});

test('RFC 8620 §3.7: something that is no ResultReference is invalidResultReference', () => {
  expect(failure({ '#ids': { resultOf: 't1', path: '/list' } })).toBe('invalidResultReference');
  expect(failure({ '#ids': null })).toBe('invalidResultReference');
});

test('V9: a path that multiplies is bounded', () => {
  const row = Array.from({ length: 400 }, () => 0);
  const wide: Invocation[] = [['Foo/get', { list: Array.from({ length: 400 }, () => row) }, 't1']];
  expect(() => resolveReferences({ '#ids': { resultOf: 't1', name: 'Foo/get', path: '/list/*/*' } }, wide)).toThrow();
});
