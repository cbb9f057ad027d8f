import { t } from './messages/t.ts';

/** One after the other, as the language writes it down: `Ana, Ben`. */
export const commaList = (words: readonly string[]): string => words.join(t('list.comma'));
