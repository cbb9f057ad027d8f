import type { Language } from './languages.ts';
import { spokenLanguage } from './t.ts';
import { knownWords, type LateWords, learnWords } from './words.ts';

const late: Readonly<Record<Language, () => Promise<{ late: LateWords }>>> = {
  en: () => import('./en/late.ts'),
  de: () => import('./de/late.ts'),
  fr: () => import('./fr/late.ts'),
  es: () => import('./es/late.ts'),
  ar: () => import('./ar/late.ts'),
};

let coming: Promise<void> | null = null;

/** Whether the words of late parts are there in the language of the page. At the server they always are. */
export function areLateWordsHere(): boolean {
  return typeof window === 'undefined' || 'settings.title' in knownWords(spokenLanguage());
}

/** Brings the words of late parts, once. @throws where they cannot be had; the next call tries again */
export function lateWords(): Promise<void> {
  if (areLateWordsHere()) return Promise.resolve();
  const wanted = spokenLanguage();
  coming ??= late[wanted]().then(
    (words) => learnWords(wanted, words.late),
    (error: unknown) => {
      coming = null;
      throw error;
    },
  );
  return coming;
}
