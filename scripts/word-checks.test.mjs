import { expect, test } from 'vitest';
import { screenProblems, wordProblems } from './word-checks.mjs';

const english = {
  'a.save': 'Save',
  'a.count': '{count, plural, one {# message from {name}} other {# messages from {name}}}',
  'a.tls': 'TLS',
};
const german = {
  'a.save': 'Speichern',
  'a.count': '{count, plural, one {# Nachricht von {name}} other {# Nachrichten von {name}}}',
  'a.tls': 'TLS',
};
const problems = (language, change, same = ['a.tls']) => wordProblems(language, english, { ...german, ...change }, same);

test('a language that says everything passes', () => {
  expect(problems('de', {})).toEqual([]);
});

test('what is missing, English still, or not fit for its gaps is refused, one fault at a time', () => {
  expect(problems('de', { 'a.save': undefined })).toEqual(['de a.save: not translated']);
  expect(problems('de', { 'a.save': 'Save' })).toEqual(['de a.save: still English: Save']);
  expect(problems('de', {}, [])).toEqual(['de a.tls: still English: TLS']);
  expect(problems('de', {}, ['a.tls', 'a.save'])).toEqual(['de a.save: listed as the same as English, but is not']);
  expect(problems('de', { 'a.more': 'Mehr' })).toEqual(['de a.more: English has no such key']);
  expect(problems('de', { 'a.count': '{count, plural, one {# Nachricht} other {# Nachrichten}}' })).toEqual([
    'de a.count: gaps count instead of count, name',
  ]);
  expect(problems('de', { 'a.save': 'Speichern {wo}' })).toEqual(['de a.save: gaps wo instead of none']);
});

test('each language needs the plural forms that are its own', () => {
  const count = 'one {# x {name}} other {# y {name}}';
  expect(problems('ar', { 'a.save': 'حفظ', 'a.count': `{count, plural, ${count}}` })).toEqual([
    'ar a.count: no form for zero, two, few, many of {count}',
  ]);
  expect(
    problems('ar', { 'a.save': 'حفظ', 'a.count': `{count, plural, zero {{name}} two {{name}} few {{name}} many {{name}} ${count}}` }),
  ).toEqual([]);
  expect(problems('de', { 'a.count': '{count} von {name}' })).toEqual(['de a.count: no plural forms']);
  expect(problems('fr', { 'a.count': `{count, plural, ${count}}` })).toEqual([]);
});

test('words that a screen says by itself are refused, wherever they stand', () => {
  const said = (code) => screenProblems('x.tsx', code).map((line) => /“(.*)”/.exec(line)?.[1] ?? line);
  expect(said('export const X = () => <p>Hello <b>you</b></p>;')).toEqual(['Hello', 'you']);
  expect(said('export const X = () => <button aria-label="Close" title={"Shut"} className="flex">{t("a")}</button>;')).toEqual([
    'Close',
    'Shut',
  ]);
  expect(said('export const X = ({ on }) => <p>{on ? "Yes" : t("a")}{`of them`}</p>;')).toEqual(['Yes', 'of them']);
  expect(said('export const f = () => showToast({ kind: "info", text: "Saved" });')).toEqual(['Saved']);
  expect(said('export const X = () => <p title={t("a")}>Postern · {t("b")} (IMAP) → j</p>;')).toEqual([]);
});

test('a text that is taken when the file is loaded is refused: there is no language then', () => {
  expect(screenProblems('x.ts', 'export const words = [t("a")];')).toHaveLength(1);
  expect(screenProblems('x.ts', 'export const words = () => [t("a")];')).toEqual([]);
});
