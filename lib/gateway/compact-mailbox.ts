import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { type AccountEngine, slotPriority } from '#lib/sync/index.ts';
import type { Compaction } from './api.ts';

/** @see AccountMail.deletedCount */
export async function deletedCount(
  store: Store,
  accountId: AccountId,
  engine: AccountEngine | null,
  mailboxId: MailboxId,
  signal: AbortSignal,
): Promise<number | null> {
  const place = await removablePlace(store, accountId, mailboxId);
  if (place === null || engine === null) return null;
  return engine.read(slotPriority.reader, signal, (session) =>
    session.capabilities.uidplus ? Promise.resolve(null) : session.countDeleted(place.path, { signal }),
  );
}

/** In turn with passes and intents: none of them sees it half done. @see AccountMail.compact */
export async function compactMailbox(
  store: Store,
  accountId: AccountId,
  engine: AccountEngine | null,
  mailboxId: MailboxId,
  expectedCount: number,
  signal: AbortSignal,
): Promise<Compaction> {
  const place = await removablePlace(store, accountId, mailboxId);
  const forbidden = () => new MailError('forbidden', 'nothing can be removed for good here', { permanent: true });
  if (place === null || engine === null) throw forbidden();
  try {
    // Once begun it is not broken off: the person is told what became of it.
    const { expunged, deleted } = await engine.worker.use(slotPriority.intent, signal, (session) => {
      if (session.capabilities.uidplus) throw forbidden();
      return session.expungeDeleted(place.path, place.uidValidity, expectedCount);
    });
    // The storage is emptier now.
    if (expunged) engine.relist();
    return { isDone: expunged, deletedCount: deleted };
  } finally {
    // Also when the answer was lost.
    engine.markDirty(mailboxId);
  }
}

/** Null: nothing may be removed there, or nothing of it is kept by UID (I27). */
async function removablePlace(store: Store, accountId: AccountId, id: MailboxId): Promise<{ path: string; uidValidity: number } | null> {
  const row = await store.mailboxes.syncRow(accountId, id);
  if (row === null) throw new MailError('not-found', 'no such mailbox', { permanent: true });
  const { path, isSelectable, rights, checkpoint } = row;
  if (path === null || !isSelectable || !rights.mayRemoveItems || checkpoint.uidValidity === null) return null;
  return { path, uidValidity: checkpoint.uidValidity };
}
