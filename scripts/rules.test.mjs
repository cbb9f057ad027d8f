import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProject } from './project.mjs';

// The rules of the IMAP engine (I1–I34), of JMAP over IMAP (J), and the contract of the library (X3). A test is named after each of them.

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const rules = [
  ...numbers(1, 34).map((number) => `I${number}`),
  ...numbers(1, 8).map((number) => `J${number}`),
  ...numbers(10, 18).map((number) => `J${number}`),
  'X3',
];

/** Words of the titles of tests: string literals that stand where `test`, `describe` or a table of theirs takes a title. */
function titlesIn(text) {
  const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(/(?:\b(?:test|describe|it)(?:\.\w+)*|\]|\)|\})\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs)].map((match) => match[2]);
}

/** `I20–I24` names all of them. */
function rulesIn(title) {
  const named = new Set(title.match(/\b[IJX]\d+\b/g) ?? []);
  for (const [, letter, from, to] of title.matchAll(/\b([IJ])(\d+)–(?:[IJ])?(\d+)\b/g))
    for (const number of numbers(Number(from), Number(to))) named.add(`${letter}${number}`);
  return named;
}

test('every rule of the engine has a test that is named after it', () => {
  const named = new Set();
  for (const file of globSync('{lib,e2e,app,components}/**/*.{test,spec}.{ts,tsx}', { cwd: inProject('.') }))
    for (const title of titlesIn(readFileSync(inProject(file), 'utf8'))) for (const rule of rulesIn(title)) named.add(rule);
  expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
});

test('a rule counts only where it stands in a title', () => {
  expect(titlesIn("test('I1: x', () => {\n  // test('I2: y')\n  const a = 'I3';\n});\ntest.each([1])('J4, I5–I7: %s', f);")).toEqual([
    'I1: x',
    'J4, I5–I7: %s',
  ]);
  expect([...rulesIn('J4, I5–I7: %s')].sort()).toEqual(['I5', 'I6', 'I7', 'J4']);
});
