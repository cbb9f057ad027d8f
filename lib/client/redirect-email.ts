import { type Resent, resentHeader } from '#lib/compose/index.ts';
import type { EmailSubmission, Identity } from '#lib/contract/index.ts';
import { type BlobId, type EmailId, isMailError, MailError, type SubmissionId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { discardDraft } from './drafts.ts';
import { findSubmission, type Submitted, watchSubmission } from './send-email.ts';
import { refusal } from './set-emails.ts';
import type { UndoStack } from './undo-stack.ts';

export type Redirection = {
  /** the message as it is */
  blobId: BlobId;
  to: readonly string[];
  identity: Identity;
  /** how long it can be taken back, 0–30 */
  undoSeconds: number;
};

const againAfterMs = 1_000;

/**
 * Passes a message on to somebody else as it is: its octets unchanged, with a block of Resent fields in front (RFC 5322 §3.6.6), sent by
 * oneself, so that whatever comes back comes to oneself. What was passed on stands in Sent. Goes through the outbox like any message and can
 * be taken back. A lost answer is looked for by the Resent-Message-ID, and nothing is submitted twice.
 *
 * @throws MailError when it is not in the outbox
 */
export async function redirectEmail(
  account: Account,
  undoStack: UndoStack,
  { blobId, to, identity, undoSeconds }: Redirection,
): Promise<void> {
  const domain = identity.email.split('@').at(-1) ?? 'localhost';
  const messageId = `${account.io.nowMs().toString(36)}.${crypto.randomUUID().replaceAll('-', '')}@${domain}`;
  const resent: Resent = { from: identity.email, to, atMs: account.io.nowMs(), messageId };
  const submitNow = () => submit(account, blobId, resent, identity, undoSeconds);
  const made = await submitNow().catch(async (error: unknown) => {
    if (!isMailError(error) || error.kind !== 'network') throw error;
    await new Promise<void>((resolve) => account.io.after(againAfterMs, resolve));
    return (await findResent(account, messageId)) ?? submitNow();
  });
  account.cache.putSubmissions([made.submission]);
  watchSubmission(account, undoStack, made, { undoSeconds, onTakenBack: () => undefined });
}

async function submit(account: Account, blobId: BlobId, resent: Resent, identity: Identity, undoSeconds: number): Promise<Submitted> {
  const accountId = account.id;
  const sent = account.withRole('sent');
  if (sent === null) throw new MailError('not-found', 'no Sent mailbox');
  const envelope = {
    mailFrom: { email: resent.from, parameters: undoSeconds > 0 ? { HOLDFOR: String(undoSeconds) } : null },
    rcptTo: resent.to.map((email) => ({ email, parameters: null })),
  };
  const calls = account.client.batch((batch) => {
    const blob = batch.call('Blob/upload', {
      accountId,
      create: { message: { data: [{ 'data:asText': resentHeader(resent) }, { blobId }], type: 'message/rfc822' } },
    });
    const email = batch.call('Email/import', {
      accountId,
      emails: { email: { blobId: '#message', mailboxIds: { [sent]: true }, keywords: { $seen: true } } },
    });
    const submission = batch.call('EmailSubmission/set', {
      accountId,
      create: { sending: { identityId: identity.id, emailId: '#email', envelope } },
    });
    return { blob, email, submission };
  });
  const blob = await calls.blob.result;
  if (blob.created?.message === undefined) throw refusal(blob.notCreated?.message);
  const imported = await calls.email.result;
  const email = imported.created?.email;
  if (email === undefined) throw refusal(imported.notCreated?.email);
  const { created, notCreated } = await calls.submission.result;
  const submission = created?.sending;
  if (submission === undefined) {
    await discardDraft(account, email.id as EmailId);
    throw refusal(notCreated?.sending);
  }
  const whole: EmailSubmission = {
    ...{ identityId: identity.id, emailId: email.id as EmailId, threadId: email.threadId, envelope },
    sendAt: new Date(account.io.nowMs() + undoSeconds * 1000).toISOString(),
    undoStatus: undoSeconds > 0 ? 'pending' : 'final',
    ...{ deliveryStatus: null, dsnBlobIds: [], mdnBlobIds: [] },
    ...submission,
    id: submission.id as SubmissionId,
  };
  return { emailId: email.id as EmailId, submission: whole };
}

/** Null: the answer was lost on the way there, or only the copy in Sent was made, which goes. */
async function findResent(account: Account, messageId: string): Promise<Submitted | null> {
  const { ids } = await account.client.call('Email/query', {
    accountId: account.id,
    filter: { header: ['Resent-Message-ID', messageId] },
    limit: 1,
  });
  const emailId = ids[0] as EmailId | undefined;
  if (emailId === undefined) return null;
  const submission = await findSubmission(account, emailId);
  if (submission !== null) return { emailId, submission };
  await discardDraft(account, emailId);
  return null;
}
