import type { Config } from '#lib/config/index.ts';

/** Cookies of the sign-in. `__Host-` binds them to this very host, the root path and TLS (settled 12). */
export type CookieNames = { session: string; csrf: string; callback: string; visit: string };

/** Names under this configuration; without the prefix only where plain http was allowed by name. */
export function cookieNames({ secureCookies }: Pick<Config, 'secureCookies'>): CookieNames {
  const prefix = secureCookies ? '__Host-' : '';
  return {
    session: `${prefix}postern-session`,
    csrf: `${prefix}postern-csrf`,
    callback: `${prefix}postern-callback`,
    visit: `${prefix}postern-visit`,
  };
}

/** The value of one cookie of a Cookie header (RFC 6265 §4.2.1), the first of that name; null when it is not there. */
export function cookieValue(header: string | null, name: string): string | null {
  if (header === null || header.length > 32_768) return null;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
