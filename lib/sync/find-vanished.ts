import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';

/** Below this many UIDs the two lists are compared instead of halved again (I23). */
const compareBelow = 500;

/**
 * UIDs that are stored in the range and no longer on the server, found without QRESYNC (I23): UIDs only grow, so inside a filled range
 * equal counts mean equal sets; where they differ, halve, newest half first.
 *
 * @param range the filled part of the mailbox, `[lowUid, uidNext - 1]` of the last pass
 * @param remoteCount messages that the server has in the range, when that is known already
 */
export async function findVanished(
  context: AccountContext,
  session: ImapSession,
  mailboxId: MailboxId,
  range: UidRange,
  remoteCount: number | null,
): Promise<number[]> {
  const { accountId, store, signal } = context;
  const { uidplus } = session.capabilities;
  const vanished: number[] = [];
  const visit = async (part: UidRange, onServer: number | null): Promise<void> => {
    signal.throwIfAborted();
    if (part.from > part.to) return;
    const here = await store.emails.countUids(accountId, mailboxId, part);
    if (here === 0) return;
    const there = onServer ?? (await session.countIn(part, { signal }));
    // Without UIDPLUS messages that we moved away stay there as `\Deleted`, unknown to the index: equal counts prove nothing.
    if (here === there && uidplus) return;
    if (!uidplus || here < compareBelow || there === 0 || part.to - part.from < compareBelow) {
      const remote = new Set(there === 0 ? [] : await session.uidsIn(part, { signal }));
      for (const known of await store.emails.knownUids(accountId, mailboxId, part)) if (!remote.has(known.uid)) vanished.push(known.uid);
      return;
    }
    const middle = part.from + Math.floor((part.to - part.from) / 2);
    await visit({ from: middle + 1, to: part.to }, null);
    await visit({ from: part.from, to: middle }, null);
  };
  await visit(range, remoteCount);
  return vanished.sort((a, b) => a - b);
}

/** Ascending UIDs as ranges. */
export function toRanges(uids: readonly number[]): UidRange[] {
  const ranges: UidRange[] = [];
  for (const uid of uids) {
    const last = ranges.at(-1);
    if (last !== undefined && last.to === uid - 1) last.to = uid;
    else ranges.push({ from: uid, to: uid });
  }
  return ranges;
}

/** What of a range lies between these UIDs, in any order. */
export function gapsBetween(uids: readonly number[], { from, to }: UidRange): UidRange[] {
  const gaps: UidRange[] = [];
  let next = from;
  for (const uid of [...uids].sort((a, b) => a - b)) {
    if (uid > next) gaps.push({ from: next, to: uid - 1 });
    next = Math.max(next, uid + 1);
  }
  if (next <= to) gaps.push({ from: next, to });
  return gaps;
}
