import { getRandomValues } from 'node:crypto';

const pool = Buffer.alloc(10 * 800);
let used = pool.length;

/** Characters of base64url in the order of their codes, so that texts made of them sort as the numbers do. */
const sorted = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
let prefixMs = 0;
let prefix = '';

/** An instant as eight characters: 48 bits. */
function prefixOf(nowMs: number): string {
  let text = '';
  for (let rest = nowMs; text.length < 8; rest = Math.floor(rest / 64)) text = sorted[rest % 64]! + text;
  return text;
}

/**
 * An opaque id of the form that `newId` of lib/mail makes (settled 16), the millisecond first and 80 random bits behind: ids made together
 * lie together in every index, where wholly random ones would touch another page each. A fill makes two or three per message, so random
 * octets are drawn many at a time.
 */
export function freshId(letter: 'a' | 'b' | 'c' | 'e' | 'h' | 'i' | 'm' | 'n' | 's' | 't' | 'v' | 'w'): string {
  if (used === pool.length) {
    getRandomValues(pool);
    used = 0;
  }
  const nowMs = Date.now();
  if (nowMs !== prefixMs) {
    prefixMs = nowMs;
    prefix = prefixOf(nowMs);
  }
  const id = letter + prefix + pool.toString('base64url', used, used + 10);
  used += 10;
  return id;
}
