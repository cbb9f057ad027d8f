import { hash } from 'node:crypto';
import type { PreparedContent } from '../prepared-content.ts';

/** Key of table `mid` as a text of 16 characters, one for each octet: a map finds it, and making it costs half of what octets cost. */
export type MidHash = string & { readonly brand?: 'MidHash' };

const digest = (text: string): MidHash => hash('sha256', text, 'binary').slice(0, 16);

export const midBytes = (made: MidHash): Uint8Array => Buffer.from(made, 'latin1');
/** From the digits in which lib/thread gives it. */
export const midHashOf = (hex: string): MidHash => Buffer.from(hex, 'hex').toString('latin1');

/** 128 bits of an id's hash (T2), the same as `idHash` of lib/thread; this is the quick way to it, for a fill hashes every id. */
export function midHash(id: string): MidHash {
  const known = midHashes.get(id);
  if (known !== undefined) return known;
  const made = digest(`id\0${id}`);
  if (midHashes.size >= maxMidHashes) midHashes.clear();
  midHashes.set(id, made);
  return made;
}

/** A conversation cites the same ids again and again, one message after the other. */
const midHashes = new Map<string, MidHash>();
const maxMidHashes = 4096;

/** Finds equal messages: by Message-ID, else by what stands for it (J1, J5). */
export function ownHash({ messageId, sizeBytes, receivedAtMs, subject, author }: OwnFacts): Uint8Array {
  return midBytes(digest(messageId ? `own ${messageId}` : `none ${sizeBytes} ${receivedAtMs} ${subject ?? ''} ${author ?? ''}`));
}
type OwnFacts = Pick<PreparedContent, 'messageId' | 'sizeBytes' | 'receivedAtMs' | 'subject' | 'author'>;

/** 48 bits for look-ups by base subject; equality is checked again by the caller where it matters. */
export function subjectHash(baseSubject: string): number {
  return hash('sha256', baseSubject, 'buffer').readUIntBE(0, 6);
}
