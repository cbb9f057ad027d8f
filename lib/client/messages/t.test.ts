import { expect, test } from 'vitest';
import { say } from './t.ts';
import { wholeLanguage } from './whole-language.ts';

test('Arabic counts in its six forms', async () => {
  await wholeLanguage('ar');
  const counted = [0, 1, 2, 5, 11, 100].map((count) => say('ar', 'list.messages', { count }).replaceAll(/[\d٠-٩]+/g, '#'));
  expect(counted).toEqual(['لا رسائل', 'رسالة واحدة', 'رسالتان', '# رسائل', '# رسالة', '# رسالة']);
});

test('numbers are written as the language does, in the gaps of its texts too', async () => {
  await wholeLanguage('de');
  expect(say('de', 'quota.messages', { used: 12_400, limit: 100_000 })).toBe('12.400 von 100.000 Nachrichten');
  expect(say('de', 'list.messages', { count: 1 })).toBe('1 Nachricht');
});
