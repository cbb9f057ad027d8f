import { expect, test } from 'vitest';
import { formatInternalDate, parseInternalDate, readFetchRow } from './fetch-row.ts';

test.each([
  ['17-Jul-1996 02:44:25 -0700', Date.UTC(1996, 6, 17, 9, 44, 25)],
  [' 1-Jan-2026 00:00:00 +0530', Date.UTC(2025, 11, 31, 18, 30, 0)],
  ['01-jan-2026 00:00:00 +0000', Date.UTC(2026, 0, 1)],
])('INTERNALDATE %s', (text, ms) => {
  expect(parseInternalDate(text)).toBe(ms);
});

test.each(['', '17-Xyz-1996 02:44:25 -0700', '17-Jul-96 02:44:25 -0700', '1996-07-17'])('%j is no INTERNALDATE', (text) => {
  expect(parseInternalDate(text)).toBeNull();
});

test('a written date reads the same', () => {
  for (const ms of [0, 1e12, Date.UTC(2024, 1, 29, 23, 59, 59)]) expect(parseInternalDate(formatInternalDate(ms))).toBe(ms);
});

test('unknown items, odd values and missing ones are passed over', () => {
  const atom = (value: string) => ({ type: 'ATOM', value });
  const row = readFetchRow({
    attributes: [
      atom('FETCH'),
      [
        atom('X-NEW'),
        [atom('a')],
        atom('UID'),
        atom('7'),
        atom('FLAGS'),
        [atom('\\Seen'), null, atom('\\Recent')],
        atom('RFC822.SIZE'),
        atom('huge'),
        atom('MODSEQ'),
        [atom('9223372036854775807')],
        atom('X'),
      ],
    ],
  });
  expect(row).toMatchObject({ uid: 7, flags: ['\\Seen'], sizeBytes: null, modSeq: 9223372036854775807n });
  expect(readFetchRow({}).uid).toBeNull();
  expect(readFetchRow({ attributes: [atom('FETCH'), [atom('UID'), atom('0')]] }).uid).toBeNull();
});
