import type { EmailAddress } from '#lib/mail/index.ts';

/** Longer texts sort alike; it bounds what a hostile header can put into the index. */
const maxLength = 200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/;

/** Key that sorts by code point as `i;unicode-casemap` does (RFC 5051): titlecase approximated by upper case, then decomposition. */
export function casemapKey(text: string): string {
  const upper = text.slice(0, maxLength).toUpperCase();
  return ascii.test(upper) ? upper : upper.normalize('NFKD');
}

/** from and to sort by the first address's name, else its address (RFC 8621 §4.4.2). */
export function addressSortKey(addresses: readonly EmailAddress[] | null): string {
  const first = addresses?.[0];
  return first ? casemapKey(first.name || first.email) : '';
}
