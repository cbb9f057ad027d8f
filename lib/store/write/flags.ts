import { type Keyword, keywordFromFlag } from '#lib/mail/index.ts';
import { type EmailUnit, type LocationRow, systemBits } from './email-unit.ts';
import { pendingKeywords, queueKeywords } from './intent-queue.ts';
import { isLabelRow } from './labels.ts';
import type { Work } from './work.ts';

/** Flags of one message that are looked at; a server that sends more is out of its mind. */
const maxFlags = 256;

export const isDeletedFlag = (flag: string): boolean => flag.toLowerCase() === '\\deleted';

export function keywordsOfFlags(flags: readonly string[]): Keyword[] {
  const keywords: Keyword[] = [];
  for (const flag of flags) {
    const keyword = keywordFromFlag(flag);
    if (keyword !== null && !keywords.includes(keyword)) keywords.push(keyword);
  }
  return keywords;
}

/** Flags as they stand in `base`. */
export const baseOf = (flags: readonly string[]): string => flags.slice(0, maxFlags).join(' ');
export const flagsOfBase = (base: string | null): string[] => (base ? base.split(' ') : []);

/** Takes what the server says of a copy's flags: the difference from what was agreed last, keyword by keyword (J2). */
export function takeFlags(work: Work, unit: EmailUnit, location: LocationRow, flags: readonly string[]): void {
  const base = baseOf(flags);
  if (location.base === base && location.unsure === '') return;
  const reported = new Set(keywordsOfFlags(flags));
  const agreed = location.base === null ? null : new Set(keywordsOfFlags(flagsOfBase(location.base)));
  const unsure = new Set(flagsOfBase(location.unsure));
  const gained = [...reported].filter((keyword) => !(agreed ?? unit.keywords).has(keyword));
  // Of a copy never agreed on, a missing keyword of the person's own may be one this mailbox cannot store: it stays local (I31).
  const lost = agreed
    ? [...agreed].filter((keyword) => !reported.has(keyword) && !unsure.has(keyword))
    : [...unit.keywords].filter((keyword) => systemBits.has(keyword) && !reported.has(keyword));
  const pending = gained.length + lost.length > 0 ? pendingKeywords(work, unit.key) : new Set<Keyword>();
  const add = gained.filter((keyword) => !pending.has(keyword) && !unit.keywords.has(keyword));
  const remove = lost.filter((keyword) => !pending.has(keyword) && unit.keywords.has(keyword));
  for (const keyword of add) work.addKeyword(unit, keyword);
  for (const keyword of remove) work.removeKeyword(unit, keyword);
  work.setLocation(location, { base, unsure: '', is_deleted: flags.some(isDeletedFlag) ? 1 : 0 });
  const hasOthers = unit.locations.some(
    (other) => other.key !== location.key && other.is_wanted !== 0 && other.held_since_ms === null && !isLabelRow(work, other),
  );
  if (hasOthers && add.length + remove.length > 0) queueKeywords(work, unit, add, remove);
}
