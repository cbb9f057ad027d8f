import { expect, test } from 'vitest';
import { parseHeaderBlock } from '#lib/message/index.ts';
import { headerPropertyValue, parseHeaderProperty } from './header-property.ts';

const { fields } = parseHeaderBlock(
  Buffer.from(
    [
      'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
      'To: Ann <ann@example.org>',
      'to: Friends: bob@example.org;',
      'List-Post: <mailto:list@example.org>',
      'Date: Sat, 1 Aug 2026 10:00:00 +0200',
      'Message-ID: <one@example.org>',
      'X-Note:  folded',
      '  twice',
      '',
      '',
    ].join('\r\n'),
  ),
);
const value = (property: string) => headerPropertyValue(parseHeaderProperty(property)!, fields);

test('RFC 8621 §4.1.3: without suffix the raw form of the last field of that name, in any letter case', () => {
  expect(value('header:SUBJECT')).toBe(' =?utf-8?q?Gr=C3=BC=C3=9Fe?=');
  expect(value('header:To')).toBe(' Friends: bob@example.org;');
  expect(value('header:X-Note')).toBe('  folded\r\n  twice');
});

test('RFC 8621 §4.1.3: :all gives every field in order, an empty list where there is none', () => {
  expect(value('header:to:all')).toEqual([' Ann <ann@example.org>', ' Friends: bob@example.org;']);
  expect(value('header:to:asAddresses:all')).toEqual([
    [{ name: 'Ann', email: 'ann@example.org' }],
    [{ name: null, email: 'bob@example.org' }],
  ]);
  expect(value('header:X-None:all')).toEqual([]);
});

test('RFC 8621 §4.1.3: a field that is not there is null', () => {
  expect(value('header:X-None')).toBeNull();
  expect(value('header:X-None:asAddresses')).toBeNull();
});

test('RFC 8621 §4.1.2: every parsed form', () => {
  expect(value('header:Subject:asText')).toBe('Grüße');
  expect(value('header:To:asGroupedAddresses')).toEqual([{ name: 'Friends', addresses: [{ name: null, email: 'bob@example.org' }] }]);
  expect(value('header:Message-ID:asMessageIds')).toEqual(['one@example.org']);
  expect(value('header:Date:asDate')).toBe('2026-08-01T10:00:00+02:00');
  expect(value('header:List-Post:asURLs')).toEqual(['mailto:list@example.org']);
  expect(value('header:X-Note:asText')).toBe('folded  twice');
});

test.each([
  'header:From:asDate',
  'header:From:asText',
  'header:Subject:asAddresses',
  'header:Date:asText',
  'header:Message-ID:asURLs',
  'header:List-Post:asText',
  'header:Received:asText',
  'header:Return-Path:asAddresses',
  'header:Resent-To:asMessageIds',
])('RFC 8621 §4.1.2: %s is a forbidden form', (property) => {
  expect(parseHeaderProperty(property)).toBeNull();
});

test.each([
  'header:X-Anything:asDate',
  'header:List-Id:asText',
  'header:List-Id:asAddresses',
  'header:Comments:asText',
  'header:Resent-Reply-To:asGroupedAddresses',
  'header:Received:asRaw',
  'header:Received:all',
  'header:From:asRaw:all',
])('RFC 8621 §4.1.2: %s is an allowed form', (property) => {
  expect(parseHeaderProperty(property)).not.toBeNull();
});

test.each(['header:', 'header:a b', 'header:x:all:asText', 'header:x:asFoo', 'header:x:asraw', 'headers', 'header:ä', 'header:x:y'])(
  'RFC 8621 §4.1.3: %s is no header property',
  (property) => {
    expect(parseHeaderProperty(property)).toBeNull();
  },
);
