import type { PreferenceValues } from '#lib/contract/index.ts';

export type Theme = PreferenceValues['theme'];

const cookie = 'postern-theme';
const yearSeconds = 31_536_000;

/** The choice out of the cookie of a request, so that the first paint has the right colours. */
export function themeFromCookie(value: string | undefined): 'light' | 'dark' | undefined {
  return value === 'light' || value === 'dark' ? value : undefined;
}

export const themeCookie = cookie;

/** Puts the choice onto the page and into the cookie that the next page is drawn by. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we serve
  document.cookie = `${cookie}=${theme}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
