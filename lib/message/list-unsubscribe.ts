import { fieldText, type HeaderField } from './header-fields.ts';
import { asURLs, unfold } from './header-forms.ts';
import { trustedResults } from './trusted-results.ts';

/** The ways out of a list that a message names (RFC 2369 §3.2). */
export type ListUnsubscribe = {
  /** mailto: addresses, in order */
  mailto: string[];
  /** https: addresses, in order */
  https: string[];
  /** List-Unsubscribe-Post asks for the one click of RFC 8058 */
  asksOneClick: boolean;
};

const maxUrls = 5;
const maxUrlChars = 2000;

/** @returns null when the message is of no list that one can leave by its header */
export function listUnsubscribe(fields: readonly HeaderField[]): ListUnsubscribe | null {
  const urls = asURLs(firstValue(fields, 'list-unsubscribe') ?? '') ?? [];
  const begin = (scheme: string) =>
    urls.filter((url) => url.length <= maxUrlChars && url.toLowerCase().startsWith(scheme)).slice(0, maxUrls);
  const [mailto, https] = [begin('mailto:'), begin('https://')];
  if (mailto.length === 0 && https.length === 0) return null;
  const post = unfold(firstValue(fields, 'list-unsubscribe-post') ?? '').trim();
  return { mailto, https, asksOneClick: https.length > 0 && /^List-Unsubscribe\s*=\s*One-Click$/i.test(post) };
}

/**
 * Where one click leaves the list (RFC 8058 §4, C4): the https address, if the provider vouches for a DKIM signature that covers both
 * header fields. Otherwise anybody could have put in an address that somebody's click is then sent to.
 *
 * @param fields the complete header, top first
 * @param isProvider whether a host is the account's provider's, as in {@link trustedResults}
 */
export function oneClickUrl(fields: readonly HeaderField[], isProvider: (host: string) => boolean): string | null {
  const found = listUnsubscribe(fields);
  if (found === null || !found.asksOneClick) return null;
  // Of two fields a signature covers the lower one (RFC 6376 §5.4.2): somebody on the way could have put another above it.
  const isAlone = (name: string) => fields.filter((field) => field.name.toLowerCase() === name).length === 1;
  if (!isAlone('list-unsubscribe') || !isAlone('list-unsubscribe-post')) return null;
  const valid = new Set(
    (trustedResults(fields, isProvider)?.results ?? [])
      .filter(({ method, result }) => method === 'dkim' && result === 'pass')
      .map(({ properties }) => (properties.get('header.d') ?? properties.get('header.i')?.replace(/^.*@/, '') ?? '').toLowerCase()),
  );
  const isCovered = fields.some((field) => {
    if (field.name.toLowerCase() !== 'dkim-signature') return false;
    const tags = tagsOf(fieldText(field));
    const signed = new Set((tags.get('h') ?? '').toLowerCase().split(':'));
    return valid.has((tags.get('d') ?? '').toLowerCase()) && signed.has('list-unsubscribe') && signed.has('list-unsubscribe-post');
  });
  return isCovered ? (found.https[0] ?? null) : null;
}

/** First of that name (security.md §5). */
const firstValue = (fields: readonly HeaderField[], name: string): string | null => {
  const field = fields.find((each) => each.name.toLowerCase() === name);
  return field === undefined ? null : fieldText(field);
};

/** Tags of a DKIM-Signature (RFC 6376 §3.2), blanks dropped. */
function tagsOf(value: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const part of value.slice(0, 16 * 1024).split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) tags.set(part.slice(0, equals).replace(/\s+/g, ''), part.slice(equals + 1).replace(/\s+/g, ''));
  }
  return tags;
}
