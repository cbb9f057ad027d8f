import { expect, test } from 'vitest';
import { directionOf, languages, pickLanguage } from './languages.ts';

test('what was chosen goes before what the browser wishes; what is not spoken here is passed over', () => {
  expect(pickLanguage('fr', 'de-CH')).toBe('fr');
  expect(pickLanguage(null, 'de-CH, fr;q=0.9')).toBe('de');
  expect(pickLanguage('tlh', 'pl, es-MX;q=0.5, ar;q=0.7')).toBe('ar');
  expect(pickLanguage('', 'pl')).toBe('en');
  expect(pickLanguage(null, null)).toBe('en');
});

test('a wish of weight nothing is none, and a header that makes no sense, or has no end, is no failure', () => {
  expect(pickLanguage(null, 'de;q=0, fr;q=0.1')).toBe('fr');
  expect(pickLanguage(null, 'de;q=many, *;q=0.3, ;;;,,=')).toBe('en');
  expect(pickLanguage(null, `${'x,'.repeat(500_000)}de`)).toBe('en');
  expect(pickLanguage('__proto__', 'constructor')).toBe('en');
});

test('only Arabic runs from the right', () => {
  expect(languages.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar']);
});
