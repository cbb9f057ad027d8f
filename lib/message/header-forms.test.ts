import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import {
  asAddresses,
  asDate,
  asGroupedAddresses,
  asMessageIds,
  asRaw,
  asText,
  asURLs,
  fieldText,
  firstField,
  limits,
  parseHeaderBlock,
} from './index.ts';
import { fieldStrings, hasCorpora, spoofedHeaders } from './testing/eml-corpus.ts';

const block = (text: string, encoding: 'utf8' | 'latin1' = 'utf8') => parseHeaderBlock(Buffer.from(text, encoding));

describe('Text form (RFC 8621 §4.1.2.2)', () => {
  test.each([
    ['  plain', 'plain'],
    [' folded\r\n line', 'folded line'],
    [' folded\r\n\ttab', 'folded\ttab'],
    [' =?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    [' =?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
    [' =?ISO-8859-1?Q?a_b?=', 'a b'],
    [' =?ISO-8859-1?Q?a?= b', 'a b'],
    // a character cut between two words of one charset
    [' =?utf-8?B?4oI=?= =?utf-8?B?rA==?=', '€'],
    [' =?utf-8?Q?=E2=82?=\r\n =?utf-8?Q?=AC?=', '€'],
    // language tag (RFC 2231 §5), lower and upper case, other charsets
    [' =?us-ascii*en?q?Hello?=', 'Hello'],
    [' =?Shift_JIS?B?g2WDWINn?=', 'テスト'],
    [' =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=', 'テスト'],
    [' =?koi8-r?B?8NLJ18XU?=', 'Привет'],
    [' =?utf-7?Q?Hi_+AOQ-?=', 'Hi ä'],
    // unknown charsets and what is no encoded word stay as they are
    [' =?x-nothing?Q?abc?=', '=?x-nothing?Q?abc?='],
    [' a=?utf-8?Q?b?=', 'a=?utf-8?Q?b?='],
    [' =?utf-8?Q?b?=c', '=?utf-8?Q?b?=c'],
    [' =?utf-8?X?b?=', '=?utf-8?X?b?='],
    [' =?utf-8?B?YQ==', '=?utf-8?B?YQ=='],
    [' =?=?utf-8?Q?b?=', '=?=?utf-8?Q?b?='],
    // malformed octets become U+FFFD; hidden control characters go
    [' =?utf-8?Q?a=FFb?=', 'a\ufffdb'],
    [' =?utf-8?Q?a=00=0D=0Ab=1B?=', 'ab'],
    // composed form
    [' u\u0308', 'ü'],
  ])('%j is %j', (value, wanted) => expect(asText(value)).toBe(wanted));
});

describe('Addresses form (RFC 8621 §4.1.2.3)', () => {
  const named = (name: string | null, email: string) => ({ name, email });
  test.each([
    [
      '"  James Smythe" <james@example.com>, Friends:\r\n  jane@example.com, =?UTF-8?Q?John_Sm=C3=AEth?=\r\n  <john@example.com>;',
      [named('James Smythe', 'james@example.com'), named(null, 'jane@example.com'), named('John Smîth', 'john@example.com')],
    ],
    ['ann@a.example (Ann)', [named('Ann', 'ann@a.example')]],
    ['Ann Example (a (nested) note) <ann@a.example>', [named('Ann Example', 'ann@a.example')]],
    ['"Smith, Ann" <ann@a.example>', [named('Smith, Ann', 'ann@a.example')]],
    ['"a \\"b\\" c" <ann@a.example>', [named('a "b" c', 'ann@a.example')]],
    ['<@relay.example:ann@a.example>', [named(null, 'ann@a.example')]],
    ['"odd local"@a.example', [named(null, '"odd local"@a.example')]],
    ['"plain"@a.example', [named(null, 'plain@a.example')]],
    ['ann @ a . example', [named(null, 'ann@a.example')]],
    ['Ann ann@a.example', [named('Ann', 'ann@a.example')]],
    ['ann@[192.0.2.1]', [named(null, 'ann@[192.0.2.1]')]],
    ['undisclosed-recipients:;', []],
    ['a@b.example; c@d.example', [named(null, 'a@b.example'), named(null, 'c@d.example')]],
    ['', []],
    [',,, ,', []],
    ['"unclosed <ann@a.example>', [named('unclosed', 'ann@a.example')]],
    ['Ann <ann@a.example', [named('Ann', 'ann@a.example')]],
    ['"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=" <a@b.example>', [named('Grüße', 'a@b.example')]],
    ['"a =?utf-8?Q?b?= c" <a@b.example>', [named('a =?utf-8?Q?b?= c', 'a@b.example')]],
    ['jürgen@müller.example', [named(null, 'jürgen@müller.example')]],
  ])('%j', (value, wanted) => expect(asAddresses(value)).toEqual(wanted));

  test('V10: an encoded word never becomes an address, and two addresses in one place are both shown', () => {
    expect(asAddresses('=?utf-8?Q?admin=40bank.example?=')).toEqual([named(null, '=?utf-8?Q?admin=40bank.example?=')]);
    expect(asAddresses('=?utf-8?Q?=3Cadmin=40bank.example=3E,?= <eve@evil.example>')).toEqual([
      named('<admin@bank.example>,', 'eve@evil.example'),
    ]);
    expect(asAddresses('<admin@bank.example> <eve@evil.example>').map((each) => each.email)).toEqual([
      'admin@bank.example',
      'eve@evil.example',
    ]);
  });

  test('V10: names lose control, bidi and zero-width characters', () => {
    expect(asAddresses('"\u200bAd\u202emin\u2066\u0007" <a@b.example>')).toEqual([named('Admin', 'a@b.example')]);
    expect(asAddresses('=?utf-8?Q?Ad=E2=80=AEmin=00?= <a@b.example>')).toEqual([named('Admin', 'a@b.example')]);
  });

  test('a quoted at sign is a name like any other, of a group too', () => {
    expect(asGroupedAddresses('"@": a@b.example;')).toEqual([{ name: '@', addresses: [{ name: null, email: 'a@b.example' }] }]);
    expect(asGroupedAddresses('"@":;')).toEqual([{ name: '@', addresses: [] }]);
  });

  test('groups are one deep; loose addresses stand under a nameless one', () => {
    expect(asGroupedAddresses('a@b.example, Friends: c@d.example, e@f.example;, g@h.example')).toEqual([
      { name: null, addresses: [named(null, 'a@b.example')] },
      { name: 'Friends', addresses: [named(null, 'c@d.example'), named(null, 'e@f.example')] },
      { name: null, addresses: [named(null, 'g@h.example')] },
    ]);
    expect(
      asGroupedAddresses('Outer: Inner: a@b.example;;')
        .flatMap((group) => group.addresses)
        .map((each) => each.email),
    ).toContain('a@b.example');
  });

  test('2,000 addresses are read, more are cut', () => {
    const list = (count: number): string => Array.from({ length: count }, (_, index) => `p${index}@a.example`).join(', ');
    expect(asAddresses(list(limits.addresses))).toHaveLength(limits.addresses);
    expect(asAddresses(list(limits.addresses + 1))).toHaveLength(limits.addresses);
  });
});

test.each([
  ['<a@b> <c@d>', ['a@b', 'c@d']],
  [' (note <x@y>) <a@b>\r\n\t<c d@e>', ['a@b', 'cd@e']],
  ['Your message of "Thu, 1 Jan 2026 10:00:00 +0000" <1@a>', ['1@a']],
  ['"lone quote <1@a> <2@a>', ['1@a', '2@a']],
  ['(lone parenthesis <1@a>', ['1@a']],
  ['<>', null],
  ['no id', null],
  ['', null],
])('MessageIds form: %j', (value, wanted) => expect(asMessageIds(value)).toEqual(wanted));

test('of more than 200 references the first 20 and the last 180 stay', () => {
  const ids = Array.from({ length: 300 }, (_, index) => `${index}@a`);
  const parsed = asMessageIds(ids.map((id) => `<${id}>`).join(' '));
  expect(parsed).toHaveLength(limits.references);
  expect(parsed?.slice(18, 22)).toEqual(['18@a', '19@a', '120@a', '121@a']);
});

test.each([
  [' Thu, 30 Oct 2014 14:12:00 +0800', '2014-10-30T14:12:00+08:00'],
  ['30 Oct 2014 14:12 GMT', '2014-10-30T14:12:00Z'],
  ['Mon, 21 Aug 95 13:30:57 -600', '1995-08-21T13:30:57-06:00'],
  ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', null],
  ['Fri, 21 Nov 1997 09:55:06 EST (Eastern (US))', '1997-11-21T09:55:06-05:00'],
  ['Tue, 1 Jul 03 10:52:37 +0200', '2003-07-01T10:52:37+02:00'],
  ['2026-11-22T03:19:32Z', '2026-11-22T03:19:32Z'],
  ['Wed Nov 18 10:20:30 2026', '2026-11-18T10:20:30Z'],
  ['31 Feb 2026 10:00:00 +0000', null],
  ['1 Jan 2026 25:00:00 +0000', null],
  ['yesterday', null],
  ['', null],
])('Date form: %j', (value, wanted) => expect(asDate(value)).toBe(wanted));

test.each([
  [
    ' <https://a.example/x>, <mailto:l@a.example?subject=unsubscribe> (comment)',
    ['https://a.example/x', 'mailto:l@a.example?subject=unsubscribe'],
  ],
  [' <https://a.exam\r\n ple/x>', ['https://a.example/x']],
  [' NO', null],
  ['', null],
])('URLs form: %j', (value, wanted) => expect(asURLs(value)).toEqual(wanted));

describe('header block', () => {
  test('the first From, Subject, Date, Message-ID count; recipients of repeated fields are joined', () => {
    const headers = block(
      'From: a@a.example\r\nFrom: b@b.example\r\nSubject: one\r\nSubject: two\r\nTo: c@c.example\r\nTo: d@d.example\r\nMessage-ID: <1@a>\r\nMessage-ID: <2@a>\r\n\r\n',
    );
    expect(headers.from?.map((each) => each.email)).toEqual(['a@a.example']);
    expect(headers.subject).toBe('one');
    expect(headers.messageId).toEqual(['1@a']);
    expect(headers.to?.map((each) => each.email)).toEqual(['c@c.example', 'd@d.example']);
    expect(headers.fields).toHaveLength(8);
  });

  test('only blank and tab continue a field; rubbish lines are passed over; LF is enough', () => {
    const headers = block('From someone Thu Jan 1\nSubject: a\n\tb\n\u00a0not a field\nTo : x@y.example\n\nSubject: body\n');
    expect(headers.fields.map((field) => [field.name, field.value])).toEqual([
      ['Subject', ' a\n\tb'],
      ['To', ' x@y.example'],
    ]);
  });

  test('8-bit text is UTF-8, or else windows-1252; the Raw form shows U+FFFD and no NUL', () => {
    expect(block('Subject: Größe\r\n\r\n').subject).toBe('Größe');
    const legacy = block('Subject: Gr\xf6\xdfe \x80\0\r\n\r\n', 'latin1');
    expect(legacy.subject).toBe('Größe €');
    expect(asRaw(legacy.fields[0]?.value ?? '')).toBe(' Gr\ufffd\ufffde \ufffd');
    expect(fieldText(legacy.fields[0] ?? { name: '', value: '', legacyValue: null })).toBe(' Größe €');
  });

  test('bounds: 1,000 fields and 256 KiB, then cut and said', () => {
    const fields = (count: number): string => 'X-A: b\r\n'.repeat(count);
    expect(block(`${fields(limits.headerFields)}\r\n`)).toMatchObject({ isCut: false });
    const over = block(`${fields(limits.headerFields + 1)}\r\n`);
    expect(over.isCut).toBe(true);
    expect(over.fields).toHaveLength(limits.headerFields);
    const filler = (size: number): string => `X-A: ${'x'.repeat(size - 'X-A: \r\n\r\n'.length)}\r\n\r\n`;
    expect(block(filler(limits.headerBlockBytes)).isCut).toBe(false);
    expect(block(`${filler(limits.headerBlockBytes)}body`).isCut).toBe(false);
    expect(block(filler(limits.headerBlockBytes + 1)).isCut).toBe(true);
  });

  test('automatic and list mail are known', () => {
    expect(block('Auto-Submitted: auto-replied\r\n\r\n').isAutomatic).toBe(true);
    expect(block('Auto-Submitted: no\r\nList-Id: Dev <dev.lists.example>\r\n\r\n')).toMatchObject({
      isAutomatic: false,
      listId: 'Dev <dev.lists.example>',
    });
  });

  test.each(fieldStrings())('the field string %j creates no field and no address', (value) => {
    const headers = block(`From: ${JSON.stringify(value)} <ann@example.org>\r\nSubject: ${value}\r\n\r\n`);
    expect(headers.from?.map((each) => each.email)).toEqual(['ann@example.org']);
    expect(firstField(headers, 'Bcc')).toBeNull();
  });

  test.skipIf(!hasCorpora)(
    'V10: of the spoofed headers none gives more trust than its octets: every address stands in the raw field (passed over without the corpora)',
    () => {
      for (const { id, headers } of spoofedHeaders()) {
        const parsed = block(headers);
        for (const address of parsed.from ?? []) {
          const raw = parsed.fields
            .filter((field) => field.name.toLowerCase() === 'from')
            .map((field) => field.value.replace(/[\s"]/g, ''))
            .join();
          expect(raw.replace(/\([^)]*\)/g, ''), id).toContain(address.email.replace(/[\s"]/g, ''));
        }
      }
    },
  );
});
