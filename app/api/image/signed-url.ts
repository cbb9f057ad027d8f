import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signature binds: this person may have this picture fetched for this mail, until then. */
export type ImagePermit = { personId: string; accountId: string; emailId: string; url: string; untilMs: number };

const lifeMs = 24 * 3_600_000;

function signatureOf(key: Uint8Array, { personId, accountId, emailId, url, untilMs }: ImagePermit): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([personId, accountId, emailId, untilMs, url]))
    .digest('base64url');
}

/**
 * The address at our proxy for a remote image; null for what is no web address. Plain http becomes https: the proxy speaks nothing else.
 */
export function signImageUrl(key: Uint8Array, wish: Omit<ImagePermit, 'untilMs'>, nowMs: number): string | null {
  const target = URL.parse(wish.url);
  if (target === null || (target.protocol !== 'https:' && target.protocol !== 'http:') || target.username !== '' || target.password !== '')
    return null;
  if (target.protocol === 'http:' && target.port !== '') return null;
  target.protocol = 'https:';
  target.hash = '';
  // The same address for a whole hour, so that the browser's cache serves the mail when it is opened again.
  const untilMs = Math.ceil(nowMs / 3_600_000) * 3_600_000 + lifeMs;
  const permit: ImagePermit = { ...wish, url: target.href, untilMs };
  const query = new URLSearchParams({
    a: wish.accountId,
    e: wish.emailId,
    t: String(untilMs),
    s: signatureOf(key, permit),
    u: target.href,
  });
  return `/api/image?${query}`;
}

/** The permit in a query, or null when it is not ours, not this person's or too old. */
export function readImageUrl(key: Uint8Array, personId: string, query: URLSearchParams, nowMs: number): ImagePermit | null {
  const permit: ImagePermit = {
    personId,
    accountId: query.get('a') ?? '',
    emailId: query.get('e') ?? '',
    url: query.get('u') ?? '',
    untilMs: Number(query.get('t')),
  };
  const expected = Buffer.from(signatureOf(key, permit));
  const given = Buffer.from(query.get('s') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return permit.untilMs >= nowMs ? permit : null;
}
