const units = ['B', 'kB', 'MB', 'GB'] as const;
/** Decimal units, as file managers count. */
export function shownSize(bytes: number, locale: string): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const shown = `${new Intl.NumberFormat(locale, { maximumFractionDigits: power > 0 && value < 10 ? 1 : 0 }).format(value)} ${units[power]}`;
  // figure before unit, on a page from the right too
  return locale.startsWith('ar') ? `\u2066${shown}\u2069` : shown;
}
