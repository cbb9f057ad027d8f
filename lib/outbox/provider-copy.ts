import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';
import type { OutboxContext } from './outbox-context.ts';

/** A message is handed over within this time, or its filing no longer waits for it. */
const sendWithinMs = 2 * 60_000;
/** A provider that files its own copy does so within this time after the message was due. */
const copyWithinMs = 30_000;

/** On its way to the server; `deferred`, `failed` and the rest may take long or for ever. */
const underway: ReadonlySet<SubmissionRecord['state']> = new Set([
  'held',
  'claimed',
  'connecting',
  'envelope',
  'data',
  'dot',
  'accepted',
  'filing',
]);

/**
 * Is a copy of this Email expected in Sent that the provider itself files (`traits.savesSent`, S9, J10)? Then our own filing waits: what
 * appears behind the noted UIDNEXT with this Message-ID becomes the Email's place, and no second copy is made.
 */
export async function awaitsProviderCopy(context: OutboxContext, emailId: EmailId, target: MailboxId): Promise<boolean> {
  const { store, accountId, nowMs, savesSent } = context;
  const mailbox = await store.mailboxes.syncRow(accountId, target);
  if (mailbox?.role !== 'sent' || (!savesSent && mailbox.filing !== 'view')) return false;
  const ofEmail = (await store.submissions.get(accountId, null)).filter((submission) => submission.emailId === emailId);
  return ofEmail.some((submission) => {
    const sinceDueMs = nowMs() - submission.sendAtMs;
    if (submission.state === 'done') return sinceDueMs < copyWithinMs;
    return underway.has(submission.state) && Math.abs(sinceDueMs) < sendWithinMs;
  });
}
