import type { ExaminedMailbox, ImapSession } from '#lib/imap/index.ts';
import type { Checkpoint, MailboxSyncRow, UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';

/** Sizes of the windows that providers are known to have: Yahoo's and AOL's 10,000 or 100,000, Gmail's by a setting of the person's. */
const usualWindows = new Set([1_000, 2_000, 5_000, 10_000, 100_000]);

/** A server may slide a little late, after what was deleted or came while a client looked on. */
const slack = 0.01;

export type ShownPart = Pick<Checkpoint, 'shownMost' | 'shownFrom'>;

/**
 * Which part of a filled mailbox the server shows. A server with a sliding window shows the newest so many messages: when mail comes, the
 * oldest go out of sight, and it says no more of them than of deleted ones. Mail below the lowest UID that is shown is then outside, not
 * deleted (I23).
 *
 * Learnt when new mail came, the count rests at a usual size, and stored mail lies below the lowest UID: see docs/decisions/0018. A count that
 * leaves that size says that everything is shown, so that a wrong guess ends by itself.
 *
 * @param told size of the window that the provider is known to have, null when it is not
 * @param fresh UIDs that are new since the last pass, null when there are none
 */
export async function shownPart(
  { accountId, store, signal }: AccountContext,
  session: ImapSession,
  { id, checkpoint: known }: MailboxSyncRow,
  remote: ExaminedMailbox,
  { told, fresh }: { told: number | null; fresh: UidRange | null },
): Promise<ShownPart> {
  const { shownMost } = known;
  const all = { shownMost, shownFrom: null };
  // VANISHED tells what is deleted; what went out of sight is not.
  if (!known.isFilled || session.capabilities.qresync) return { shownMost, shownFrom: known.shownFrom };
  const { exists } = remote;
  const isNear = shownMost !== null && Math.abs(exists - shownMost) <= shownMost * slack;
  const isUsual = usualWindows.has(exists) && (shownMost !== null || (fresh !== null && exists >= known.serverMessages));
  if (exists === 0 || !(isNear || isUsual || exists === told)) return all;
  const [lowest] = await session.uidsAt({ from: 1, to: 1 }, { signal });
  if (lowest === undefined) return { shownMost, shownFrom: known.shownFrom };
  const isNothingBelow = lowest <= 1 || (await store.emails.countUids(accountId, id, { from: 1, to: lowest - 1 })) === 0;
  return isNothingBelow ? all : { shownMost: isNear ? shownMost : exists, shownFrom: lowest };
}
