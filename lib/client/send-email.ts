import type { EmailCreate, EmailSubmission, MethodResponse, QueueState } from '#lib/contract/index.ts';
import { type EmailId, type IdentityId, isMailError, MailError, type SubmissionId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { commaList } from './comma-list.ts';
import { openComposer } from './composer.ts';
import { type DraftContent, discardDraft, draftToEmail } from './drafts.ts';
import { errorText } from './error-text.ts';
import { t } from './messages/t.ts';
import { scheduledTime } from './scheduled-time.ts';
import { backToDrafts, doctorPath, queueWords, sendingToast } from './send-queue.ts';
import type { SendingWishes } from './sending-wishes.ts';
import { noteSentHere } from './sent-here.ts';
import { refusal, setEmails } from './set-emails.ts';
import { dismissToast, showToast, toasts } from './toasts.ts';
import type { UndoStack } from './undo-stack.ts';

export type Outgoing = {
  content: DraftContent;
  identityId: IdentityId;
  /** the version of the draft kept so far; it is destroyed when the message is safe in the outbox */
  draftId: EmailId | null;
  /** the message this one answers or forwards: it gets the keyword */
  original: { emailId: EmailId; keyword: '$answered' | '$forwarded' } | null;
  /** how long it can be taken back, 0–30 */
  undoSeconds: number;
  /** when it is to go; null: as soon as it cannot be taken back any more */
  sendAtMs: number | null;
  /**
   * The answer to an invitation: this calendar file goes beside the text (RFC 6047 §2.4). What is taken back was no letter that anybody
   * would go on writing, so it is gone then.
   */
  calendarReply?: { text: string; onTakenBack: () => void };
};

const resendPauseMs = 1_000;
/** A message to a mailbox of the same server has mostly arrived by then. */
const arrivesWithinMs = 3_000;

/**
 * Hands a message to the outbox of the gateway: one request makes the Email, submits it with HOLDFOR and moves it to Sent when that
 * succeeded (J10). Shows “Sending in 10 s — Undo” and what becomes of it. When the answer is lost, it first looks whether the message
 * arrived (by its Message-ID) and never submits twice.
 *
 * @throws MailError when it is not in the outbox: the composer keeps everything
 */
export async function sendEmail(account: Account, undoStack: UndoStack, outgoing: Outgoing): Promise<void> {
  const made = await submit(account, outgoing);
  if (outgoing.draftId !== null && outgoing.draftId !== made.emailId) takeAway(account, outgoing.draftId);
  if (outgoing.original !== null) mark(account, [outgoing.original.emailId], outgoing.original.keyword);
  account.cache.putSubmissions([made.submission]);
  const { undoSeconds, calendarReply } = outgoing;
  if (outgoing.sendAtMs === null) watchSubmission(account, undoStack, made, { undoSeconds, onTakenBack: calendarReply?.onTakenBack });
  else sayScheduled(account, undoStack, made.submission, made.emailId, outgoing.sendAtMs);
}

export type Submitted = { emailId: EmailId; submission: EmailSubmission };

async function submit(account: Account, outgoing: Outgoing): Promise<Submitted> {
  try {
    return await submitOnce(account, outgoing);
  } catch (error) {
    if (!isMailError(error) || error.kind !== 'network') throw error;
    await new Promise<void>((resolve) => account.io.after(resendPauseMs, resolve));
    const emailId = await findByMessageId(account, outgoing.content.messageId);
    const known = emailId === null ? null : await findSubmission(account, emailId);
    if (emailId !== null && known !== null) return { emailId, submission: known };
    return submitOnce(account, outgoing);
  }
}

async function submitOnce(account: Account, { content, identityId, undoSeconds, sendAtMs, calendarReply }: Outgoing): Promise<Submitted> {
  const drafts = account.withRole('drafts');
  const sent = account.withRole('sent');
  const from = content.from[0];
  if (drafts === null || from === undefined) throw new MailError('not-found', 'no Drafts mailbox or no sender');
  const recipients = [...new Set([...content.to, ...content.cc, ...content.bcc].map((address) => address.email))];
  const envelope = {
    mailFrom: { email: from.email, parameters: senderParameters(undoSeconds, sendAtMs, content.wishes) },
    rcptTo: recipients.map((email) => ({ email, parameters: content.wishes.delivery ? { NOTIFY: 'SUCCESS,FAILURE,DELAY' } : null })),
  };
  const calls = account.client.batch((batch) => {
    const email = batch.call('Email/set', { accountId: account.id, create: { draft: outgoingEmail(content, drafts, calendarReply) } });
    const submission = batch.call('EmailSubmission/set', {
      accountId: account.id,
      create: { sending: { identityId, emailId: '#draft', envelope } },
      onSuccessUpdateEmail: {
        '#sending': { [`mailboxIds/${drafts}`]: null, ...(sent === null ? {} : { [`mailboxIds/${sent}`]: true }), 'keywords/$draft': null },
      },
    });
    return { email, submission };
  });
  const email = (await calls.email.result).created?.draft;
  if (email === undefined) throw refusal((await calls.email.result).notCreated?.draft);
  const created = await submitted(calls.submission.result).catch(async (error: unknown) => {
    // The composer still has the message; this version would be a second draft of it.
    await discardDraft(account, email.id);
    throw error;
  });
  const submission: EmailSubmission = {
    identityId,
    emailId: email.id,
    threadId: email.threadId,
    envelope,
    sendAt: new Date(sendAtMs ?? account.io.nowMs() + undoSeconds * 1000).toISOString(),
    undoStatus: undoSeconds > 0 || sendAtMs !== null ? 'pending' : 'final',
    deliveryStatus: null,
    dsnBlobIds: [],
    mdnBlobIds: [],
    ...created,
    id: created.id as SubmissionId,
  };
  return { emailId: email.id, submission };
}

function outgoingEmail(content: DraftContent, draftsId: string, calendarReply: Outgoing['calendarReply']): EmailCreate {
  const { textBody, bodyValues, attachments, ...email } = draftToEmail(content, draftsId);
  if (calendarReply === undefined) return { ...email, textBody, attachments, bodyValues } as EmailCreate;
  return {
    ...email,
    bodyStructure: {
      type: 'multipart/alternative',
      subParts: [
        { partId: 'text', type: 'text/plain' },
        { partId: 'calendar', 'header:Content-Type': ' text/calendar; method=REPLY' },
      ],
    },
    bodyValues: { ...bodyValues, calendar: { value: calendarReply.text } },
  } as EmailCreate;
}

/** RFC 4865 §2: for how long, or until when, it is held back. */
function holding(undoSeconds: number, sendAtMs: number | null): Record<string, string> | null {
  if (sendAtMs !== null) return { HOLDUNTIL: new Date(sendAtMs).toISOString().replace(/\.\d+Z$/, 'Z') };
  return undoSeconds > 0 ? { HOLDFOR: String(undoSeconds) } : null;
}

/** RFC 8689 §3: REQUIRETLS has no value. */
function senderParameters(undoSeconds: number, sendAtMs: number | null, { tls }: SendingWishes): Record<string, string | null> | null {
  const held = holding(undoSeconds, sendAtMs);
  return tls ? { ...held, REQUIRETLS: null } : held;
}

async function submitted(answering: Promise<MethodResponse<'EmailSubmission/set'>>): Promise<{ id: string }> {
  const answer = await answering;
  const created = answer.created?.sending;
  if (created === undefined) throw refusal(answer.notCreated?.sending);
  return created;
}

async function findByMessageId(account: Account, messageId: string): Promise<EmailId | null> {
  const found = await account.client.call('Email/query', {
    accountId: account.id,
    filter: { header: ['Message-ID', messageId] },
    sort: [{ property: 'receivedAt', isAscending: false }],
    limit: 1,
  });
  return (found.ids[0] as EmailId | undefined) ?? null;
}

export async function findSubmission(account: Account, emailId: EmailId): Promise<EmailSubmission | null> {
  const calls = account.client.batch((batch) => {
    const found = batch.call('EmailSubmission/query', { accountId: account.id, filter: { emailIds: [emailId] }, limit: 1 });
    return batch.call('EmailSubmission/get', { accountId: account.id, '#ids': found.ref('/ids') });
  });
  return (await calls.result).list.find((one) => one.undoStatus !== 'canceled') ?? null;
}

/** The draft that was sent must not stand in Drafts, whatever becomes of the line now. */
function takeAway(account: Account, draftId: EmailId): void {
  setEmails(account, new Map([[draftId, { destroyed: true }]])).catch((error: unknown) => {
    if (!isMailError(error)) throw error;
  });
}

/** Messages that went along as files. */
export const markForwarded = (account: Account, emailIds: readonly EmailId[]): void => mark(account, emailIds, '$forwarded');

function mark(account: Account, emailIds: readonly EmailId[], keyword: NonNullable<Outgoing['original']>['keyword']): void {
  // A mark that fails is no reason to trouble anyone: the message itself is on its way.
  setEmails(account, new Map(emailIds.map((id) => [id, { keywords: { [keyword]: true } }]))).catch((error: unknown) => {
    if (!isMailError(error)) throw error;
  });
}

const mostRefusedShown = 5;

/** Each refused recipient with what the server said about it, a line each. */
function refusedOneByOne(refused: readonly [string, { smtpReply: string }][]): string | null {
  const lines = refused
    .slice(0, mostRefusedShown)
    .map(([address, { smtpReply }]) => (smtpReply === '' ? address : t('send.refusedOne', { address, text: smtpReply.slice(0, 200) })));
  if (refused.length > mostRefusedShown) lines.push(t('send.refusedMore', { count: refused.length - mostRefusedShown }));
  return lines.length === 0 ? null : lines.join('\n');
}

/**
 * Says what becomes of a submission until that is known.
 *
 * @param how `onTakenBack`: what is taken back was no letter that anybody would go on writing; it is gone then, and this runs
 */
export function watchSubmission(
  account: Account,
  undoStack: UndoStack,
  { submission, emailId }: Submitted,
  { undoSeconds, onTakenBack }: { undoSeconds: number; onTakenBack?: (() => void) | undefined },
): void {
  const toastId = sendingToast(submission.id);
  const untilMs = Date.parse(submission.sendAt);
  const notSentHere = noteSentHere(submission.id);
  let isOver = false;
  let isAsked = false;
  const waitTold = { text: '', states: new Set<QueueState>() };
  // an answer to an invitation is given anew where it was given
  const edit =
    onTakenBack === undefined
      ? { action: { label: t('send.edit'), run: () => openComposer({ mode: 'draft', accountId: account.id, emailId }) } }
      : {};
  const step =
    undoSeconds > 0
      ? undoStack.push({
          label: t('send.deed'),
          undo: () => void unsend(account, submission.id, emailId, toastId, finish, onTakenBack),
        })
      : null;
  showToast(
    step === null
      ? { id: toastId, text: t('send.sentNow') }
      : {
          id: toastId,
          text: t('send.sending'),
          said: t('send.sentNow'),
          untilMs,
          durationMs: null,
          action: { label: t('action.undo'), run: step.undo },
        },
  );
  const cancelTimer = account.io.after(undoSeconds * 1000, () => {
    step?.drop();
    if (!isOver && !isAsked) showToast({ id: toastId, text: t('send.sentNow'), said: null, durationMs: 4_000 });
  });
  const stop = account.cache.version.subscribe(look);
  account.closed.addEventListener('abort', finish, { once: true });

  function finish(): void {
    if (isOver) return;
    isOver = true;
    notSentHere();
    cancelTimer();
    step?.drop();
    stop();
  }

  /** The server is silent, could not be reached, or is busy with one before this: said once each; after that only where the notice still stands. */
  function tellOfWait(): void {
    const item = account.cache.queue().find(({ id }) => id === submission.id);
    if (item === undefined || !(item.state === 'deferred' || account.longWaits.has(item))) return;
    const { text, why, asksDoctor } = queueWords(account, item);
    if (text === waitTold.text || (item.state === 'deferred' && !asksDoctor)) return;
    if (waitTold.states.has(item.state) && !toasts.get().some(({ id }) => id === toastId)) return;
    waitTold.text = text;
    waitTold.states.add(item.state);
    const action = asksDoctor ? { action: { label: t('health.doctor'), run: () => window.location.assign(doctorPath(account)) } } : {};
    showToast({ id: toastId, kind: item.state === 'deferred' ? 'error' : 'info', durationMs: null, text, detail: why, ...action });
  }

  function look(): void {
    const now = account.cache.submissions().get(submission.id);
    if (now === undefined || isOver) return;
    if (now.undoStatus === 'canceled') {
      finish();
      dismissToast(toastId);
      return;
    }
    tellOfWait();
    if (now.undoStatus !== 'final' || now.deliveryStatus === null) return;
    const statuses = Object.entries(now.deliveryStatus);
    const refused = statuses.filter(([, status]) => status.delivered === 'no');
    if (refused.length > 0) {
      finish();
      showToast({
        id: toastId,
        kind: 'error',
        durationMs: null,
        text:
          refused.length === statuses.length
            ? t('send.failed')
            : t('send.notDelivered', { address: commaList(refused.map(([address]) => address)) }),
        detail: refusedOneByOne(refused),
        ...edit,
      });
      return;
    }
    // Some are still to be tried: the outbox says what it waits for.
    if (statuses.length === 0 || statuses.some(([, status]) => status.delivered === 'queued')) return;
    if (statuses.every(([, status]) => status.delivered === 'yes' || status.smtpReply !== '')) {
      finish();
      lookForOwn(
        account,
        statuses.map(([address]) => address),
      );
      showToast({ id: toastId, kind: 'success', text: t('send.sent'), durationMs: 4_000 });
    } else if (!isAsked) {
      // The server never answered the end of the message (S4): only the person can tell. It goes on being looked for in Sent.
      isAsked = true;
      showToast({
        id: toastId,
        kind: 'error',
        durationMs: null,
        text: t('send.uncertain'),
        detail: t('send.uncertainHint'),
        ...edit,
      });
    }
  }
}

/** A maildrop tells of nothing by itself: what somebody sends to himself is looked for. The account says when its server cannot be asked. */
function lookForOwn(account: Account, recipients: readonly string[]): void {
  if ((account.cache.health()?.pop3 ?? null) === null) return;
  const own = new Set(account.cache.identities()?.map(({ email }) => email.toLowerCase()));
  if (!recipients.some((address) => own.has(address.toLowerCase()))) return;
  account.io.after(arrivesWithinMs, () => void account.checkNow().catch(() => undefined));
}

/** Takes back what the gateway still holds, and opens it. `then` runs when it is taken back. */
async function unsend(
  account: Account,
  id: SubmissionId,
  emailId: EmailId,
  toastId: string,
  then: () => void,
  onTakenBack?: () => void,
): Promise<void> {
  try {
    const answer = await account.client.call('EmailSubmission/set', {
      accountId: account.id,
      update: { [id]: { undoStatus: 'canceled' } },
    });
    const refused = answer.notUpdated?.[id];
    if (refused !== undefined) throw refusal(refused);
    then();
    if (onTakenBack === undefined) await backToDrafts(account, emailId);
    else await discardDraft(account, emailId);
    showToast({ id: toastId, text: t('send.unsent') });
    if (onTakenBack !== undefined) onTakenBack();
    else openComposer({ mode: 'draft', accountId: account.id, emailId });
  } catch (error) {
    if (!isMailError(error)) throw error;
    const tooLate = error.code === 'cannotUnsend';
    showToast({
      id: toastId,
      kind: 'error',
      text: tooLate ? t('send.tooLate') : t('action.failed'),
      detail: tooLate ? null : errorText(error),
    });
  }
}

/** What is to go later stands in the outbox; the toast says when, and takes it back. */
function sayScheduled(account: Account, undoStack: UndoStack, submission: EmailSubmission, emailId: EmailId, sendAtMs: number): void {
  const toastId = sendingToast(submission.id);
  const text = t('send.scheduled', { when: scheduledTime(sendAtMs) });
  const step = undoStack.push({
    label: text,
    undo: () => void unsend(account, submission.id, emailId, toastId, () => step.drop()),
  });
  showToast({ id: toastId, text, durationMs: 8_000, action: { label: t('action.undo'), run: step.undo } });
}
