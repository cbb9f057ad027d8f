import type { ComposerRequest } from '#lib/client/index.ts';

const maxFieldChars = 20_000;

/**
 * What a `mailto:` link asks for (RFC 6068): recipients, subject and body, as text. Nothing else is taken over: no attachment, no other
 * header, and nothing is sent by it (security.md §4).
 */
export function mailtoRequest(href: string): ComposerRequest | null {
  const url = URL.parse(href);
  if (url === null || url.protocol !== 'mailto:') return null;
  const fields = new Map<string, string>();
  const query = url.search.slice(1);
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const key = decoded(name).toLowerCase();
    const text = decoded(value).slice(0, maxFieldChars);
    fields.set(key, fields.has(key) ? `${fields.get(key)}, ${text}` : text);
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
