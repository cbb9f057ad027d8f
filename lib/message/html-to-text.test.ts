import { expect, test } from 'vitest';
import { cutText, htmlToText, previewOf, previewOfParts, searchTextOf } from './index.ts';

test.each([
  ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
  ['<div>a</div><div>b<br>c</div>', 'a\nb\nc'],
  ['a &amp; b&nbsp;&lt;c&gt; &euro; &#8364; &#x20AC; &unknown;', 'a & b <c> € € € &unknown;'],
  ['<head><title>T</title><style>p{}</style></head>x<script>alert(1)</script>y<!-- c -->z', 'xyz'],
  ['<ul><li>one</li><li>two</li></ul><ol><li>a</li><li>b</li></ol>', '- one\n- two\n\n1. a\n2. b'],
  ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
  ['<blockquote>deep<blockquote>deeper</blockquote></blockquote>after', '> deep\n>>\n>> deeper\n\nafter'],
  ['<pre>  a\n   b</pre>', '  a\n   b'],
  ['a  \n  b', 'a b'],
  ['<b>bo</b>ld <i>it</i>', 'bold it'],
  ['<img alt="Logo" src="cid:x"> text', 'Logo text'],
  ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ['<p title="a > b">c</p>', 'c'],
  ['<script>never closed <b>text</b>', 'never closed text'],
  ["<a href='x", ''],
])('%j', (html, wanted) => expect(htmlToText(html)).toBe(wanted));

test('links name their target where the text does not', () => {
  const html =
    '<a href="https://a.example/x?a=1&amp;b=2">here</a>, <a href="https://b.example">https://b.example</a>, <a href="javascript:alert(1)">no</a>';
  expect(htmlToText(html, { links: true })).toBe('here <https://a.example/x?a=1&b=2>, https://b.example, no');
});

test('the preview leaves out quote, attribution and signature, folds white space and drops filler', () => {
  expect(previewOf('Yes,\n  do it.\n\nOn 3 Nov 2026, Ann wrote:\n> Shall I?\n> Ann\n-- \nBob')).toBe('Yes, do it.');
  expect(previewOf('> only a quote')).toBe('> only a quote');
  expect(previewOf('Hello\u034f\u200c \u00ad world\n-- \nme')).toBe('Hello world');
  expect(previewOf('Ja.\n\nAm 03.11.26 um 10:00 schrieb Ann Example\n<ann@a.example>:\n> x')).toBe('Ja.');
});

test('a preview never cuts a character in half', () => {
  for (let length = 1; length < 12; length += 1) {
    expect(cutText('a😀e\u0301👩‍👩‍👧zzzzzzz', length).isWellFormed()).toBe(true);
    expect(cutText('a😀e\u0301👩‍👩‍👧zzzzzzz', length).length).toBeLessThanOrEqual(length);
  }
  expect(previewOf('ab '.repeat(400)).length).toBeLessThanOrEqual(256);
  expect(cutText('ne\u0301', 2)).toBe('n');
});

test('text of parts for index and preview', () => {
  const parts = [
    { type: 'text/html', text: '<p>Hello <b>there</b></p><blockquote>old</blockquote>' },
    { type: 'text/plain', text: 'plain' },
  ];
  expect(searchTextOf(parts)).toBe('Hello there\n\nold\nplain');
  expect(previewOfParts(parts)).toBe('Hello there');
});
