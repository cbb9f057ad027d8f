import { expect, test } from 'vitest';
import { type Contact, rankCorrespondents } from './rank-correspondents.ts';

const nowMs = Date.parse('2026-05-01T12:00:00Z');
const day = 86_400_000;
const mail = (email: string, name: string | null, daysAgo: number, sent = false): Contact => ({
  address: { email, name },
  sent,
  atMs: nowMs - daysAgo * day,
});
const ranked = (contacts: Contact[], text = '', own: string[] = []) =>
  rankCorrespondents(contacts, { text, nowMs, limit: 5, own: new Set(own) }).map(({ email }) => email);

test('often and lately comes first; whom one wrote to before who only wrote', () => {
  const often = [1, 2, 3].map((days) => mail('often@a.example', 'Often', days, true));
  const once = [mail('once@a.example', 'Once', 1, true)];
  const writes = [1, 2, 3, 4].map((days) => mail('writes@a.example', 'Writes', days));
  const old = Array.from({ length: 4 }, () => mail('old@a.example', 'Old', 900, true));
  expect(ranked([...old, ...writes, ...once, ...often])).toEqual([
    'often@a.example',
    'once@a.example',
    'writes@a.example',
    'old@a.example',
  ]);
});

test('each word begins a word of the name or a part of the address, however it is written', () => {
  const people = [
    mail('jm@uni.example', 'Jürgen Müller', 1),
    mail('anna.muller@shop.example', null, 2),
    mail('tanaka@jp.example', '田中さくら', 3),
    mail('x@y.example', 'Sam O’Brien', 4),
  ];
  expect(ranked(people, 'mull')).toEqual(['jm@uni.example', 'anna.muller@shop.example']);
  expect(ranked(people, 'Mü ju')).toEqual(['jm@uni.example']);
  expect(ranked(people, 'shop')).toEqual(['anna.muller@shop.example']);
  expect(ranked(people, 'anna.muller@sh')).toEqual(['anna.muller@shop.example']);
  expect(ranked(people, 'brien')).toEqual(['x@y.example']);
  expect(ranked(people, 'さくら')).toEqual(['tanaka@jp.example']);
  expect(ranked(people, 'uller')).toEqual([]);
});

test('the newest name counts, an address is one whatever its letter case, robots and oneself come last', () => {
  const list = rankCorrespondents(
    [
      mail('Mia@a.example', 'Mia Old', 50),
      mail('mia@a.example', 'Mia New', 5),
      mail('mia@a.example', 'mia@a.example', 1),
      ...[1, 2, 3, 4].map((days) => mail('no-reply@a.example', 'Mia Shop', days)),
      ...[1, 2, 3].map((days) => mail('me@a.example', 'Mia Me', days, true)),
      mail('undisclosed-recipients:;', 'Mia', 1),
    ],
    { text: 'mia', nowMs, limit: 5, own: new Set(['me@a.example']) },
  );
  expect(list.map(({ email, name, isKnown }) => [email, name, isKnown])).toEqual([
    ['Mia@a.example', 'Mia New', false],
    ['me@a.example', 'Mia Me', true],
    ['no-reply@a.example', 'Mia Shop', false],
  ]);
});
