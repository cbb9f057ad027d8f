import type { MailboxId } from '#lib/mail/index.ts';
import type { Checkpoint, FilledWindow, UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { toRanges } from './find-vanished.ts';

/** What passes look after: the filled part of the mailbox, as far as the server shows it, and the windows below it, ascending, empty ranges left out. */
export function coveredRanges(known: Checkpoint): UidRange[] {
  const filled: UidRange = { from: Math.max(known.lowUid ?? 1, known.shownFrom ?? 1), to: (known.uidNext ?? 1) - 1 };
  return [...known.windows.map(({ lowUid, highUid }) => ({ from: lowUid, to: highUid })), filled].filter(({ from, to }) => from <= to);
}

/**
 * One more window among those there are. Those that it overlaps or touches become one with it.
 *
 * @param neighbours UIDs that the server has right below and right above the new window; null at an end of the mailbox
 */
export function withWindow(
  windows: readonly FilledWindow[],
  added: FilledWindow,
  neighbours: { below: number | null; above: number | null },
): FilledWindow[] {
  const joins = ({ lowUid, highUid }: FilledWindow) =>
    (lowUid <= added.highUid && highUid >= added.lowUid) || highUid === neighbours.below || lowUid === neighbours.above;
  const joined = windows.filter(joins).reduce(
    (sum, { lowUid, highUid, below }) => ({
      lowUid: Math.min(sum.lowUid, lowUid),
      highUid: Math.max(sum.highUid, highUid),
      below: lowUid < sum.lowUid ? below : sum.below,
    }),
    added,
  );
  return [...windows.filter((window) => !joins(window)), joined].sort((a, b) => a.lowUid - b.lowUid);
}

/**
 * What the index has in a range that is read (again) now and the server has no more: out of a window, or a copy of our own that came there before
 * the fill did. Without QRESYNC nobody else tells, and with it nobody tells of what went before the fill began.
 *
 * @param present all that the server has in the range
 */
export async function goneFromRange(
  { store, accountId }: AccountContext,
  mailboxId: MailboxId,
  range: UidRange,
  present: readonly number[],
): Promise<UidRange[]> {
  const here = await store.emails.knownUids(accountId, mailboxId, range);
  if (here.length === 0) return [];
  const there = new Set(present);
  return toRanges(here.map(({ uid }) => uid).filter((uid) => !there.has(uid)));
}
