import fc from 'fast-check';
import { expect, test } from 'vitest';
import { truncate } from './body-value.ts';

test('RFC 8621 §4.2 maxBodyValueBytes: 0 cuts nothing', () => {
  expect(truncate('abc', 0, false)).toBe('abc');
});

test('RFC 8621 §4.2 maxBodyValueBytes: as many octets as allowed, whole characters only', () => {
  expect(truncate('abcdef', 3, false)).toBe('abc');
  expect(truncate('äöü', 5, false)).toBe('äö');
  expect(truncate('a😀b', 4, false)).toBe('a');
  expect(truncate('a😀b', 5, false)).toBe('a😀');
  expect(truncate('äöü', 6, false)).toBe('äöü');
  expect(truncate('a😀', 2, false)).toBe('a');
});

test('RFC 8621 §4.2 maxBodyValueBytes: HTML is not cut inside a tag', () => {
  const html = 'ab<a href="https://example.com">link</a>';
  expect(truncate(html, 10, true)).toBe('ab');
  expect(truncate(html, html.indexOf('>') + 1, true)).toBe('ab<a href="https://example.com">');
  expect(truncate(html, html.indexOf('</a>') + 2, true)).toBe('ab<a href="https://example.com">link');
  expect(truncate(html, 10, false)).toBe('ab<a href=');
});

test('RFC 8621 §4.2 maxBodyValueBytes: a < that opens no tag is text', () => {
  expect(truncate('1 < 2 and more', 8, true)).toBe('1 < 2 an');
});

test('RFC 8621 §4.2 maxBodyValueBytes: for every text and bound a beginning within the bound, well formed, and as long as can be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
      const cut = truncate(text, max, false);
      const size = Buffer.byteLength(cut);
      expect(text.startsWith(cut)).toBe(true);
      expect(size).toBeLessThanOrEqual(max);
      expect(cut.isWellFormed()).toBe(true);
      if (cut !== text) expect(size).toBeGreaterThan(max - 4);
    }),
  );
});

test('RFC 8621 §4.2: a quoted “>” ends no tag, a comment is one piece, and what only looks like a tag is none', () => {
  const link = 'ab<a title="x>y" href="z">link</a>';
  expect(truncate(link, link.indexOf('href'), true)).toBe('ab');
  expect(truncate(link, link.indexOf('link'), true)).toBe('ab<a title="x>y" href="z">');
  expect(truncate("ab<a title='x>y", 14, true)).toBe('ab');
  const comment = "a<!-- don't > mind -->b<b>c</b>";
  expect(truncate(comment, 12, true)).toBe('a');
  expect(truncate(comment, comment.indexOf('<b>') + 3, true)).toBe("a<!-- don't > mind -->b<b>");
  expect(truncate('1 < 2 and 3 < 4 or more', 17, true)).toBe('1 < 2 and 3 < 4 o');
  expect(truncate("<p don't>it's <i>fine</i></p>", 16, true)).toBe("<p don't>it's <i".slice(0, 14));
});

test('cutting is linear', () => {
  const rubbish = ['<', '<a ', '<!--', '<a x="', "<a x='>", '='].map((piece) => piece.repeat(200_000));
  for (const html of rubbish) expect(truncate(html, html.length - 1, true).length).toBeLessThan(html.length);
}, 20_000);
