import type { Pop3Stat, TakeListed, TakeUid } from './api.ts';

/** Octets of a whole LIST or UIDL: half a million messages with ids of 60 octets. */
export const listingBounds = { octets: 32 * 1024 * 1024, lineOctets: 2_048 };
export const mostEntries = 500_000;
const longestUid = 1_024;

/** `nn mm` of STAT (RFC 1939 §5); null when it cannot be read. */
export function readStat(text: string): Pop3Stat | null {
  const [, messages, sizeBytes] = /^(\d{1,10})[ \t]+(\d{1,16})(?=\s|$)/.exec(text) ?? [];
  return messages === undefined || sizeBytes === undefined ? null : { messages: Number(messages), sizeBytes: Number(sizeBytes) };
}

/**
 * A scan listing (RFC 1939 §5). A size that is none counts as 0: sizes are hints (P10).
 *
 * @returns false for a line that names no message
 */
export function readListLine(line: string, take: TakeListed): boolean {
  const [, number, size] = /^[ \t]*(\d{1,10})(?:[ \t]+(\d{1,16}))?(?=\s|$)/.exec(line) ?? [];
  if (number === undefined || Number(number) === 0) return false;
  take(Number(number), Number(size ?? 0));
  return true;
}

/**
 * A unique-id listing (RFC 1939 §7). The RFC allows 1 to 70 characters from 0x21 to 0x7e; servers send more and others, and everything up to
 * the end of the line is taken as it is.
 *
 * @returns false for a line that names no message
 */
export function readUidlLine(line: string, take: TakeUid): boolean {
  const [, number, uid = ''] = /^[ \t]*(\d{1,10})(?:[ \t]+(.*))?$/s.exec(line) ?? [];
  if (number === undefined || Number(number) === 0) return false;
  const known = uid.trimEnd();
  take(Number(number), known === '' || known.length > longestUid ? null : known);
  return true;
}
