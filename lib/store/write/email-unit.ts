import type { Keyword } from '#lib/mail/index.ts';

/** One copy on the server, or on its way there or away; see the table's comments. */
export type LocationRow = {
  key: number;
  email: number;
  mailbox: number;
  uid_validity: number | null;
  uid: number | null;
  /** 0: leaves · 1: seen here · 2: stays, and is seen under its labels */
  is_wanted: number;
  is_deleted: number;
  base: string | null;
  unsure: string;
  size_bytes: number | null;
  held_since_ms: number | null;
  is_void: number;
  note_uid_next: number | null;
  note_uid_validity: number | null;
  is_confirmed: number;
  labels: string | null;
};

/** What JMAP could see of an Email before this transaction touched it. */
type VisibleBefore = {
  isVisible: boolean;
  id: string;
  thread: number;
  mailboxes: number[];
  keywords: ReadonlySet<Keyword>;
  flags: number;
  preview: string;
};

/** An Email loaded into the transaction. Operations change it here; `settle` writes what follows from the difference to `before`. */
export type EmailUnit = {
  readonly key: number;
  id: string;
  log: number | null;
  thread: number;
  readonly receivedAtMs: number;
  readonly sizeBytes: number;
  readonly ownHash: Uint8Array;
  rawBlobId: string | null;
  readonly pack: number;
  readonly slot: number;
  keywords: Set<Keyword>;
  preview: string;
  locations: LocationRow[];
  before: VisibleBefore;
  /** inserted by this transaction: its id was never shown */
  isFresh: boolean;
  /** `log` as the row has it */
  readonly writtenLog: number | null;
};

export const systemBits: ReadonlyMap<Keyword, number> = new Map([
  ['$seen', 1],
  ['$flagged', 2],
  ['$answered', 4],
  ['$draft', 8],
]);
const unreadMask = 1 | 8;

export function flagsOf(keywords: Iterable<Keyword>): number {
  let flags = 0;
  for (const keyword of keywords) flags |= systemBits.get(keyword) ?? 0;
  return flags;
}

/** Unread as RFC 8621 §2 counts it: neither `$seen` nor `$draft`. */
export const isUnread = (flags: number): boolean => (flags & unreadMask) === 0;

export const isShown = (location: LocationRow): boolean => location.is_wanted === 1 && location.is_deleted === 0;

/** Mailboxes in which the Email is seen. */
export function shownMailboxes(unit: EmailUnit): number[] {
  const { locations } = unit;
  if (locations.length === 1) return isShown(locations[0]!) ? [locations[0]!.mailbox] : [];
  return [...new Set(locations.filter(isShown).map((location) => location.mailbox))];
}
