import type { QueueAction, QueueItem } from '#lib/contract/index.ts';
import { type EmailId, isMailError, type MailErrorKind, type SubmissionId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { announce } from './announcements.ts';
import { openComposer } from './composer.ts';
import { errorText } from './error-text.ts';
import { plainly } from './messages/plainly.ts';
import { t } from './messages/t.ts';
import { scheduledTime } from './scheduled-time.ts';
import { refusal, setEmails } from './set-emails.ts';
import { dismissToast, showToast } from './toasts.ts';

/** The notice that says what becomes of a message. */
export const sendingToast = (id: SubmissionId): string => `send-${id}`;

/** How a message of the queue stands, and why. `asksDoctor`: it is about the way to its server, which the Doctor can walk. */
export type QueueWords = { text: string; why: string | null; asksDoctor: boolean };

/** A message of the queue in words. The late words must have come. */
export function queueWords(account: Account, item: QueueItem): QueueWords {
  const { state, error } = item;
  const when = scheduledTime(Date.parse(item.nextTryAt ?? item.sendAt));
  const why = error === null ? null : sentences(error.detail, error.nextStep);
  const asksDoctor = account.isPersonal && error !== null && onTheWay.has(error.kind);
  switch (state) {
    case 'held': {
      const ahead = account.longWaits.ahead(item);
      if (ahead !== null) return turnWords(queueWords(account, ahead));
      return { text: t('queue.held', { when }), why: null, asksDoctor: false };
    }
    case 'sending':
      return account.longWaits.has(item) && item.awaits !== null
        ? waitWords(account, item.awaits)
        : { text: t('queue.sending'), why: null, asksDoctor: false };
    case 'deferred':
      return { text: t('queue.deferred', { when }), why, asksDoctor };
    case 'failed':
      return { text: t('queue.failed'), why, asksDoctor };
    case 'uncertain':
      return { text: t('queue.uncertain'), why: t('queue.uncertainHint'), asksDoctor: false };
  }
}

const sentences = (...each: readonly (string | null)[]): string =>
  each.flatMap((sentence) => (sentence === null ? [] : [plainly(sentence)])).join(' ');

function waitWords({ isPersonal }: Account, { what, host, port }: NonNullable<QueueItem['awaits']>): QueueWords {
  const server = `${host}:${port}`;
  if (what === 'confirmation') return { text: t('queue.notConfirmedYet', { server }), why: null, asksDoctor: false };
  const blocked = port === 25 ? ` ${t('cause.Many networks block port 25; 587 or 465 are for sending.')}` : '';
  return { text: t('queue.noAnswerYet', { server }), why: `${t('queue.noAnswerYetHint')}${blocked}`, asksDoctor: isPersonal };
}

/** One message goes out at a time: what holds up the one before it holds up this one. */
const turnWords = (ahead: QueueWords): QueueWords => ({
  ...ahead,
  text: t('queue.turn'),
  why: sentences(`${ahead.text}.`, ahead.why),
});

/** Nothing was said of the message: the server was not reached, or is another than it should be. */
const onTheWay: ReadonlySet<MailErrorKind> = new Set(['network', 'tls', 'protocol', 'egress-denied', 'login-refused', 'login-unavailable']);

/** Where the servers of an account are looked into. */
export const doctorPath = (account: Account): string => `/doctor?account=${account.id}`;

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
    dismissToast(sendingToast(item.id));
    if (edit && emailId !== null) {
      announce(t('send.unsent'));
      openComposer({ mode: 'draft', accountId: account.id, emailId });
    } else showToast({ text: t('send.unsent') });
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
