import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddressGroups } from './address-list.ts';
import { parseUsualAddresses } from './usual-addresses.ts';

const inFull = (value: string) => parseAddressGroups(value).flatMap((group) => group.addresses);

test.each([
  ['ann@example.org', [{ name: null, email: 'ann@example.org' }]],
  [' <ann.b+c@mail.example.org>', [{ name: null, email: 'ann.b+c@mail.example.org' }]],
  [
    'Ann B. O\'Lee <ann@example.org>, "Stone, MD" <s@example.org>,x@y',
    [
      { name: "Ann B. O'Lee", email: 'ann@example.org' },
      { name: 'Stone, MD', email: 's@example.org' },
      { name: null, email: 'x@y' },
    ],
  ],
])('%s is read at once, as it would be in full', (value, expected) => {
  expect(parseUsualAddresses(value)).toEqual(expected);
  expect(inFull(value)).toEqual(expected);
});

test('a list is read at once only if that means the same as reading it in full', () => {
  const bits = fc.constantFrom(
    ...[
      'ann',
      'B.',
      "O'Lee",
      '"Stone, MD"',
      '"a b"',
      '"a  b"',
      '"=?utf-8?q?x?="',
      '=?utf-8?q?x?=',
      '<a@b.org>',
      'a@b.org',
      '<a@b.org',
      'a@b.org>',
    ],
    ...[
      ' ',
      ' ',
      ' ',
      ', ',
      ',',
      ',,',
      ':',
      ';',
      '(x)',
      '[x]',
      '\\',
      '"',
      '<',
      '>',
      '@',
      '.',
      '..',
      '\t',
      '\u00e9',
      '&',
      '_',
      '-',
      '/',
      '~',
      '=',
      '?',
      '""',
      '"<x@y>"',
    ],
  );
  let usual = 0;
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 9 }), (parts) => {
      const value = parts.join('');
      const quick = parseUsualAddresses(value);
      if (quick === null) return;
      usual += 1;
      expect({ value, addresses: quick }).toEqual({ value, addresses: inFull(value) });
    }),
    { numRuns: 60_000 },
  );
  expect(usual).toBeGreaterThan(100);
});

test('a long list that turns strange at its end costs linear time', () => {
  expect(parseUsualAddresses(`${'Ann Lee '.repeat(60_000)}<`)).toBeNull();
  expect(parseUsualAddresses(`"${'a '.repeat(100_000)}`)).toBeNull();
  expect(parseUsualAddresses('a.'.repeat(100_000))).toBeNull();
  expect(parseUsualAddresses('a@b.org, '.repeat(10_000))).toBeNull();
});
