import { expect, test } from 'vitest';
import { markedText } from './search-snippets.ts';

test('RFC 8621 §5: a snippet becomes text with its hits marked, and no other HTML means anything', () => {
  expect(markedText(null)).toBeNull();
  expect(markedText('The <mark>roof</mark> &amp; &lt;b&gt;')).toEqual([
    { text: 'The ', isHit: false },
    { text: 'roof', isHit: true },
    { text: ' & <b>', isHit: false },
  ]);
  expect(markedText('<mark>a&amp;b</mark>')).toEqual([{ text: 'a&b', isHit: true }]);
  expect(markedText('&amp;lt;')).toEqual([{ text: '&lt;', isHit: false }]);
  expect(markedText('<img src=x onerror=y><mark>z')).toEqual([{ text: '<img src=x onerror=y><mark>z', isHit: false }]);
});

test('linear in the length of the snippet', () => {
  expect(markedText('<mark>'.repeat(100_000))).toHaveLength(1);
});
