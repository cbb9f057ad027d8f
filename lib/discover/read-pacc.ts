import { createHash } from 'node:crypto';
import type { ProviderFacts } from '#lib/config/index.ts';
import { checked } from './read-autoconfig.ts';

const longest = 64 * 1024;

/** Ports and modes of this format are the implicit ones (RFC 8314 §3). */
const kinds = { imap: { t: 'imap', p: 993 }, pop3: { t: 'pop3', p: 995 }, smtp: { t: 'smtp', p: 465 } } as const;

/**
 * A provider's configuration for user agents (draft-ietf-mailmaint-pacc), proven by the digest that its domain publishes.
 *
 * @param texts TXT records of `_ua-auto-config.<domain>`: `v=UAAC1; a=sha256; d=<base64>`
 * @returns null where the digest is missing or is another, or no server is named
 */
export function readPacc(body: string, texts: readonly string[]): ProviderFacts | null {
  if (body.length > longest) return null;
  const digest = createHash('sha256').update(body).digest('base64');
  const isProven = texts.some((text) => {
    const tags = new Map(text.split(';').map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).trim()]));
    return tags.get('v') === 'UAAC1' && tags.get('a') === 'sha256' && tags.get('d') === digest;
  });
  if (!isProven) return null;
  let json: { protocols?: Record<string, { host?: unknown } | undefined>; info?: { provider?: { name?: unknown } } } | null;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  const server = (name: keyof typeof kinds) => {
    const host = json?.protocols?.[name]?.host;
    return typeof host === 'string' ? [{ ...kinds[name], h: host, s: 'tls', u: 'email' }] : [];
  };
  const name = json?.info?.provider?.name;
  return checked({
    n: typeof name === 'string' ? name.slice(0, 100) || null : null,
    in: [...server('imap'), ...server('pop3')],
    out: server('smtp'),
  });
}
