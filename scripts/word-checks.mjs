import fs from 'node:fs';
import { createRequire } from 'node:module';
import { inProject, projectDir } from './project.mjs';
import { sameInLanguage } from './same-words.mjs';

// Asked for when it is used: this file is read before anything is installed.
const require = createRequire(import.meta.url);

const messages = 'lib/client/messages';
const screens = ['app/**/*.tsx', 'components/**/*.{ts,tsx}'];
// Millions in French and Spanish: with the number in digits the noun stands as in `other`.
const unneededForms = { fr: ['many'], es: ['many'] };

/** Every language says everything that English says, and no screen says anything outside of the catalogue. */
export async function checkWords() {
  const { languages } = await import(inProject(`${messages}/languages.ts`));
  const english = await catalogueOf('en');
  const problems = [];
  for (const language of languages) {
    if (language !== 'en') problems.push(...wordProblems(language, english, await catalogueOf(language), sameInLanguage[language] ?? []));
  }
  const files = screens
    .flatMap((pattern) => fs.globSync(pattern, { cwd: projectDir }))
    .filter((file) => !/\.(test|d)\.|\/testing\//.test(file));
  for (const file of files) problems.push(...screenProblems(file, fs.readFileSync(inProject(file), 'utf8')));
  return { code: problems.length === 0 && files.length > 0 ? 0 : 1, output: problems.join('\n') };
}

async function catalogueOf(language) {
  const parts = ['first', 'late', 'findings'].map((part) => import(inProject(`${messages}/${language}/${part}.ts`)));
  const [{ first }, { late }, { findings }] = await Promise.all(parts);
  return { ...first, ...late, ...findings };
}

/**
 * What a language lacks beside English: keys, gaps, plural forms that it needs, and texts that are English still.
 *
 * @param {readonly string[]} same keys whose text is rightly that of English
 * @returns {string[]} one line each
 */
export function wordProblems(language, english, words, same) {
  const problems = [];
  const needed = new Intl.PluralRules(language)
    .resolvedOptions()
    .pluralCategories.filter((form) => !unneededForms[language]?.includes(form));
  for (const [key, text] of Object.entries(english)) {
    const said = words[key];
    if (said === undefined || said.trim() === '') {
      problems.push(`${language} ${key}: not translated`);
      continue;
    }
    if (said === text && /\p{L}/u.test(withoutGaps(text)) && !same.includes(key))
      problems.push(`${language} ${key}: still English: ${text}`);
    const [theirs, ours] = [partsOf(text), partsOf(said)];
    if ([...theirs.gaps].toSorted().join() !== [...ours.gaps].toSorted().join())
      problems.push(`${language} ${key}: gaps ${[...ours.gaps].join(', ') || 'none'} instead of ${[...theirs.gaps].join(', ') || 'none'}`);
    for (const { count, forms } of ours.plurals) {
      const missing = needed.filter((form) => !forms.includes(form));
      if (missing.length > 0 && forms.length > 1) problems.push(`${language} ${key}: no form for ${missing.join(', ')} of {${count}}`);
    }
    if (theirs.plurals.some(({ forms }) => forms.length > 1) && !ours.plurals.some(({ forms }) => forms.length > 1))
      problems.push(`${language} ${key}: no plural forms`);
  }
  for (const key of Object.keys(words)) if (english[key] === undefined) problems.push(`${language} ${key}: English has no such key`);
  for (const key of same) if (words[key] !== english[key]) problems.push(`${language} ${key}: listed as the same as English, but is not`);
  return problems;
}

const withoutGaps = (text) => text.replaceAll(/\{\w+\}/g, '');

/** Names of the gaps and forms of the plurals of a text, those inside of forms too. */
function partsOf(text) {
  const found = { gaps: new Set(), plurals: [] };
  for (const inner of braced(text)) {
    const plural = /^\s*(\w+)\s*,\s*plural\s*,(.*)$/s.exec(inner);
    if (plural === null) {
      found.gaps.add(inner.trim());
      continue;
    }
    const [, count, rest] = plural;
    found.gaps.add(count);
    found.plurals.push({
      count,
      forms: [...rest.replaceAll(/\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}').matchAll(/(\S+)\s*\{\}/g)].map(([, form]) => form),
    });
    for (const form of braced(rest)) {
      const inside = partsOf(form);
      for (const gap of inside.gaps) found.gaps.add(gap);
      found.plurals.push(...inside.plurals);
    }
  }
  return found;
}

/** What stands in the outermost braces. */
function braced(text) {
  const found = [];
  let depth = 0;
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') {
      if (depth === 0) open = at + 1;
      depth += 1;
    } else if (text[at] === '}') {
      depth -= 1;
      if (depth === 0) found.push(text.slice(open, at));
    }
  }
  return found;
}

const shownAttributes = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
  'hint',
]);
// what every language writes the same: the name of the product, protocols and formats, keys of the keyboard, addresses and domains
const names =
  /(?<![\p{L}\p{N}])(?:Postern|IMAP|POP3|SMTP|JMAP|STARTTLS|TLS|Esc|PDF|vCard|https?|[\w.@-]+\.(?:example|org|net|test))(?![\p{L}\p{N}])/gu;
const hasWords = (text) => /\p{L}{2}/u.test(text.replaceAll(names, ' '));

/**
 * Words that a screen says by itself: text and named attributes of elements that are no call of `t`; and calls of `t` that run when a file is
 * loaded, before the page has its language.
 *
 * @returns {string[]} one line each
 */
export function screenProblems(file, code) {
  const { parseSync } = require('@swc/core');
  const tree = parseSync(code, { syntax: 'typescript', tsx: file.endsWith('.tsx'), target: 'es2024' });
  const problems = [];
  const say = (text) => {
    const words = text.replaceAll(/\s+/g, ' ').trim();
    if (hasWords(words)) problems.push(`${file}: words outside of the catalogue: “${words}”`);
  };
  const literal = (value) => {
    if (value?.type === 'StringLiteral') say(value.value);
    else if (value?.type === 'JSXExpressionContainer') literal(value.expression);
    else if (value?.type === 'TemplateLiteral') for (const { cooked } of value.quasis) say(cooked ?? '');
    else if (value?.type === 'ConditionalExpression') for (const one of [value.consequent, value.alternate]) literal(one);
  };
  const walk = (node, isInside) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const one of node) walk(one, isInside);
      return;
    }
    if (node.type === 'JSXText') say(node.value);
    else if (node.type === 'JSXAttribute' && shownAttributes.has(nameOf(node.name))) literal(node.value);
    else if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node.children) if (child.type === 'JSXExpressionContainer') literal(child);
    if (node.type === 'CallExpression' && (node.callee.value === 'showToast' || node.callee.value === 'announce')) {
      for (const { expression } of node.arguments) {
        literal(expression);
        for (const property of expression.properties ?? [])
          if (property.key?.value === 'text' || property.key?.value === 'detail') literal(property.value);
      }
    }
    if (node.type === 'CallExpression' && !isInside && node.callee.type === 'Identifier' && node.callee.value === 't')
      problems.push(`${file}: t() runs when the file is loaded; the page has no language then`);
    const opens = /Function|Method|Arrow|Getter|Setter|^Constructor$/.test(node.type ?? '');
    for (const [name, value] of Object.entries(node)) if (name !== 'span') walk(value, isInside || opens);
  };
  walk(tree.body, false);
  return problems;
}

const nameOf = (name) => (name.type === 'JSXNamespacedName' ? `${name.namespace.value}:${name.name.value}` : name.value);
