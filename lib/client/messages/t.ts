import { en } from './en.ts';
import { formatMessage, formatNumber, type MessageParams } from './format-message.ts';

/** A key of the catalogue; a misspelt one does not compile. */
export type MessageKey = keyof typeof en;
/** A whole language: every key of English. */
export type Catalogue = Readonly<Record<MessageKey, string>>;

// The one place where another language will come in.
const language: string = 'en';
const catalogue: Catalogue = en;

/** The words for a key in the current language. */
export function t(key: MessageKey, params?: MessageParams): string {
  return formatMessage(language, catalogue[key], params);
}

/** A number as the current language writes it. */
export function n(value: number): string {
  return formatNumber(language, value);
}

/** BCP 47 tag for Intl: the browser's regional form of our language (en-GB) where it is the same language. */
export function locale(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  return wanted.find((tag) => tag.split('-')[0] === language) ?? language;
}
