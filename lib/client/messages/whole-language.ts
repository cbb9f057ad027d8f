import type { Language } from './languages.ts';
import { type Catalogue, type FirstWords, knownWords, type LateWords, learnWords } from './words.ts';

const halves: Readonly<Record<Language, () => Promise<[{ first: FirstWords }, { late: LateWords }]>>> = {
  en: () => Promise.all([import('./en/first.ts'), import('./en/late.ts')]),
  de: () => Promise.all([import('./de/first.ts'), import('./de/late.ts')]),
  fr: () => Promise.all([import('./fr/first.ts'), import('./fr/late.ts')]),
  es: () => Promise.all([import('./es/first.ts'), import('./es/late.ts')]),
  ar: () => Promise.all([import('./ar/first.ts'), import('./ar/late.ts')]),
};

const whole = new Map<Language, Promise<FirstWords>>();

/** At the server: all words of a language are known from now on. @returns those that a page begins with */
export function wholeLanguage(wanted: Language): Promise<FirstWords> {
  const known = whole.get(wanted) ?? learnWhole(wanted);
  whole.set(wanted, known);
  return known;
}

/** What a page begins with, and one part more, by the beginning of its keys: for a page that cannot wait for that. */
export async function wordsWithPart(wanted: Language, part: string): Promise<Partial<Catalogue>> {
  const first = await wholeLanguage(wanted);
  const more = Object.fromEntries(Object.entries(knownWords(wanted)).filter(([key]) => key.startsWith(`${part}.`)));
  return { ...first, ...more };
}

async function learnWhole(wanted: Language): Promise<FirstWords> {
  const [{ first }, { late }] = await halves[wanted]();
  learnWords(wanted, { ...first, ...late });
  return first;
}
