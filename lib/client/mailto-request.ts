import type { ComposerRequest } from './composer.ts';

const maxFieldChars = 20_000;
const maxLinkChars = 100_000;
const maxFields = 100;

/**
 * What a `mailto:` link asks for (RFC 6068): recipients, subject and body, as text. Nothing else is taken over: no attachment, no other
 * header, and nothing is sent by it (security.md §4).
 */
export function mailtoRequest(href: string): ComposerRequest | null {
  const url = href.length > maxLinkChars ? null : URL.parse(href);
  if (url === null || url.protocol !== 'mailto:') return null;
  const fields = new Map<string, string>();
  const query = url.search.slice(1);
  for (const pair of query === '' ? [] : query.split('&', maxFields)) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const key = decoded(name).toLowerCase();
    const text = decoded(value).slice(0, maxFieldChars);
    fields.set(key, fields.has(key) ? `${fields.get(key)}, ${text}`.slice(0, maxFieldChars) : text);
  }
  const oneLine = (text: string | undefined): string => (text ?? '').replace(/[\r\n]+/g, ' ').trim();
  const to = [decoded(url.pathname), fields.get('to') ?? ''].map(oneLine).filter((part) => part !== '');
  return {
    mode: 'new',
    to: to.join(', '),
    cc: oneLine(fields.get('cc')),
    bcc: oneLine(fields.get('bcc')),
    subject: oneLine(fields.get('subject')),
    body: fields.get('body') ?? '',
  };
}

// RFC 6068 §5: a plus sign is a plus sign here.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}

/** The address of the mail page with a `mailto:` link to be opened there; without one, when it is none. */
export function mailPagePath(mailto: string | null | undefined): string {
  return mailto == null || mailtoRequest(mailto) === null ? '/mail' : `/mail?compose=${encodeURIComponent(mailto)}`;
}

/** The `mailto:` link that the browser opened this page with, once: a reload does not open it again. */
export function takeMailtoOfPage(): ComposerRequest | null {
  const { pathname, search, hash } = window.location;
  const query = new URLSearchParams(search);
  const link = query.get('compose');
  if (link === null) return null;
  query.delete('compose');
  const rest = query.toString();
  window.history.replaceState(null, '', `${pathname}${rest === '' ? '' : `?${rest}`}${hash}`);
  return mailtoRequest(link);
}
