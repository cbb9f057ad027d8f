import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { EngineContext } from './account-context.ts';
import { stableUidValidity } from './run-pass.ts';

/**
 * Learns who bears the label of a mailbox that is new here (I33), of the messages that are in the index already; all others bring their labels
 * along. One SEARCH, and one FETCH of what it found.
 *
 * @param all the mailbox that holds all, where its first fill has begun
 */
export async function fillView(
  context: EngineContext,
  session: ImapSession,
  view: MailboxSyncRow,
  all: MailboxSyncRow & { path: string },
): Promise<void> {
  const { accountId, store, signal } = context;
  const remote = await session.examine(all.path, { qresync: null, signal });
  const uidValidity = stableUidValidity(context, session, remote);
  // Under other UIDs all of it is read again.
  const isSame = all.checkpoint.uidValidity === uidValidity;
  const uids = isSame && view.label !== null ? await session.searchGmail(all.path, { label: view.label }, { signal }) : [];
  const flags = uids.length === 0 ? [] : await session.fetchFlags(uids, { signal });
  await store.emails.applyPass(accountId, all.id, {
    uidValidity: all.checkpoint.uidValidity ?? uidValidity,
    appeared: [],
    flags,
    vanished: [],
    filledViews: [view.id],
    checkpoint: null,
  });
}
