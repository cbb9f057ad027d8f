import type { FetchedHeader, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { Checkpoint, EmailContent, SyncedMessage } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { contentOfHeader, contentOfUnreadable } from './email-content.ts';

/** Collects before anything else is awaited: inside a fetch no other command may run (I2). Expunged meanwhile: simply not there. */
export async function fetchMessages(session: ImapSession, uids: readonly number[], signal: AbortSignal): Promise<FetchedHeader[]> {
  const messages: FetchedHeader[] = [];
  for await (const fetched of session.fetchHeaders(uids, { signal })) messages.push(fetched);
  return messages;
}

/** Fetched messages as the store takes them; those that cannot be read or parsed by UID, so that they can be marked (I18). */
export function readMessages(
  context: AccountContext,
  fetched: readonly FetchedHeader[],
): { appeared: SyncedMessage[]; unreadable: number[] } {
  const unreadable: number[] = [];
  const appeared = fetched.map((message) => {
    if (message.readable === 'no') unreadable.push(message.uid);
    return { uid: message.uid, flags: message.flags, modSeq: message.modSeq, content: contentOf(context, message, unreadable) };
  });
  return { appeared, unreadable };
}

/** One message that our parser fails on never stops a mailbox (I18). */
function contentOf(context: AccountContext, message: FetchedHeader, unreadable: number[]): EmailContent {
  try {
    return contentOfHeader(message);
  } catch (error) {
    context.log.error('header not parsed', { accountId: context.accountId, uid: message.uid, error });
    unreadable.push(message.uid);
    return contentOfUnreadable(message);
  }
}

/** Stores one batch of new messages in one transaction, with the checkpoint that it reaches. */
export async function storeMessages(
  context: AccountContext,
  mailboxId: MailboxId,
  uidValidity: number,
  messages: ReturnType<typeof readMessages>,
  checkpoint: Partial<Checkpoint> | null,
): Promise<{ held: number }> {
  const { accountId, store } = context;
  const { appeared, unreadable } = messages;
  const result = await store.emails.applyPass(accountId, mailboxId, { uidValidity, appeared, flags: [], vanished: [], checkpoint });
  for (const id of await store.emails.idsOfUids(accountId, mailboxId, unreadable)) await store.emails.markUnreadable(accountId, id);
  return { held: result.held };
}
