import type { Pop3ListEntry, Pop3Stat, Pop3UidlEntry } from './api.ts';

/** Octets of a whole LIST or UIDL: half a million messages with ids of 60 octets. */
export const listingBounds = { octets: 32 * 1024 * 1024, lineOctets: 2_048 };
export const mostEntries = 500_000;
const longestUid = 1_024;

/** `nn mm` of STAT (RFC 1939 §5); null when it cannot be read. */
export function readStat(text: string): Pop3Stat | null {
  const [, messages, sizeBytes] = /^(\d{1,10})[ \t]+(\d{1,16})(?=\s|$)/.exec(text) ?? [];
  return messages === undefined || sizeBytes === undefined ? null : { messages: Number(messages), sizeBytes: Number(sizeBytes) };
}

/** A scan listing (RFC 1939 §5); null for a line that names no message. A size that is none counts as 0: sizes are hints (P10). */
export function readListLine(line: string): Pop3ListEntry | null {
  const [, number, size] = /^[ \t]*(\d{1,10})(?:[ \t]+(\d{1,16}))?(?=\s|$)/.exec(line) ?? [];
  return number === undefined || Number(number) === 0 ? null : { number: Number(number), sizeBytes: Number(size ?? 0) };
}

/**
 * A unique-id listing (RFC 1939 §7); null for a line that names no message. The RFC allows 1 to 70 characters from 0x21 to 0x7e; servers send
 * more and others, and everything up to the end of the line is taken as it is.
 */
export function readUidlLine(line: string): Pop3UidlEntry | null {
  const [, number, uid = ''] = /^[ \t]*(\d{1,10})(?:[ \t]+(.*))?$/s.exec(line) ?? [];
  if (number === undefined || Number(number) === 0) return null;
  const known = uid.trimEnd();
  return { number: Number(number), uid: known === '' || known.length > longestUid ? null : known };
}
