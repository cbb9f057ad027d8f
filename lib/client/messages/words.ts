import type { first } from './en/first.ts';
import type { late } from './en/late.ts';
import type { Language } from './languages.ts';

/** Words of the first screen, and of everything that comes after it. */
export type FirstKey = keyof typeof first;
export type LateKey = keyof typeof late;
/** A key of the catalogue; a misspelt one does not compile. */
export type MessageKey = FirstKey | LateKey;
/** A whole language: every key of English. */
export type Catalogue = Readonly<Record<MessageKey, string>>;
export type FirstWords = Readonly<Record<FirstKey, string>>;
export type LateWords = Readonly<Record<LateKey, string>>;

type Known = Partial<Record<Language, Partial<Record<MessageKey, string>>>>;

// Words are the same for everybody, so one copy serves the process; the bundles of a page (what the server draws of it, and what only the
// server has) share it. Which language is spoken is nothing that may stand here: at the server that is each page's own.
const place = Symbol.for('postern.words');
const holder = globalThis as { [place]?: Known };

/** Takes words up; what is known already stays. */
export function learnWords(language: Language, words: Readonly<Record<string, string>>): void {
  holder[place] ??= {};
  holder[place][language] = { ...holder[place][language], ...words };
}

export function knownWords(language: Language): Partial<Record<MessageKey, string>> {
  return holder[place]?.[language] ?? {};
}
