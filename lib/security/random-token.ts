import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A fresh token: 32 random octets as base64url (43 characters). */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * What is stored of a token. Plain SHA-256 is enough: the token is random and long, so nothing can be guessed from its hash, and a slow
 * hash would only make every request slow.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}

/** Keyed hash of something that people chose (a password held for minutes): useless without the key, which is not in the database. */
export function keyedHash(key: Uint8Array, ...parts: string[]): string {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part, 'utf8');
  return hmac.digest('base64url');
}

/** Compares in a time that does not depend on where two texts differ. */
export function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(one), digest(other));
}
