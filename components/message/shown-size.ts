const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
/** Decimal units, as file managers count, named as the language does. */
export function shownSize(bytes: number, locale: string): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const maximumFractionDigits = power > 0 && value < 10 ? 1 : 0;
  const unit = units[power] ?? 'byte';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: power === 0 ? 'long' : 'short', maximumFractionDigits }).format(
    value,
  );
}
