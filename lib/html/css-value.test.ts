import { expect, test } from 'vitest';
import { cleanValue } from './css-value.ts';

const none = () => null;

test('plain values, colours and gradients stay as they are', () => {
  for (const value of ['red', '12px', 'rgb(1, 2, 3)', 'calc(100% - 4px)', '"Segoe UI", Arial', 'linear-gradient(rgb(1, 2, 3), blue)'])
    expect(cleanValue(value, none)).toBe(value);
});

test('what fetches or cannot be seen through is refused', () => {
  for (const value of [
    'url("https://x.example/a")',
    'image-set(url("a") 1x)',
    'var(--x)',
    'attr(href)',
    'cross-fade(url(a), url(b))',
    'element(#x)',
    'u\\72l(a)',
    'expression(alert(1))',
    '',
    '"unended',
  ])
    expect(cleanValue(value, none)).toBeNull();
});

test('an allowed url is replaced by the address given for it, quoted', () => {
  expect(cleanValue('url("https://x.example/a.png"), none', (url) => `/api/image?u=${encodeURIComponent(url)}`)).toBe(
    'url("/api/image?u=https%3A%2F%2Fx.example%2Fa.png"), none',
  );
  expect(cleanValue('url(x)', () => '/a"b\\c')).toBe('url("/a%22b%5Cc")');
});

test('a url is read through CSS escapes', () => {
  const seen: string[] = [];
  cleanValue('url("https:\\2f\\2fx.example/\\"q")', (url) => {
    seen.push(url);
    return null;
  });
  expect(seen).toEqual(['https://x.example/"q']);
});

test('text in strings is no function and no escape', () => {
  expect(cleanValue('"url(https://x.example/)"', none)).toBe('"url(https://x.example/)"');
});

test('lengths that hang on the height of the frame go, those on its width stay', () => {
  for (const value of ['100vh', '50dvh', 'calc(1vmax + 2px)', '.5svh']) expect(cleanValue(value, none)).toBeNull();
  for (const value of ['100vw', '10px', 'a-1vh']) expect(cleanValue(value, none)).toBe(value);
});
