import type { Email, EmailCreate } from '#lib/contract/index.ts';
import { type EmailAddress, type EmailId, isMailError, MailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import type { SendingWishes } from './sending-wishes.ts';
import { refusal } from './set-emails.ts';

export type DraftAttachment = {
  blobId: string;
  type: string;
  name: string;
  /** inline parts are shown in the HTML by `cid:` */
  disposition: 'attachment' | 'inline';
  cid: string | null;
};

/** A message being written, as it is kept and sent. */
export type DraftContent = {
  from: EmailAddress[];
  to: EmailAddress[];
  cc: EmailAddress[];
  bcc: EmailAddress[];
  replyTo: EmailAddress[] | null;
  subject: string;
  /** without angle brackets; the same for every version of one draft */
  messageId: string;
  inReplyTo: string[] | null;
  references: string[] | null;
  text: string;
  /** `text` is written as format=flowed (RFC 3676, C3): its long lines are broken softly */
  isFlowed?: boolean;
  /** null: plain text only */
  html: string | null;
  attachments: readonly DraftAttachment[];
  /** Importance: high (RFC 2156 §5.3.4), with the older X-Priority that most programs read */
  isImportant: boolean;
  /** a receipt to the sender is asked for (RFC 8098 §2.1) */
  asksReceipt: boolean;
  wishes: SendingWishes;
};

/** Which window wrote this version of a draft, as its how manyth change, out of which version. In a header field of the draft alone, never sent. */
export type DraftMark = { writer: string; revision: number; base: EmailId | null };

/** One Email with the Message-ID of a draft; what lies in Trash counts as deleted. `isDraft` false: it was sent, or is being sent. */
export type DraftVersion = { emailId: EmailId; isDraft: boolean; mark: DraftMark | null };

/** `replacedIsGone`: somebody else took the version before away. `leftBehind`: it could not be taken away; that is still to be done. */
export type SavedDraft = { emailId: EmailId; replacedIsGone: boolean; leftBehind: EmailId | null };

const markField = 'header:X-Postern-Draft:asText';

/** The draft as an Email to be created in Drafts (RFC 8621 §4.6). */
export function draftToEmail(content: DraftContent, draftsId: string): EmailCreate {
  const { text, isFlowed, html, attachments, messageId, isImportant, asksReceipt, wishes: _inTheEnvelope, ...head } = content;
  return {
    ...head,
    ...(isImportant ? { 'header:Importance:asText': 'high', 'header:X-Priority:asText': '1' } : {}),
    ...(asksReceipt ? { 'header:Disposition-Notification-To:asAddresses': content.from } : {}),
    messageId: [messageId],
    mailboxIds: { [draftsId]: true },
    keywords: { $draft: true, $seen: true },
    textBody: [
      isFlowed === true ? { partId: 'text', 'header:Content-Type': ' text/plain; format=flowed' } : { partId: 'text', type: 'text/plain' },
    ],
    ...(html === null ? {} : { htmlBody: [{ partId: 'html', type: 'text/html' }] as const }),
    attachments: attachments.map(({ blobId, type, name, disposition, cid }) => ({ blobId, type, name, disposition, cid })),
    bodyValues: { text: { value: text }, ...(html === null ? {} : { html: { value: html } }) },
  } as EmailCreate;
}

/**
 * Keeps a draft. An Email cannot be changed, so the new version is made first and the old one destroyed when the new one stands.
 *
 * @param replaces the version before; null for the first
 * @throws MailError; the old version is then untouched. With code 'blobNotFound' a file is not at the gateway any more
 */
export async function saveDraft(account: Account, content: DraftContent, replaces: EmailId | null, mark: DraftMark): Promise<SavedDraft> {
  const drafts = account.withRole('drafts');
  if (drafts === null) throw new MailError('not-found', 'no Drafts mailbox');
  const draft = { ...draftToEmail(content, drafts), [markField]: markText(mark, content.wishes) } as EmailCreate;
  const answer = await account.client.call('Email/set', { accountId: account.id, create: { draft } });
  const made = answer.created?.draft;
  if (made === undefined) throw refusal(answer.notCreated?.draft);
  if (replaces === null) return { emailId: made.id, replacedIsGone: false, leftBehind: null };
  const end = await discardDraft(account, replaces);
  return { emailId: made.id, replacedIsGone: end === 'gone-before', leftBehind: end === 'not-told' ? replaces : null };
}

/**
 * Everything that stands under the Message-ID of a draft, the newest first.
 *
 * @param known a version that is looked for by its id
 * @param sinceMs others that are older are not looked at
 * @throws MailError
 */
export async function draftVersions(account: Account, messageId: string, known: EmailId | null, sinceMs: number): Promise<DraftVersion[]> {
  const places = [account.withRole('drafts'), account.withRole('sent')].filter((id) => id !== null);
  const header = ['Message-ID', messageId] as [string, string];
  const after = new Date(sinceMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const calls = account.client.batch((batch) => {
    const found = batch.call('Email/query', {
      accountId: account.id,
      filter: { operator: 'OR', conditions: places.map((inMailbox) => ({ inMailbox, after, header })) },
      sort: [{ property: 'receivedAt', isAscending: false }],
      limit: 50,
    });
    const properties = [...standProperties, 'receivedAt', 'messageId', markField];
    return {
      found: batch.call('Email/get', { accountId: account.id, '#ids': found.ref('/ids'), properties }),
      known: batch.call('Email/get', { accountId: account.id, ids: known === null ? [] : [known], properties }),
    };
  });
  const byId = new Map([...(await calls.known.result).list, ...(await calls.found.result).list].map((email) => [email.id, email]));
  return [...byId.values()]
    .filter((email) => (email.id === known || email.messageId?.includes(messageId) === true) && !isDeleted(account, email))
    .sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt))
    .map((email) => ({
      emailId: email.id,
      isDraft: isDraft(account, email),
      mark: parseMark((email as Record<string, unknown>)[markField]),
    }));
}

const markText = ({ writer, revision, base }: DraftMark, { delivery, tls }: SendingWishes): string =>
  `${writer} ${revision} ${base ?? '-'}${delivery ? ' delivery' : ''}${tls ? ' tls' : ''}`;

function parseMark(text: unknown): DraftMark | null {
  const [, writer, revision, base] =
    (typeof text === 'string' ? /^ *(\S{1,64}) (\d{1,9}) (\S{1,64})(?: (?:delivery|tls)){0,2} *$/.exec(text) : null) ?? [];
  if (writer === undefined || base === undefined) return null;
  return { writer, revision: Number(revision), base: base === '-' ? null : (base as EmailId) };
}

type Standing = { mailboxIds: Email['mailboxIds']; keywords: Email['keywords'] };
const standProperties = ['id', 'mailboxIds', 'keywords'] as const;

/** Other programs put drafts into Drafts without marking them. */
export function isDraft(account: Account, { mailboxIds, keywords }: Standing): boolean {
  const drafts = account.withRole('drafts');
  return keywords.$draft === true || (drafts !== null && mailboxIds[drafts] === true);
}

/** Most programs delete by moving to Trash. */
function isDeleted(account: Account, { mailboxIds }: Standing): boolean {
  const trash = account.withRole('trash');
  return trash !== null && mailboxIds[trash] === true && Object.keys(mailboxIds).length === 1;
}

/** Whether the version still stands as a draft: neither gone nor deleted nor sent. @throws MailError */
export async function isDraftThere(account: Account, emailId: EmailId): Promise<boolean> {
  const answer = await account.client.call('Email/get', { accountId: account.id, ids: [emailId], properties: [...standProperties] });
  return answer.list.some((email) => isDraft(account, email) && !isDeleted(account, email));
}

/**
 * Takes a draft away for good. One that has gone already is no error, nor is a gateway out of reach: an old version then stays for a while.
 *
 * @returns gone-before: somebody else did; not-told: the gateway did not take it
 */
export async function discardDraft(account: Account, emailId: EmailId): Promise<'done' | 'gone-before' | 'not-told'> {
  const laid = account.cache.lay(new Map([[emailId, { destroyed: true }]]));
  try {
    const answer = await account.client.call('Email/set', { accountId: account.id, destroy: [emailId] });
    const isDone = answer.destroyed?.includes(emailId) === true;
    laid.settle(isDone);
    if (isDone) return 'done';
    return answer.notDestroyed?.[emailId]?.type === 'notFound' ? 'gone-before' : 'not-told';
  } catch (error) {
    laid.settle(false);
    if (!isMailError(error)) throw error;
    return 'not-told';
  }
}
