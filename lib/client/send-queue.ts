import type { QueueAction, QueueItem } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { announce } from './announcements.ts';
import { openComposer } from './composer.ts';
import { errorText } from './error-text.ts';
import { t } from './messages/t.ts';
import { sentHere } from './sent-here.ts';
import { refusal, setEmails } from './set-emails.ts';
import { showToast } from './toasts.ts';

/** A message that the person may still take back by the toast of this page is not shown as waiting. */
const soonMs = 40_000;

/** What a person should see of the queue: everything but what this page sends in a moment, which its toast takes back. In the order of its time. */
export function shownQueue(account: Account): readonly QueueItem[] {
  const soon = account.io.nowMs() + soonMs;
  return account.cache
    .queue()
    .filter((item) =>
      item.state === 'held' ? Date.parse(item.sendAt) > soon || !sentHere.has(item.id) : item.state !== 'sending' || item.attempts > 1,
    )
    .toSorted((a, b) => Date.parse(a.nextTryAt ?? a.sendAt) - Date.parse(b.nextTryAt ?? b.sendAt));
}

/** @throws MailError when the gateway says no, or nothing */
async function act(account: Account, item: QueueItem, action: QueueAction): Promise<void> {
  const answer = await account.client.call('QueueItem/act', { accountId: account.id, ids: [item.id], action });
  const refused = answer.notActed?.[item.id];
  if (refused !== undefined) throw refusal(refused);
}

/** Sends now what waits, or once more what was refused or has got lost; `sent`: it has arrived after all. Says it in a toast when that fails. */
export async function decideAboutQueued(account: Account, item: QueueItem, action: Exclude<QueueAction, 'stop'>): Promise<void> {
  await tell(async () => {
    await act(account, item, action);
    announce(t(action === 'sent' ? 'queue.markedSent' : 'queue.sendingNow'));
  });
}

/** Ends every further try and brings the message back to Drafts; `edit` opens it. */
export async function takeOutOfQueue(account: Account, item: QueueItem, { edit }: { edit: boolean }): Promise<void> {
  await tell(async () => {
    if (item.state === 'held' || item.state === 'deferred') await act(account, item, 'stop');
    const { emailId } = item;
    if (emailId !== null) await backToDrafts(account, emailId);
    // What is left of it is a record of a failure that the person knows now.
    if (item.state !== 'held') {
      const answer = await account.client.call('EmailSubmission/set', { accountId: account.id, destroy: [item.id] });
      const refused = answer.notDestroyed?.[item.id];
      if (refused !== undefined && refused.type !== 'notFound') throw refusal(refused);
    }
    announce(t('send.unsent'));
    if (edit && emailId !== null) openComposer({ mode: 'draft', accountId: account.id, emailId });
    else showToast({ text: t('send.unsent') });
  });
}

/** Out of Sent, into Drafts. @throws MailError */
export async function backToDrafts(account: Account, emailId: EmailId): Promise<void> {
  const drafts = account.withRole('drafts');
  const sent = account.withRole('sent');
  if (drafts === null) return;
  const mailboxIds = { [drafts]: true, ...(sent === null ? {} : { [sent]: false }) };
  await setEmails(account, new Map([[emailId, { mailboxIds, keywords: { $draft: true } }]]));
}

async function tell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isMailError(error)) throw error;
    const tooLate = error.code === 'cannotUnsend';
    showToast({ kind: 'error', text: tooLate ? t('send.tooLate') : t('action.failed'), detail: tooLate ? null : errorText(error) });
  }
}
