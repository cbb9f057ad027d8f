import type { ExaminedMailbox, ImapSession } from '#lib/imap/index.ts';
import type { Checkpoint, MailboxSyncRow, UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';

/** Sizes of the windows that providers are known to have: Yahoo's and AOL's 10,000 or 100,000, Gmail's by a setting of the person's. */
const usualWindows = new Set([1_000, 2_000, 5_000, 10_000, 100_000]);

/** A server may slide a little late, after what was deleted or came while a client looked on. */
const slack = 0.01;

export type ShownPart = Pick<Checkpoint, 'shownMost' | 'shownFrom'>;
export type Shown = {
  shown: ShownPart;
  /** lowest UID that is shown, where that may be another one a moment later; null where the server shows all */
  edge: number | null;
  /** the server shows older mail than is known here, so its count says nothing of what is */
  isBack: boolean;
};

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
): Promise<Shown> {
  const { shownMost } = known;
  const all: Shown = { shown: { shownMost, shownFrom: null }, edge: null, isBack: false };
  const asBefore: Shown = { ...all, shown: { shownMost, shownFrom: known.shownFrom } };
  // VANISHED tells what is deleted; what went out of sight is not.
  if (!known.isFilled || session.capabilities.qresync) return asBefore;
  const { exists } = remote;
  const isNear = shownMost !== null && Math.abs(exists - shownMost) <= shownMost * slack;
  const isUsual = usualWindows.has(exists) && (shownMost !== null || (fresh !== null && exists >= known.serverMessages));
  if (exists === 0 || !(isNear || isUsual || exists === told)) return all;
  const [lowest] = await session.uidsAt({ from: 1, to: 1 }, { signal });
  if (lowest === undefined) return asBefore;
  if ((await store.emails.countUids(accountId, id, { from: 1, to: lowest })) === 0) return { ...all, edge: lowest, isBack: true };
  const isNothingBelow = lowest <= 1 || (await store.emails.countUids(accountId, id, { from: 1, to: lowest - 1 })) === 0;
  if (isNothingBelow) return { ...all, edge: lowest };
  return { ...all, shown: { shownMost: isNear ? shownMost : exists, shownFrom: lowest }, edge: lowest };
}

/**
 * Of what the server does not name any more, what cannot just have slid out of sight: while a pass goes on mail may come, and the window move
 * on under it.
 *
 * @param edge where it stood when the pass began
 */
export async function withoutSlid(
  session: ImapSession,
  missing: readonly UidRange[],
  edge: number | null,
  signal: AbortSignal,
): Promise<UidRange[]> {
  if (edge === null || missing.length === 0) return [...missing];
  const [now] = await session.uidsAt({ from: 1, to: 1 }, { signal });
  if (now === undefined || now <= edge) return [...missing];
  return missing.filter(({ to }) => to >= now).map(({ from, to }) => ({ from: Math.max(from, now), to }));
}
