import { expect, test } from 'vitest';
import { resolveRange } from '#lib/gateway/index.ts';
import { parseRange } from './byte-range.ts';

const resolve = (header: string, size: number) => {
  const asked = parseRange(header);
  return asked === null ? null : resolveRange(asked, size);
};

test('RFC 9110 §14.1.2: first-last, first-, -suffix', () => {
  expect(resolve('bytes=0-3', 10)).toEqual({ start: 0, end: 3 });
  expect(resolve('bytes=4-', 10)).toEqual({ start: 4, end: 9 });
  expect(resolve('bytes=-3', 10)).toEqual({ start: 7, end: 9 });
  expect(resolve('bytes=8-100', 10)).toEqual({ start: 8, end: 9 });
});

test('a range over everything is the whole', () => {
  expect(resolve('bytes=0-', 10)).toBe('whole');
  expect(resolve('bytes=-10', 10)).toBe('whole');
  expect(resolve('bytes=-99', 10)).toBe('whole');
});

test('a range outside is unsatisfiable', () => {
  expect(resolve('bytes=10-', 10)).toBe('unsatisfiable');
  expect(resolve('bytes=-0', 10)).toBe('unsatisfiable');
  expect(resolve('bytes=0-0', 0)).toBe('unsatisfiable');
});

test.each([null, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'items=0-1', 'bytes=a-b'])(
  '%j is not honoured: the whole is sent',
  (header) => {
    expect(parseRange(header)).toBeNull();
  },
);
