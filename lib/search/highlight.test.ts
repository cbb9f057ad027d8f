import { expect, test } from 'vitest';
import { highlight, snippet } from './highlight.ts';

test('RFC 8621 §5: matching words are marked, what HTML would read is escaped', () => {
  expect(highlight('A <b> & Needle, needles', ['needle'])).toBe('A &lt;b&gt; &amp; <mark>Needle</mark>, <mark>needles</mark>');
  expect(highlight('nothing here', ['needle'])).toBeNull();
  expect(highlight('nothing here', ['!!'])).toBeNull();
});

test('words are found as the index finds them: case, accents and letters of their own aside', () => {
  expect(highlight('Straße in Köln', ['KOLN strasse'])).toBe('<mark>Straße</mark> in <mark>Köln</mark>');
  expect(highlight('検索エンジン', ['索エ'])).toBe('検<mark>索エ</mark>ンジン');
});

test('a quoted search and an unfinished last word', () => {
  expect(highlight('one two three', ['"two three"'])).toBe('one <mark>two</mark> <mark>three</mark>');
  expect(highlight('two twofold', ['"two"'])).toBe('<mark>two</mark> twofold');
});

test('RFC 8621 §5: a preview is at most 255 octets, around the first match, nothing cut in half', () => {
  const long = `${'wörd & '.repeat(200)}needle${' <tag> 😀'.repeat(200)}`;
  const preview = snippet(long, ['needle'], 255)!;
  expect(preview).toContain('<mark>needle</mark>');
  expect(Buffer.byteLength(preview)).toBeLessThanOrEqual(255);
  expect(preview.isWellFormed()).toBe(true);
  expect(preview.replace(/&(?:amp|lt|gt);/g, '').replace('<mark>needle</mark>', '')).not.toMatch(/[&<>]/);
  expect(snippet('x'.repeat(5_000), ['x'.repeat(5_000)], 255)).toBe(`<mark>${'x'.repeat(30)}</mark>`);
});

test('linear in the length of the text', () => {
  expect(snippet('a '.repeat(200_000), ['b'], 255)).toBeNull();
  expect(snippet(`${'検'.repeat(200_000)}`, ['索'], 255)).toBeNull();
});
