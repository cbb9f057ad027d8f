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
  if (sent.filing === 'view') return hasLabelledCopy(context, session, record, sent.label ?? sent.path);
  await session.examine(sent.path, { qresync: null, signal });
  const uids = await session.byHeaderMessageId(1, record.messageId, { signal });
  // Our own filing may be there under a UID that is not known yet; an Email that is gone may have been filed before.
  const [email] = record.emailId === null ? [] : await store.emails.summaries(accountId, [record.emailId]);
  const ownCopies = email === undefined || email.mailboxIds.includes(sent.id) ? 1 : 0;
  return uids.length > ownCopies;
}

/** Any message of that Message-ID under the label counts that is not our own one, a draft until now (I33). */
async function hasLabelledCopy(
  { store, accountId, signal }: { store: Store; accountId: AccountId; signal: AbortSignal },
  session: ImapSession,
  { messageId, emailId }: SubmissionRecord,
  label: string,
): Promise<boolean> {
  const all = (await store.mailboxes.syncRows(accountId)).find(({ filing }) => filing === 'all');
  if (all === undefined || all.path === null || messageId === null) return false;
  const own = emailId === null ? null : await store.emails.locate(accountId, emailId);
  const { uidValidity } = await session.examine(all.path, { qresync: null, signal });
  const ownUid = own?.mailboxId === all.id && own.uidValidity === uidValidity ? own.uid : null;
  const uids = (await session.byHeaderMessageId(1, messageId, { signal })).filter((uid) => uid !== ownUid);
  if (uids.length === 0) return false;
  return (await session.fetchFlags(uids, { signal })).some(({ labels }) => labels?.includes(label) === true);
}
