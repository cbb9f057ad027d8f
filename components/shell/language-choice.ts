import type { Language } from '#lib/client/index.ts';

const yearSeconds = 31_536_000;

/** What pages before the sign-in are drawn by; who is signed in has it among the settings. */
export const languageCookie = 'postern-language';

/** Keeps the choice in this browser. @param language null: as the browser itself */
export function keepLanguage(language: Language | null): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we serve
  document.cookie = `${languageCookie}=${language ?? ''}; path=/; max-age=${language === null ? 0 : yearSeconds}; samesite=lax`;
}
