import { setImmediate } from 'node:timers/promises';
import type { FetchedHeader, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { type Checkpoint, type EmailContent, MessageBatch, type SyncedMessage, type UidRange } from '#lib/store/index.ts';
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

/** Messages as the store takes them; those that could not be read or parsed by UID, so that they can be marked (I18). */
export type ReadMessages = { batch: MessageBatch; unreadable: number[] };

export const noMessages = (): ReadMessages => ({ batch: new MessageBatch(), unreadable: [] });

/** What a message may be known by elsewhere (J1). */
export type Sign = { messageId: string | null; receivedAtMs: number; sizeBytes: number; serverEmailId: string | null };

/**
 * Reads fetched messages into a batch; what is made of one on the way is let go before the next, so that a fill leaves little behind. Lets the
 * event loop turn in between: a batch may be a thousand messages.
 */
export async function readMessages(
  context: AccountContext,
  mailboxId: MailboxId,
  fetched: readonly FetchedHeader[],
  { batch, unreadable }: ReadMessages,
  onSign: (sign: Sign) => void = () => undefined,
): Promise<void> {
  const undated: SyncedMessage[] = [];
  const dated: Dated[] = [];
  for (const [index, message] of fetched.entries()) {
    if (index > 0 && index % messagesOfTurn === 0) await setImmediate();
    const { uid, flags, modSeq } = message;
    if (message.readable === 'no') unreadable.push(uid);
    const content = contentOf(context, message, unreadable);
    const synced = { uid, flags, modSeq, ...(message.gmail === null ? {} : { labels: message.gmail.labels }), content };
    const { receivedAtMs, sizeBytes, serverEmailId, messageId } = synced.content;
    onSign({ messageId: messageId?.[0] ?? null, receivedAtMs, sizeBytes, serverEmailId });
    if (receivedAtMs === 0) undated.push(synced);
    else {
      dated.push({ uid, atMs: receivedAtMs });
      batch.add(synced);
    }
  }
  for (const message of undated) batch.add(await withDate(context, mailboxId, message, dated));
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

/** Stores one batch of new messages in one transaction, with the checkpoint that it reaches and what the server has no more. */
export async function storeMessages(
  context: AccountContext,
  mailboxId: MailboxId,
  uidValidity: number,
  { batch, unreadable }: ReadMessages,
  checkpoint: Partial<Checkpoint> | null,
  vanished: UidRange[] = [],
): Promise<{ held: number }> {
  const { accountId, store } = context;
  const result = await store.emails.applyPass(accountId, mailboxId, { uidValidity, appeared: batch, flags: [], vanished, checkpoint });
  for (const id of await store.emails.idsOfUids(accountId, mailboxId, unreadable)) await store.emails.markUnreadable(accountId, id);
  return { held: result.held };
}

/** UIDs on each side that are looked at for a date. */
const neighbourhood = 500;

type Dated = { uid: number; atMs: number };

/**
 * A message whose date the server does not give stands beside its neighbours, since UIDs grow with arrival (I18): the nearest UID of those
 * fetched with it or of the index, else the date that its author wrote, else now.
 */
async function withDate(
  { accountId, store, nowMs }: AccountContext,
  mailboxId: MailboxId,
  message: SyncedMessage,
  dated: readonly Dated[],
): Promise<SyncedMessage> {
  const { uid, content } = message;
  const indexed = async () => {
    const known = await store.emails.knownUids(accountId, mailboxId, { from: Math.max(1, uid - neighbourhood), to: uid + neighbourhood });
    const near = nearest(known, uid);
    const [email] =
      near === null ? [] : await store.emails.summaries(accountId, await store.emails.idsOfUids(accountId, mailboxId, [near.uid]));
    return email?.receivedAtMs ?? null;
  };
  const receivedAtMs = nearest(dated, uid)?.atMs ?? (await indexed()) ?? content.sentAtMs ?? Math.floor(nowMs() / 1000) * 1000;
  return { ...message, content: { ...content, receivedAtMs } };
}

function nearest<Item extends { uid: number }>(items: readonly Item[], uid: number): Item | null {
  let found: Item | null = null;
  for (const item of items) if (found === null || Math.abs(item.uid - uid) < Math.abs(found.uid - uid)) found = item;
  return found;
}
