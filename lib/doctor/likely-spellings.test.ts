import { expect, test } from 'vitest';
import { likelySpellings } from './likely-spellings.ts';

test.each([
  ['mial3.example.test', ['mail3.example.test']],
  ['iamp.example.test', ['imap.example.test']],
  ['stmp.example.test', ['smtp.example.test']],
  ['smpt.example.test', ['smtp.example.test']],
  ['imapp.example.test', ['imap.example.test', 'imaps.example.test']],
  ['mal.example.test', ['mail.example.test']],
  ['imap.exmaple.test', ['imap.example.test']],
  ['iamp.exmaple.test', ['iamp.example.test', 'imap.exmaple.test']],
  ['imap.example.test', []],
  ['mail.other.test', []],
  ['zeus.example.test', []],
  ['mial', []],
  ['', []],
])('%s may mean %j', (host, meant) => {
  expect(likelySpellings(host, 'anna@example.test')).toEqual(meant);
});

test('a login that is no address says nothing of a domain', () => {
  expect(likelySpellings('imap.exmaple.test', 'anna')).toEqual([]);
});
