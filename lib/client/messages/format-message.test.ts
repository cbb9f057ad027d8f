import { expect, test } from 'vitest';
import { first } from './en/first.ts';
import { late } from './en/late.ts';
import { formatMessage } from './format-message.ts';

test('gaps take parameters, numbers are grouped as the language does', () => {
  expect(formatMessage('en', '{done} of {all}', { done: 12400, all: 100000 })).toBe('12,400 of 100,000');
  expect(formatMessage('de', '{done} von {all}', { done: 12400, all: 100000 })).toBe('12.400 von 100.000');
  expect(formatMessage('en', 'To: {names}', { names: '{curly} # Anna' })).toBe('To: {curly} # Anna');
});

test('plural forms follow the language', () => {
  const text = '{count, plural, =0 {nothing} one {# message} other {# messages}}';
  expect([0, 1, 2, 1500].map((count) => formatMessage('en', text, { count }))).toEqual([
    'nothing',
    '1 message',
    '2 messages',
    '1,500 messages',
  ]);
  const polish = '{count, plural, one {# list} few {# listy} many {# listów} other {# listu}}';
  expect([1, 3, 5].map((count) => formatMessage('pl', polish, { count }))).toEqual(['1 list', '3 listy', '5 listów']);
});

test('a plural form may hold further gaps', () => {
  const text = '{count, plural, one {Moved to {folder}} other {# moved to {folder}}}';
  expect(formatMessage('en', text, { count: 3, folder: 'Family' })).toBe('3 moved to Family');
  expect(formatMessage('en', text, { count: 1, folder: 'Family' })).toBe('Moved to Family');
});

test('in a language from the right, what comes from the left has walls around it', () => {
  expect(formatMessage('ar', 'رسالة من {name}', { name: 'ana@example.org' })).toBe('رسالة من \u2068ana@example.org\u2069');
  expect(formatMessage('ar', 'رسالة من {name}', { name: 'ليلى' })).toBe('رسالة من ليلى');
  expect(formatMessage('en', 'From {name}', { name: 'ليلى' })).toBe('From ليلى');
});

test('broken texts end instead of hanging', () => {
  expect(formatMessage('en', 'a {b', { b: 'c' })).toBe('a c');
  expect(formatMessage('en', '{'.repeat(50_000))).toBe('');
});

test('every English text is well formed', () => {
  for (const [key, text] of Object.entries({ ...first, ...late })) {
    const depth = [...text].reduce((level, letter) => level + (letter === '{' ? 1 : letter === '}' ? -1 : 0), 0);
    expect(`${key} ${depth}`).toBe(`${key} 0`);
  }
});
