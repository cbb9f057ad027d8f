import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import type { Store, SubmissionRecord } from '#lib/store/index.ts';

/**
 * Is there a copy of the message in Sent that its server filed? The copy that we filed ourselves proves nothing and does not count (S4, J10).
 */
export async function findSentCopy(
  context: { store: Store; accountId: AccountId; signal: AbortSignal },
  session: ImapSession,
  record: SubmissionRecord,
): Promise<boolean> {
  const { store, accountId, signal } = context;
  if (record.messageId === null) return false;
  const sent = (await store.mailboxes.syncRows(accountId)).find((row) => row.role === 'sent');
  if (sent === undefined || sent.path === null) return false;
  await session.examine(sent.path, { qresync: null, signal });
  const uids = await session.byHeaderMessageId(1, record.messageId, { signal });
  // Our own filing may be there under a UID that is not known yet; an Email that is gone may have been filed before.
  const [email] = record.emailId === null ? [] : await store.emails.summaries(accountId, [record.emailId]);
  const ownCopies = email === undefined || email.mailboxIds.includes(sent.id) ? 1 : 0;
  return uids.length > ownCopies;
}
