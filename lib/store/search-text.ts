import type { EmailAddress } from '#lib/mail/index.ts';
import { indexTokens, toFtsQuery } from '#lib/search/index.ts';

const maxAddressText = 64_000;

/** Addresses as one text for the index: names and addresses. A header of thousands of recipients is cut, never refused. */
export function addressText(addresses: readonly EmailAddress[] | null): string {
  if (!addresses) return '';
  let text = '';
  for (const { name, email } of addresses) {
    text += name ? `${name} ${email} ` : `${email} `;
    if (text.length > maxAddressText) break;
  }
  return text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/;
const longWord = /[A-Za-z0-9]{65}/;

/** Text as the full-text table takes it. The table's tokenizer cuts and folds ASCII just as `indexTokens` does, so most mail needs no more. */
export const indexText = (text: string): string => (ascii.test(text) && !longWord.test(text) ? text : indexTokens(text));

/** FTS5 query for a text a person typed; null when there is no word in it. */
export const ftsQuery = (text: string): string | null => toFtsQuery(text);
