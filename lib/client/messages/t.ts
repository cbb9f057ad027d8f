import { formatMessage, formatNumber, type MessageParams } from './format-message.ts';
import type { Language } from './languages.ts';
import { type Catalogue, knownWords, learnWords, type MessageKey } from './words.ts';

// A browser's page speaks one language from its beginning to its end. A server draws pages for many people at a time: there the language is
// asked of the page that is being drawn (`askLanguage`), and this stays as it is.
let spoken: Language = 'en';
let ask: (() => Language) | null = null;

/** The language of this page, with the words it begins with; in the browser only. */
export function speak(language: Language, words: Partial<Catalogue>): void {
  spoken = language;
  learnWords(language, words);
}

/** At the server: how the page that is being drawn at this moment tells its language. */
export function askLanguage(how: () => Language): void {
  ask = how;
}

/** The language of the page. */
export function spokenLanguage(): Language {
  return ask === null ? spoken : ask();
}

/** The words for a key in the current language. */
export function t(key: MessageKey, params?: MessageParams): string {
  return say(spokenLanguage(), key, params);
}

/** The words for a key in a language that is known to whoever asks: pages while the server makes them. */
export function say(inLanguage: Language, key: MessageKey, params?: MessageParams): string {
  return formatMessage(regional(inLanguage), knownWords(inLanguage)[key] ?? key, params);
}

/** A number as the current language writes it. */
export function n(value: number): string {
  return formatNumber(locale(), value);
}

/** BCP 47 tag for Intl: the browser's regional form of our language (en-GB) where it is the same language. */
export function locale(): string {
  return regional(spokenLanguage());
}

function regional(inLanguage: Language): string {
  const wanted = typeof window === 'undefined' ? [] : navigator.languages;
  return wanted.find((tag) => tag.split('-')[0] === inLanguage) ?? inLanguage;
}
