import type { all } from './en/all.ts';
import type { compose } from './en/compose.ts';
import type { consoleWords } from './en/console.ts';
import type { contacts } from './en/contacts.ts';
import type { doctor } from './en/doctor.ts';
import type { files } from './en/files.ts';
import type { finding } from './en/finding.ts';
import type { folderDeeds } from './en/folder-deeds.ts';
import type { healthDetails } from './en/health-details.ts';
import type { invitation } from './en/invitation.ts';
import type { keys } from './en/keys.ts';
import type { message } from './en/message.ts';
import type { notify } from './en/notify.ts';
import type { settings } from './en/settings.ts';
import type { signIn } from './en/sign-in.ts';
import type { snooze } from './en/snooze.ts';
import type { tagSettings } from './en/tag-settings.ts';
import type { templates } from './en/templates.ts';
import type { trust } from './en/trust.ts';
import type { viewer } from './en/viewer.ts';
import { en } from './en.ts';
import { formatMessage, formatNumber, type MessageParams } from './format-message.ts';

/** A key of the catalogue; a misspelt one does not compile. */
export type MessageKey =
  | keyof typeof en
  | keyof typeof tagSettings
  | keyof typeof keys
  | keyof typeof finding
  | keyof typeof snooze
  | keyof typeof healthDetails
  | keyof typeof folderDeeds
  | keyof typeof all
  | keyof typeof compose
  | keyof typeof files
  | keyof typeof invitation
  | keyof typeof consoleWords
  | keyof typeof contacts
  | keyof typeof doctor
  | keyof typeof message
  | keyof typeof notify
  | keyof typeof settings
  | keyof typeof signIn
  | keyof typeof templates
  | keyof typeof trust
  | keyof typeof viewer;
/** A whole language: every key of English. */
export type Catalogue = Readonly<Record<MessageKey, string>>;

// The one place where another language will come in.
const language: string = 'en';
const catalogue: Partial<Record<MessageKey, string>> = { ...en };

/** Words of another page, or of a part that comes late, which it brings before it draws anything. */
export function learnWords(words: Partial<Catalogue>): void {
  Object.assign(catalogue, words);
}

/** The words for a key in the current language. */
export function t(key: MessageKey, params?: MessageParams): string {
  return formatMessage(language, catalogue[key] ?? key, params);
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
