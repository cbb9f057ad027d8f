/** The languages the screen speaks, each with all of its words (`npm run check` looks that none is missing). */
export const languages = ['en', 'de', 'fr', 'es', 'ar'] as const;
export type Language = (typeof languages)[number];

/** What each calls itself: who cannot read the others finds it. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
};

const rightToLeft: ReadonlySet<string> = new Set(['ar']);

export const directionOf = (language: Language): 'ltr' | 'rtl' => (rightToLeft.has(language) ? 'rtl' : 'ltr');

export function isLanguage(tag: unknown): tag is Language {
  return languages.some((language) => language === tag);
}

const mostHeaderLength = 1_000;

/**
 * Which language a page speaks: the one that was chosen, else the first of the browser's that is spoken here, else English.
 *
 * @param chosen BCP 47 tag out of the person's settings or the cookie, which may be anything
 * @param acceptLanguage the header (RFC 9110 §12.5.4)
 */
export function pickLanguage(chosen: string | null, acceptLanguage: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  const wishes = (acceptLanguage ?? '').slice(0, mostHeaderLength).split(',').map(wishOf);
  const best = wishes.filter(({ weight }) => weight > 0).toSorted((one, other) => other.weight - one.weight);
  for (const { tag } of best) if (isLanguage(tag)) return tag;
  return 'en';
}

/** One wish of the header: its primary language, and how much it is wished for. */
function wishOf(part: string): { tag: string; weight: number } {
  const [range = '', ...rest] = part.split(';');
  const quality = rest.map((one) => one.trim()).find((one) => one.toLowerCase().startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag: range.trim().toLowerCase().split('-')[0] ?? '', weight: Number.isFinite(weight) ? Math.min(weight, 1) : 0 };
}
