import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  draftToText,
  escapeHtml,
  flowText,
  formatAddress,
  forwardHtml,
  forwardText,
  htmlSignature,
  isEmailAddress,
  parseAddressList,
  quoteHtml,
  quoteText,
  textToHtml,
  unflowText,
  withTextSignature,
} from './index.ts';

describe('C3: format=flowed', () => {
  test('RFC 3676 §4.2: flowed lines join, quote depth parts paragraphs, stuffing goes, the signature mark stands alone', () => {
    expect(unflowText('one \ntwo\nthree')).toBe('one two\nthree');
    expect(unflowText('>a \n>b\n>>c\nd')).toBe('> a b\n>> c\nd');
    expect(unflowText(' From here\n >not a quote')).toBe('From here\n>not a quote');
    expect(unflowText('text \n-- \nBob')).toBe('text \n-- \nBob');
    expect(unflowText('> a \n-- \nx')).toBe('> a\n-- \nx');
    expect(unflowText('long \r\nword', { delSp: true })).toBe('longword');
  });

  test('written text comes back, with lines short enough', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.constantFrom('From me', ' indented', '> quoted', '>> deeper', '-- ', 'word '.repeat(60).trim(), 'x'.repeat(300), ''),
    );
    const clean = (text: string): string => text.replace(/\p{Cc}/gu, '');
    fc.assert(
      fc.property(fc.array(line.map(clean), { maxLength: 8 }), (lines) => {
        const typed = lines
          .map((each) => (each === '-- ' ? each : each.trimEnd()))
          .filter((each) => !each.startsWith('>') || /^>+ ?[^> ]/.test(each));
        const normal = typed.map((each) => {
          const quote = /^>+/.exec(each)?.[0];
          return quote === undefined ? each : `${quote} ${each.slice(quote.length).trimStart()}`.trimEnd();
        });
        expect(unflowText(flowText(normal.join('\n')))).toBe(normal.join('\n'));
      }),
    );
    expect(
      flowText('word '.repeat(200).trim())
        .split('\n')
        .every((each) => each.length <= 78),
    ).toBe(true);
  });
});

test('C2: quoting adds marks, keeps depth and drops the signature; the attribution is one line', () => {
  expect(quoteText('Hi\n\n> old\n-- \nBob', 'On Monday,\nBob wrote:')).toBe('On Monday, Bob wrote:\n> Hi\n>\n>> old\n');
  expect(quoteHtml('<b>Bob</b> wrote:').before).toBe(
    '<div class="postern-attribution">&#60;b&#62;Bob&#60;/b&#62; wrote:</div><blockquote type="cite">',
  );
  expect(forwardText('Forwarded message', [{ name: 'From', text: 'a\r\nb' }], 'x\r\ny')).toBe(
    '---------- Forwarded message ----------\nFrom: a b\n\nx\ny',
  );
  expect(forwardHtml('F', [{ name: 'Subject', text: '<script>' }]).before).toContain('&#60;script&#62;');
});

test('text becomes HTML without becoming markup', () => {
  expect(escapeHtml(`<a href="x" onclick='y'>&`)).toBe('&#60;a href=&#34;x&#34; onclick=&#39;y&#39;&#62;&#38;');
  expect(textToHtml('a <b>\n  c')).toBe('a &#60;b&#62;<br>&nbsp; c');
  expect(htmlSignature(null, 'Bob\n<x>')).toBe('<div class="postern-signature">Bob<br>&#60;x&#62;</div>');
  expect(htmlSignature('  ', '')).toBe('');
});

test('the signature stands under its mark, above or below the quote', () => {
  expect(withTextSignature('Hi\n', 'Bob', '> q')).toBe('Hi\n\n-- \nBob\n\n> q');
  expect(withTextSignature('Hi', '-- \nBob', '> q\n', 'below-quote')).toBe('Hi\n\n> q\n\n-- \nBob');
  expect(withTextSignature('Hi', ' ')).toBe('Hi');
});

describe('addresses as typed', () => {
  const read = (text: string) => parseAddressList(text).map(({ name, email, isValid }) => [name, email, isValid]);
  test.each([
    [
      'ann@a.example, Bob <bob@b.example>;"Cat, C." <cat@c.example>',
      [
        [null, 'ann@a.example', true],
        ['Bob', 'bob@b.example', true],
        ['Cat, C.', 'cat@c.example', true],
      ],
    ],
    [
      'a@a.example b@b.example\nc@c.example\td@d.example',
      [
        [null, 'a@a.example', true],
        [null, 'b@b.example', true],
        [null, 'c@c.example', true],
        [null, 'd@d.example', true],
      ],
    ],
    ['<ann@a.example>', [[null, 'ann@a.example', true]]],
    ['ann@a.example (Ann)', [['Ann', 'ann@a.example', true]]],
    ['Ann Example ann@a.example', [['Ann Example', 'ann@a.example', true]]],
    ['mailto:ann@a.example', [[null, 'ann@a.example', true]]],
    ['nobody', [[null, 'nobody', false]]],
    ['Ann <ann@>', [['Ann', 'ann@', false]]],
    ['jürgen@müller.example', [[null, 'jürgen@müller.example', true]]],
    ['"unclosed <a@a.example>', [['"unclosed', 'a@a.example', true]]],
    [' ,; \n', []],
  ])('%j', (text, wanted) => expect(read(text)).toEqual(wanted));

  test('what is written is read again', () => {
    const name = fc
      .string({ maxLength: 30 })
      .map((text) => text.replace(/\p{Cc}/gu, '').trim())
      .map((text) => (text === '' ? null : text));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        const addresses = names.map((each, index) => ({ name: each, email: `p${index}@a.example` }));
        expect(parseAddressList(addresses.map(formatAddress).join(', ')).map(({ name: shown, email }) => ({ name: shown, email }))).toEqual(
          addresses,
        );
      }),
    );
  });

  test.each([
    ['a@b', true],
    ['a.b@c.d', true],
    ['.a@b.c', false],
    ['a..b@c.d', false],
    ['a@-b.c', false],
    ['a b@c.d', false],
    ['"a b"@c.d', true],
    ['a@[192.0.2.1]', true],
    ['@a.b', false],
    ['a@b..c', false],
    [`${'x'.repeat(65)}@a.b`, false],
  ])('isEmailAddress(%j) is %j', (email, wanted) => expect(isEmailAddress(email)).toBe(wanted));
});

test('a draft as text: paragraphs, lists, quotes, links', () => {
  const text = (value: string, href?: string) => ({
    type: 'text',
    text: value,
    ...(href === undefined ? {} : { marks: [{ type: 'link', attrs: { href } }] }),
  });
  const p = (...content: { type: string }[]) => ({ type: 'paragraph', content });
  const document = {
    type: 'doc',
    content: [
      p(text('Hello '), text('site', 'https://a.example'), text(', '), text('b@b.example', 'mailto:b@b.example')),
      {
        type: 'bulletList',
        content: [
          { type: 'listItem', content: [p(text('one'))] },
          {
            type: 'listItem',
            content: [
              p(text('two'), { type: 'hardBreak' }, text('lines')),
              { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [p(text('deep'))] }] },
            ],
          },
        ],
      },
      { type: 'blockquote', content: [p(text('quoted')), { type: 'blockquote', content: [p(text('deeper'))] }] },
      { type: 'horizontalRule' },
      p(),
      p(text('End')),
    ],
  };
  expect(draftToText(document)).toBe(
    'Hello site <https://a.example>, b@b.example\n\n- one\n- two\n  lines\n  3. deep\n\n> quoted\n>\n>> deeper\n\n---\n\nEnd',
  );
});

test('a table is a line for each row', () => {
  const p = (words = '') => ({ type: 'paragraph', content: words === '' ? [] : [{ type: 'text', text: words }] });
  const cell = (words: string) => ({ type: 'tableCell', content: [p(words)] });
  const rows = [
    ['Day', 'Boat'],
    ['Monday', ''],
  ].map((line) => ({ type: 'tableRow', content: line.map(cell) }));
  expect(draftToText({ type: 'doc', content: [p('See:'), { type: 'table', content: rows }, p('End')] })).toBe(
    'See:\n\nDay | Boat\nMonday | \n\nEnd',
  );
});

test('a group is its members, however many groups there are, and an empty one is nobody', () => {
  const emails = (typed: string) => parseAddressList(typed).map(({ name, email, isValid }) => (isValid ? [name, email] : email));
  expect(emails('Crew: Ana <ana@a.example>, ben@b.example; Guests:zoe@z.example;,last@l.example')).toEqual([
    ['Ana', 'ana@a.example'],
    [null, 'ben@b.example'],
    [null, 'zoe@z.example'],
    [null, 'last@l.example'],
  ]);
  expect(emails('undisclosed-recipients:;')).toEqual([]);
  expect(emails('mailto:ana@a.example')).toEqual([[null, 'ana@a.example']]);
  expect(emails('"Crew: all" <crew@a.example>')).toEqual([['Crew: all', 'crew@a.example']]);
  expect(emails('a@[IPv6:2001:db8::1]')).toEqual([[null, 'a@[IPv6:2001:db8::1]']]);
});
