import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { mailErrorKinds, plainWords } from '#lib/mail/index.ts';
import { causes } from './en/causes.ts';
import { inPlainWords, plainly } from './plainly.ts';
import { speak } from './t.ts';
import { wholeLanguage } from './whole-language.ts';

afterEach(async () => speak('en', await wholeLanguage('en')));

test('what a gateway says of a failure is said in the language of the page, with what stands in its gaps', async () => {
  speak('de', await wholeLanguage('de'));
  expect(inPlainWords(plainWords({ kind: 'login-refused' }))).toMatchObject({ title: 'Benutzername oder Passwort abgelehnt' });
  const facts = { certificateFor: 'mail.example.org', host: 'imap.example.test' };
  expect(inPlainWords(plainWords({ kind: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID', facts })).detail).toBe(
    'Das Zertifikat gilt für mail.example.org, nicht für imap.example.test. Verwenden Sie jenen Namen, oder seien Sie vorsichtig.',
  );
});

test('a sentence that is not known stays as it came', async () => {
  speak('fr', await wholeLanguage('fr'));
  expect(plainly('The moon is full.')).toBe('The moon is full.');
  expect(plainly('The certificate is for nobody')).toBe('The certificate is for nobody');
});

test('every sentence of the table of causes is in the catalogue', () => {
  const table = readFileSync(new URL('../../mail/plain-words.ts', import.meta.url), 'utf8');
  const codes = [...table.matchAll(/'([A-Z][A-Z0-9_]{3,}|[245]\d\d|\d\.\d\.\d+)'/g)].map(([, code]) => code ?? '');
  const said = new Set<string>();
  for (const kind of mailErrorKinds) {
    for (const code of [null, ...codes]) {
      for (const stage of [null, 'dns', 'tcp', 'tls', 'greeting', 'auth', 'envelope']) {
        const facts = { port: 25 };
        for (const words of [{ code }, { enhancedCode: code }, { code, facts }].map((said) => plainWords({ kind, stage, ...said }))) {
          for (const sentence of [words.title, words.detail, words.nextStep]) if (sentence !== null) said.add(sentence);
        }
      }
    }
  }
  expect(said.size).toBeGreaterThan(150);
  expect([...said].filter((sentence) => !(`cause.${sentence}` in causes))).toEqual([]);
});
