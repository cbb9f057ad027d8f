import type { Correspondent } from '#lib/contract/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import { foldText } from '#lib/search/index.ts';

/** Somebody was on a message: `sent` when the message is the person's own. */
export type Contact = { address: EmailAddress; sent: boolean; atMs: number };

/** A message of half a year ago counts half. */
const halfLifeMs = 180 * 86_400_000;
/** Whom one writes to is meant sooner than who writes. */
const sentWeight = 6;
const robot = /(?:^|[._+-])(?:no-?reply|do-?not-?reply|mailer-daemon|bounces?|notifications?)(?:[._+@-]|$)/i;
const robotWeight = 0.02;

/** An address behind which nobody reads. */
export const isRobot = (email: string): boolean => robot.test(email);
/** Who stands in the address book comes before everybody who does not. */
const contactScore = 1_000_000;

/** Somebody out of the address book whom the text may mean, however it was found there. */
export type BookEntry = { address: EmailAddress; isContact: boolean };

/** What was typed, as it is compared. */
export const typedWords = (text: string): string[] =>
  foldText(text)
    .split(/[\s,;<>"()]+/)
    .filter((word) => word !== '');

/**
 * Those among the contacts whom a text may mean, by how often and how lately there was mail with them. The name is the newest one seen.
 *
 * @param own the person's addresses, in lower case: never far ahead
 */
export function rankCorrespondents(
  contacts: readonly Contact[],
  {
    text,
    nowMs,
    limit,
    own,
    book = [],
  }: { text: string; nowMs: number; limit: number; own: ReadonlySet<string>; book?: readonly BookEntry[] },
): Correspondent[] {
  const wanted = typedWords(text);
  const known = new Map<string, Known>();
  for (const { address, isContact } of book) {
    const key = address.email.toLowerCase();
    const isNamed = isContact && address.name !== null;
    known.set(key, {
      ...{ email: address.email, name: address.name, namedAtMs: isNamed ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY },
      ...{ score: isContact ? contactScore : 0, isKnown: false, isContact, isInBook: true },
    });
  }
  for (const { address, sent, atMs } of contacts) {
    const key = address.email.toLowerCase();
    if (!key.includes('@')) continue;
    const entry = known.get(key) ?? {
      email: address.email,
      name: null,
      namedAtMs: Number.NEGATIVE_INFINITY,
      score: 0,
      isKnown: false,
      isContact: false,
      isInBook: false,
    };
    known.set(key, entry);
    const name = address.name?.trim() ?? '';
    if (name !== '' && name.toLowerCase() !== key && atMs > entry.namedAtMs) {
      entry.name = name;
      entry.namedAtMs = atMs;
    }
    const ageMs = Math.max(0, nowMs - atMs);
    entry.score += (sent ? sentWeight : 1) * 0.5 ** (ageMs / halfLifeMs);
    entry.isKnown ||= sent;
  }
  return [...known.values()]
    .filter(({ name, email, isInBook }) => isInBook || isMeant(wanted, name, email))
    .map((entry) => ({ ...entry, score: entry.score * (isRobot(entry.email) || own.has(entry.email.toLowerCase()) ? robotWeight : 1) }))
    .toSorted((a, b) => b.score - a.score || a.email.localeCompare(b.email))
    .slice(0, limit)
    .map(({ email, name, isKnown, isContact }) => ({ email, name, isKnown, isContact }));
}

type Known = {
  email: string;
  name: string | null;
  namedAtMs: number;
  score: number;
  isKnown: boolean;
  isContact: boolean;
  isInBook: boolean;
};

/** Every word begins a word of the name, or is in the address from a border of its parts on. In scripts without blanks it may stand anywhere. */
function isMeant(wanted: readonly string[], name: string | null, email: string): boolean {
  const address = foldText(email);
  const inAddress = [...address.matchAll(/^|[@._+-]/g)].map((border) => address.slice(border.index + border[0].length));
  const folded = foldText(name ?? '');
  const starts = [...inAddress, ...folded.split(/[\s,.'’"()-]+/)];
  return wanted.every((word) => starts.some((start) => start.startsWith(word)) || (/\P{ASCII}/u.test(word) && folded.includes(word)));
}
