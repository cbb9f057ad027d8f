import { type Answer, buildReply, type CalendarEvent, type CalendarFile, type CalendarMail, readCalendar } from '#lib/calendar/index.ts';
import { references } from '#lib/compose/index.ts';
import type { Identity, Session } from '#lib/contract/index.ts';
import { type BlobId, type EmailId, isMailError, MailError, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { calendarPart, maxCalendarBytes } from './calendar-part.ts';
import type { ConversationEmail } from './conversations.ts';
import { t } from './messages/t.ts';
import { readBlobText } from './read-blob.ts';
import { sendEmail } from './send-email.ts';
import { noWishes } from './sending-wishes.ts';
import type { UndoStack } from './undo-stack.ts';

const keptFiles = 200;
/** of a long conversation the newest */
const mostLookedAt = 50;

type Known = { files: Map<BlobId, Promise<CalendarFile | null>>; parts: Map<EmailId, BlobId | null> };
const knownOf = new WeakMap<Account, Known>();

function known(account: Account): Known {
  const found = knownOf.get(account);
  if (found !== undefined) return found;
  const fresh: Known = { files: new Map(), parts: new Map() };
  knownOf.set(account, fresh);
  return fresh;
}

/**
 * Reads a calendar file; what a blobId names never changes, so it is read once.
 *
 * @returns null when there is no event in it
 * @throws MailError 'network', 'not-found' …
 */
export function calendarFile(account: Account, session: Session, blobId: BlobId): Promise<CalendarFile | null> {
  const { files } = known(account);
  const found = files.get(blobId);
  if (found !== undefined) return found;
  const reading = readBlobText(session, account.id, blobId, { maxBytes: maxCalendarBytes, signal: account.closed }).then(({ text }) =>
    readCalendar(text),
  );
  files.set(blobId, reading);
  for (const oldest of files.keys()) {
    if (files.size <= keptFiles) break;
    files.delete(oldest);
  }
  // asked for again, it is tried again
  reading.catch(() => files.delete(blobId));
  return reading;
}

type Looked = Pick<ConversationEmail, 'id' | 'from' | 'keywords' | 'body'>;

/** All calendar files of a conversation, those that cannot be read left out. @throws MailError when the messages cannot be asked for */
export async function calendarMails(account: Account, session: Session, emails: readonly Looked[]): Promise<CalendarMail[]> {
  const { parts } = known(account);
  const shown = emails.slice(-mostLookedAt);
  for (const { id, body } of shown) if (body !== null && !parts.has(id)) parts.set(id, calendarPart(body.attachments)?.blobId ?? null);
  const unknown = shown.filter(({ id }) => !parts.has(id)).map(({ id }) => id);
  if (unknown.length > 0) {
    const { list } = await account.client.call('Email/get', {
      accountId: account.id,
      ids: unknown,
      properties: ['id', 'attachments'],
      bodyProperties: ['blobId', 'type', 'name', 'size'],
    });
    for (const { id, attachments } of list) parts.set(id, calendarPart(attachments)?.blobId ?? null);
  }
  const mails = await Promise.all(
    shown.map(async ({ id, from, keywords }): Promise<CalendarMail | null> => {
      const blobId = parts.get(id) ?? null;
      if (blobId === null) return null;
      try {
        const file = await calendarFile(account, session, blobId);
        return file === null ? null : { id, from: (from?.[0]?.email ?? '').toLowerCase(), isDraft: keywords.$draft === true, file };
      } catch (error) {
        // what stands in the card is right without it
        if (!isMailError(error)) throw error;
        return null;
      }
    }),
  );
  return mails.filter((mail) => mail !== null);
}

export type CalendarMailElsewhere = CalendarMail & { threadId: ThreadId };

/**
 * Calendar files that came later than an invitation, outside of its conversation, from whom it came or from its organiser: a calendar that
 * sends a change as a message of its own. The newest are looked at, junk left out.
 *
 * @throws MailError when they cannot be asked for
 */
export async function calendarMailsElsewhere(
  account: Account,
  session: Session,
  email: Pick<ConversationEmail, 'from' | 'threadId' | 'receivedAt'>,
  event: CalendarEvent,
): Promise<CalendarMailElsewhere[]> {
  const senders = new Set([email.from?.[0]?.email.toLowerCase() ?? '', event.organizer?.address ?? '']);
  senders.delete('');
  const junk = (account.cache.mailboxes() ?? []).filter(({ role }) => role === 'junk').map(({ id }) => id);
  const from = [...senders].map((address) => ({ from: address }));
  if (from.length === 0) return [];
  const { ids } = await account.client.call('Email/query', {
    accountId: account.id,
    filter: {
      operator: 'AND',
      conditions: [
        { operator: 'OR', conditions: from },
        { after: email.receivedAt },
        ...(junk.length > 0 ? [{ inMailboxOtherThan: junk }] : []),
      ],
    },
    sort: [{ property: 'receivedAt', isAscending: false }],
    limit: mostLookedAt,
  });
  if (ids.length === 0) return [];
  const { list } = await account.client.call('Email/get', {
    accountId: account.id,
    ids,
    properties: ['id', 'threadId', 'from', 'keywords', 'attachments'],
    bodyProperties: ['blobId', 'type', 'name', 'size'],
  });
  const { parts } = known(account);
  const others = list.filter(({ threadId }) => threadId !== email.threadId);
  for (const { id, attachments } of others) parts.set(id, calendarPart(attachments)?.blobId ?? null);
  const threadOf = new Map(others.map(({ id, threadId }) => [id as string, threadId]));
  const mails = await calendarMails(
    account,
    session,
    others.map((each) => ({ ...each, body: null })),
  );
  return mails.flatMap((mail) => {
    const threadId = threadOf.get(mail.id);
    return threadId === undefined ? [] : [{ ...mail, threadId }];
  });
}

/** The identity that may answer: one whose address is invited (C8). */
export function answeringIdentity(account: Account, event: CalendarEvent): Identity | null {
  const invited = new Set(event.attendees.map(({ address }) => address));
  return (account.cache.identities() ?? []).find(({ email }) => invited.has(email.toLowerCase())) ?? null;
}

export type InvitationAnswer = { answer: Answer; comment: string; undoSeconds: number; onTakenBack: () => void };

const subjects = {
  accepted: 'invitation.subjectAccepted',
  tentative: 'invitation.subjectTentative',
  declined: 'invitation.subjectDeclined',
} as const;
const bodies = { accepted: 'invitation.bodyAccepted', tentative: 'invitation.bodyTentative', declined: 'invitation.bodyDeclined' } as const;

/**
 * Answers an invitation by a message to its organiser (RFC 5546 §3.2.3, RFC 6047), through the outbox: once, and it can be taken back.
 *
 * @throws MailError 'forbidden' when none of the person's addresses is invited, or nobody is named to be answered; when it is not in the outbox
 */
export async function answerInvitation(
  account: Account,
  undoStack: UndoStack,
  email: ConversationEmail,
  file: CalendarFile,
  { answer, comment, undoSeconds, onTakenBack }: InvitationAnswer,
): Promise<void> {
  const event = file.events[0];
  const identity = event === undefined ? null : answeringIdentity(account, event);
  const organizer = event?.organizer ?? null;
  const attendee = event?.attendees.find(({ address }) => address === identity?.email.toLowerCase());
  if (event === undefined || identity === null || attendee === undefined || organizer === null || organizer.address === '')
    throw new MailError('forbidden', 'nobody here is invited, or nobody is to be answered', { permanent: true });
  const answered = event.recurrenceId === null ? [event] : file.events.filter(({ uid }) => uid === event.uid);
  const name = attendee.name ?? (identity.name || null);
  const title = (event.summary ?? '').replace(/\s+/g, ' ').trim().slice(0, 200) || t('invitation.untitled');
  const who = name ?? identity.email;
  const said = t(bodies[answer], { who, title });
  await sendEmail(account, undoStack, {
    content: {
      from: [{ name: identity.name || null, email: identity.email }],
      to: [{ name: organizer.name, email: organizer.address }],
      cc: [],
      bcc: [],
      replyTo: identity.replyTo,
      subject: t(subjects[answer], { title }),
      messageId: `${crypto.randomUUID()}@${identity.email.split('@').at(-1) ?? 'localhost'}`,
      ...references({
        messageId: email.messageId,
        inReplyTo: email.body?.inReplyTo ?? null,
        references: email.body?.references ?? null,
      }),
      text: comment.trim() === '' ? said : `${said}\n\n${comment.trim()}`,
      html: null,
      attachments: [],
      isImportant: false,
      asksReceipt: false,
      wishes: noWishes,
    },
    identityId: identity.id,
    draftId: null,
    original: null,
    undoSeconds,
    sendAtMs: null,
    calendarReply: {
      text: buildReply(answered, { answer, attendee: { name, address: attendee.address }, comment, nowMs: account.io.nowMs() }),
      onTakenBack,
    },
  });
}
