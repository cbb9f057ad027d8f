import type { EmailCreate } from '#lib/contract/index.ts';
import { type BlobId, type EmailAddress, type EmailId, isMailError, MailError, type ThreadId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { setErrorToMailError } from './set-emails.ts';

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
  /** null: plain text only */
  html: string | null;
  attachments: readonly DraftAttachment[];
  /** Importance: high (RFC 2156 §5.3.4), with the older X-Priority that most programs read */
  isImportant: boolean;
  /** a receipt to the sender is asked for (RFC 8098 §2.1) */
  asksReceipt: boolean;
};

export type SavedDraft = { emailId: EmailId; threadId: ThreadId; blobId: BlobId; sizeBytes: number };

/** The draft as an Email to be created in Drafts (RFC 8621 §4.6). */
export function draftToEmail(content: DraftContent, draftsId: string): EmailCreate {
  const { text, html, attachments, messageId, isImportant, asksReceipt, ...head } = content;
  return {
    ...head,
    ...(isImportant ? { 'header:Importance:asText': 'high', 'header:X-Priority:asText': '1' } : {}),
    ...(asksReceipt ? { 'header:Disposition-Notification-To:asAddresses': content.from } : {}),
    messageId: [messageId],
    mailboxIds: { [draftsId]: true },
    keywords: { $draft: true, $seen: true },
    textBody: [{ partId: 'text', type: 'text/plain' }],
    ...(html === null ? {} : { htmlBody: [{ partId: 'html', type: 'text/html' }] as const }),
    attachments: attachments.map(({ blobId, type, name, disposition, cid }) => ({ blobId, type, name, disposition, cid })),
    bodyValues: { text: { value: text }, ...(html === null ? {} : { html: { value: html } }) },
  } as EmailCreate;
}

/**
 * Keeps a draft. An Email cannot be changed, so the new version is made first and the old one destroyed when the new one stands.
 *
 * @param replaces the version before; null for the first
 * @throws MailError; the old version is then untouched
 */
export async function saveDraft(account: Account, content: DraftContent, replaces: EmailId | null): Promise<SavedDraft> {
  const drafts = account.withRole('drafts');
  if (drafts === null) throw new MailError('not-found', 'no Drafts mailbox');
  const answer = await account.client.call('Email/set', {
    accountId: account.id,
    create: { draft: draftToEmail(content, drafts) },
  });
  const made = answer.created?.draft;
  if (made === undefined) throw refusal(answer.notCreated?.draft);
  if (replaces !== null) await discardDraft(account, replaces);
  return { emailId: made.id, threadId: made.threadId, blobId: made.blobId, sizeBytes: made.size };
}

/** Takes a draft away for good. One that has gone already is no error, nor is a gateway out of reach: an old version then stays for a while. */
export async function discardDraft(account: Account, emailId: EmailId): Promise<void> {
  const laid = account.cache.lay(new Map([[emailId, { destroyed: true }]]));
  try {
    const answer = await account.client.call('Email/set', { accountId: account.id, destroy: [emailId] });
    laid.settle(answer.destroyed?.includes(emailId) === true);
  } catch (error) {
    laid.settle(false);
    if (!isMailError(error)) throw error;
  }
}

export function refusal(error: Parameters<typeof setErrorToMailError>[0] | undefined): MailError {
  return error === undefined ? new MailError('protocol', 'the gateway answered nothing') : setErrorToMailError(error);
}
