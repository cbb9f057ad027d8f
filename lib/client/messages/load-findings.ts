import type { findings } from './en/findings.ts';
import type { Language } from './languages.ts';
import { spokenLanguage } from './t.ts';
import { learnWords } from './words.ts';

type Findings = Readonly<Record<keyof typeof findings, string>>;

const files: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ findings: Findings }>>> = {
  de: () => import('./de/findings.ts'),
  fr: () => import('./fr/findings.ts'),
  es: () => import('./es/findings.ts'),
  ar: () => import('./ar/findings.ts'),
};

/** Brings what the Doctor says of what it found, for `plainly`: no other page says any of it. @throws where it cannot be had */
export async function findingWords(): Promise<void> {
  const wanted = spokenLanguage();
  // English is what the gateway says
  if (wanted === 'en') return;
  learnWords(wanted, (await files[wanted]()).findings);
}
