import { MailError } from '#lib/mail/index.ts';
import type { UidRange, UidSet } from './api.ts';

const maxUid = 4_294_967_295;
/** A command line stays below 8000 octets (I17); what is not the set is at most the header item list of I16. */
const maxSetOctets = 7_000;

/** Any set as ascending ranges that do not touch. @throws MailError 'invalid' for what is no UID */
export function toRanges(set: UidSet): UidRange[] {
  const ranges = set.map((item) => (typeof item === 'number' ? { from: item, to: item } : { from: item.from, to: item.to }));
  for (const { from, to } of ranges) {
    if (!isUid(from) || !isUid(to) || from > to) throw new MailError('invalid', 'not a UID or range of UIDs');
  }
  ranges.sort((a, b) => a.from - b.from);
  const merged: UidRange[] = [];
  for (const range of ranges) {
    const last = merged[merged.length - 1];
    if (last !== undefined && range.from <= last.to + 1) last.to = Math.max(last.to, range.to);
    else merged.push(range);
  }
  return merged;
}

const isUid = (value: number) => Number.isInteger(value) && value >= 1 && value <= maxUid;

/** Sequence sets for the wire, each short enough for one command (I17, RFC 7162 §4). */
export function toSetTexts(set: UidSet): string[] {
  const texts: string[] = [];
  let text = '';
  for (const { from, to } of toRanges(set)) {
    const piece = from === to ? String(from) : `${from}:${to}`;
    if (text.length + piece.length + 1 > maxSetOctets) {
      texts.push(text);
      text = '';
    }
    text += text === '' ? piece : `,${piece}`;
  }
  if (text !== '') texts.push(text);
  return texts;
}

/** Reads the set of a VANISHED, COPYUID, ESEARCH or MODIFIED in the order of the text; null when it is none. `*` is not accepted. */
export function parseUidSet(text: string): UidRange[] | null {
  const ranges: UidRange[] = [];
  for (const piece of text.split(',')) {
    const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(piece);
    if (match === null) return null;
    const a = Number(match[1]);
    const b = match[2] === undefined ? a : Number(match[2]);
    if (!isUid(a) || !isUid(b)) return null;
    ranges.push({ from: Math.min(a, b), to: Math.max(a, b) });
  }
  return ranges;
}

/** Every UID of the ranges. @throws MailError 'protocol' when a server names more than anybody has */
export function expandRanges(ranges: readonly UidRange[], limit = 5_000_000): number[] {
  if (countRanges(ranges) > limit) throw new MailError('protocol', 'server named too many messages', { stage: 'command' });
  const uids: number[] = [];
  for (const { from, to } of ranges) for (let uid = from; uid <= to; uid += 1) uids.push(uid);
  return uids;
}

export function countRanges(ranges: readonly UidRange[]): number {
  let count = 0;
  for (const { from, to } of ranges) count += to - from + 1;
  return count;
}

/** True for UIDs of the set; looks in logarithmic time. */
export function uidFilter(set: UidSet): (uid: number) => boolean {
  const ranges = toRanges(set);
  return (uid) => {
    let low = 0;
    let high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { from, to } = ranges[middle] ?? { from: 0, to: 0 };
      if (uid < from) high = middle - 1;
      else if (uid > to) low = middle + 1;
      else return true;
    }
    return false;
  };
}
