import { getRandomValues } from 'node:crypto';

const pool = Buffer.alloc(16 * 512);
let used = pool.length;

/** An id as `newId` of lib/mail makes it (settled 16). A fill makes two or three per message, so random octets are drawn many at a time. */
export function freshId(letter: 'a' | 'e' | 'i' | 'm' | 'n' | 's' | 't' | 'v'): string {
  if (used === pool.length) {
    getRandomValues(pool);
    used = 0;
  }
  const id = letter + pool.toString('base64url', used, used + 16);
  used += 16;
  return id;
}
