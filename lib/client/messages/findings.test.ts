import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { findings as arabic } from './ar/findings.ts';
import { findings as german } from './de/findings.ts';
import { findings } from './en/findings.ts';
import { plainly } from './plainly.ts';
import { speak } from './t.ts';
import { wholeLanguage } from './whole-language.ts';
import { learnWords } from './words.ts';

afterEach(async () => speak('en', await wholeLanguage('en')));

const sources = ['explain-capability', 'domain-records', 'tls-facts', 'imap-speech', 'pop3-speech', 'smtp-speech', 'examine-server'];

/** Every sentence of the Doctor's own that stands in its code: from a capital to a full stop; what is filled in is a number here. */
function sentencesOf(file: string): string[] {
  const code = readFileSync(new URL(`../../doctor/${file}.ts`, import.meta.url), 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const choices = code.replaceAll(/\$\{[^{}]* === -?1 \? 'day' : 'days'\}/g, 'days');
  const said = [...choices.replaceAll(/\$\{[^{}]*\}/g, '7').matchAll(/(?<=['`])[A-Z][^'`\n]{6,}[.](?=['`])/g)].map(
    ([sentence]) => sentence,
  );
  return said.filter((sentence) => sentence.includes(' '));
}

test.each(['de', 'ar'] as const)(
  'every sentence of the Doctor about what it found is said in the language of the page (%s)',
  async (language) => {
    speak(language, await wholeLanguage(language));
    learnWords(language, language === 'de' ? german : arabic);
    const sentences = [...new Set(sources.flatMap(sentencesOf))];
    expect(sentences.length).toBeGreaterThan(75);
    expect(sentences.filter((sentence) => plainly(sentence) === sentence)).toEqual([]);
  },
);

test('nothing stands in the catalogue that the Doctor does not say', () => {
  const said = new Set(sources.flatMap(sentencesOf));
  const unsaid = Object.keys(findings).filter((key) => !said.has(key.slice('cause.'.length).replaceAll(/\{\w+\}/g, '7')));
  // one day is told apart by the code
  expect(unsaid.filter((key) => !/\{days\} day\b/.test(key))).toEqual([]);
});

test('what is filled in is counted as the language counts', async () => {
  speak('ar', await wholeLanguage('ar'));
  learnWords('ar', arabic);
  expect(plainly('Expired 2 days ago.')).toBe('انتهت صلاحيتها منذ يومين.');
  expect(plainly('Expired 1 day ago.')).toBe('انتهت صلاحيتها منذ يوم واحد.');
  speak('de', await wholeLanguage('de'));
  learnWords('de', german);
  expect(plainly('Runs out in 3 days: it should have been renewed by now.')).toBe(
    'Läuft in 3 Tagen ab: Es hätte längst erneuert sein sollen.',
  );
  expect(plainly('The policy is in mode “testing”: trouble is reported at most, not prevented.')).toBe(
    'Die Regel steht auf „testing“: Störungen werden höchstens gemeldet, nicht verhindert.',
  );
});
