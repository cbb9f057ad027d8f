import { setImmediate } from 'node:timers/promises';
import type { FetchedHeader, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { Checkpoint, EmailContent, SyncedMessage, UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { contentOfHeader, contentOfUnreadable } from './email-content.ts';

/** Collects before anything else is awaited: inside a fetch no other command may run (I2). Expunged meanwhile: simply not there. */
export async function fetchMessages(session: ImapSession, uids: readonly number[], signal: AbortSignal): Promise<FetchedHeader[]> {
  const messages: FetchedHeader[] = [];
  for await (const fetched of session.fetchHeaders(uids, { signal })) messages.push(fetched);
  return messages;
}

/** Some milliseconds of work, after which whoever waits gets a turn. */
const messagesOfTurn = 64;

/**
 * Fetched messages as the store takes them; those that cannot be read or parsed by UID, so that they can be marked (I18). Lets the event
 * loop turn in between: a batch may be a thousand messages.
 */
export async function readMessages(context: AccountContext, fetched: readonly FetchedHeader[]): Promise<ReadMessages> {
  const unreadable: number[] = [];
  const appeared: SyncedMessage[] = [];
  for (const message of fetched) {
    if (appeared.length > 0 && appeared.length % messagesOfTurn === 0) await setImmediate();
    if (message.readable === 'no') unreadable.push(message.uid);
    appeared.push({
      uid: message.uid,
      flags: message.flags,
      modSeq: message.modSeq,
      ...(message.gmail === null ? {} : { labels: message.gmail.labels }),
      content: contentOf(context, message, unreadable),
    });
  }
  shareOneBuffer(appeared);
  return { appeared, unreadable };
}

/** A header block is a slice of what the socket brought, and a message to the writer thread copies all of the memory behind a slice. */
function shareOneBuffer(messages: readonly SyncedMessage[]): void {
  const blocks = messages.map(({ content }) => content.headerBlock);
  const shared = Buffer.allocUnsafeSlow(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { content } of messages) {
    const { headerBlock } = content;
    shared.set(headerBlock, at);
    content.headerBlock = shared.subarray(at, at + headerBlock.length);
    at += headerBlock.length;
  }
}

type ReadMessages = { appeared: SyncedMessage[]; unreadable: number[] };

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

/** Stores one batch of new messages in one transaction, with the checkpoint that it reaches and what the server has no more. */
export async function storeMessages(
  context: AccountContext,
  mailboxId: MailboxId,
  uidValidity: number,
  messages: ReadMessages,
  checkpoint: Partial<Checkpoint> | null,
  vanished: UidRange[] = [],
): Promise<{ held: number }> {
  const { accountId, store } = context;
  const { unreadable } = messages;
  const appeared = await withDates(context, mailboxId, messages.appeared);
  const result = await store.emails.applyPass(accountId, mailboxId, { uidValidity, appeared, flags: [], vanished, checkpoint });
  for (const id of await store.emails.idsOfUids(accountId, mailboxId, unreadable)) await store.emails.markUnreadable(accountId, id);
  return { held: result.held };
}

/** UIDs on each side that are looked at for a date. */
const neighbourhood = 500;

/**
 * A message whose date the server does not give stands beside its neighbours, since UIDs grow with arrival (I18): the nearest UID of the batch
 * or of the index, else the date that its author wrote, else now.
 */
async function withDates(
  { accountId, store, nowMs }: AccountContext,
  mailboxId: MailboxId,
  appeared: readonly SyncedMessage[],
): Promise<SyncedMessage[]> {
  if (appeared.every(({ content }) => content.receivedAtMs !== 0)) return [...appeared];
  const dated = appeared
    .filter(({ content }) => content.receivedAtMs !== 0)
    .map(({ uid, content }) => ({ uid, atMs: content.receivedAtMs }));
  const indexed = async (uid: number) => {
    const known = await store.emails.knownUids(accountId, mailboxId, { from: Math.max(1, uid - neighbourhood), to: uid + neighbourhood });
    const near = nearest(known, uid);
    const [email] =
      near === null ? [] : await store.emails.summaries(accountId, await store.emails.idsOfUids(accountId, mailboxId, [near.uid]));
    return email?.receivedAtMs ?? null;
  };
  const mended: SyncedMessage[] = [];
  for (const message of appeared) {
    const { uid, content } = message;
    if (content.receivedAtMs !== 0) mended.push(message);
    else {
      const receivedAtMs = nearest(dated, uid)?.atMs ?? (await indexed(uid)) ?? content.sentAtMs ?? Math.floor(nowMs() / 1000) * 1000;
      mended.push({ ...message, content: { ...content, receivedAtMs } });
    }
  }
  return mended;
}

function nearest<Item extends { uid: number }>(items: readonly Item[], uid: number): Item | null {
  let found: Item | null = null;
  for (const item of items) if (found === null || Math.abs(item.uid - uid) < Math.abs(found.uid - uid)) found = item;
  return found;
}
