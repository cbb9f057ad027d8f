import { expect, test } from 'vitest';
import { flagTokens, splitBySupport } from './flags.ts';

test.each(['\\Seen', '$Forwarded', 'work', 'a.b-c_d', '$label1'])('%s is a flag', (flag) => {
  expect(flagTokens([flag])).toEqual([{ type: 'ATOM', value: flag }]);
});

test.each([
  '',
  '\\',
  '\\Recent',
  '\\recent',
  'a b',
  'a\r\nb',
  'a)',
  '(a',
  'a{3}',
  'a%',
  'a*',
  'a"b',
  'a\\b',
  'ä',
  'a]',
  '\\Seen ',
  '\\*',
  'x'.repeat(256),
])('%j never reaches a wire as a flag', (flag) => {
  expect(() => flagTokens([flag])).toThrow(/flag/);
});

test('I31: only what PERMANENTFLAGS keeps, any keyword with \\*', () => {
  expect(splitBySupport(['\\Seen', 'work', '\\Deleted'], ['\\seen', '\\*'])).toEqual({
    kept: ['\\Seen', 'work'],
    unsupported: ['\\Deleted'],
  });
  expect(splitBySupport(['\\Seen', 'Work', 'home'], ['\\Seen', 'work'])).toEqual({ kept: ['\\Seen', 'Work'], unsupported: ['home'] });
  expect(splitBySupport(['\\Seen'], [])).toEqual({ kept: [], unsupported: ['\\Seen'] });
  expect(splitBySupport(['\\Seen', 'work'], null).unsupported).toEqual([]);
});
