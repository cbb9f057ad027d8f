import type { AccountId } from '#lib/mail/index.ts';
import type { FlatMessages, ListedMailboxFact, MaildropOrigin } from '../api.ts';
import { readFlatMessages } from '../flat-messages.ts';
import type { PreparedContent } from '../prepared-content.ts';
import { recordBlob } from './blob-rows.ts';
import { baseOf } from './flags.ts';
import { insertEmail } from './ingest.ts';
import { recordListing } from './record-listing.ts';
import { accountKey, type Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

/** Mailboxes of a POP3 account are a world of their own, which never starts over. */
export const localUidValidity = 1;
/** A message that is on no server any more is forgotten after this time: until then a maildrop that is put back brings nothing twice. */
const forgetGoneAfterMs = 90 * 24 * 60 * 60_000;

const localMailbox = (path: string, role: ListedMailboxFact['role'], mayDelete: boolean): ListedMailboxFact => ({
  path,
  name: path === 'INBOX' ? 'Inbox' : path,
  parentPath: null,
  delimiter: '/',
  role,
  isSelectable: true,
  isSubscribed: true,
  noInferiors: false,
  serverMailboxId: null,
  rights: { mayDelete },
  serverMessages: null,
});

/** See MaildropStore.makeMailboxes. */
export function makeLocalMailboxes(transaction: Transaction, accountId: AccountId): void {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  if (connection.get("select 1 from mailbox where account = ? and role = 'inbox'", account)) return;
  const listed = [
    localMailbox('INBOX', 'inbox', false),
    localMailbox('Drafts', 'drafts', false),
    localMailbox('Sent', 'sent', false),
    localMailbox('Archive', 'archive', true),
    localMailbox('Trash', 'trash', false),
  ];
  recordListing(transaction, accountId, listed, [], []);
  connection.run('update mailbox set is_filled = 1 where account = ?', account);
}

/** The next place of a local mailbox; counted up, never given twice. */
export function nextLocalUid(work: Work, mailbox: number): { uidValidity: number; uid: number } {
  const row = work.connection.get<{ uid: number }>(
    'update mailbox set uid_validity = ?, uid_next = coalesce(uid_next, 1) + 1 where key = ? returning uid_next - 1 uid',
    localUidValidity,
    mailbox,
  );
  return { uidValidity: localUidValidity, uid: row!.uid };
}

/** See MaildropStore.lock. */
export function lockMaildrop(transaction: Transaction, accountId: AccountId, holder: string, untilMs: number): boolean {
  const { connection, nowMs } = transaction;
  const taken = connection.run(
    `insert into maildrop_lock (account, holder, until_ms) values (?, ?, ?)
      on conflict (account) do update set holder = excluded.holder, until_ms = excluded.until_ms
      where maildrop_lock.holder = excluded.holder or maildrop_lock.until_ms <= ?`,
    accountKey(connection, accountId),
    holder,
    untilMs,
    nowMs,
  );
  return taken > 0;
}

export function unlockMaildrop({ connection }: Transaction, accountId: AccountId, holder: string): void {
  connection.run('delete from maildrop_lock where account = ? and holder = ?', accountKey(connection, accountId), holder);
}

/** Of processes that are gone: this one has the data folder to itself. */
export function clearMaildropLocks({ connection }: Transaction): void {
  connection.run('delete from maildrop_lock');
}

/** See MaildropStore.store. */
export function storeMaildropMessages(
  transaction: Transaction,
  accountId: AccountId,
  origins: readonly MaildropOrigin[],
  messages: FlatMessages,
): number {
  return workOn(transaction, accountId, (work) => {
    const inbox = [...work.mailboxes.values()].find(({ role }) => role === 'inbox');
    if (inbox === undefined) return 0;
    let stored = 0;
    for (const [index, { content }] of readFlatMessages(messages).entries()) {
      const origin = origins[index]!;
      if (isKnown(work, origin)) continue;
      const { raw } = origin;
      const sent = sentCopyOf(work, content);
      if (sent !== null) {
        // The next listing knows it; its octets go in time, since nothing refers to them.
        if (raw !== null) recordBlob(transaction, accountId, raw.blobId, raw.sizeBytes, 'message/rfc822');
        remember(work, origin, sent);
        continue;
      }
      if (raw !== null) recordBlob(transaction, accountId, raw.blobId, raw.sizeBytes, 'message/rfc822');
      const unit = insertEmail(work, content, { keywords: [], rawBlobId: raw?.blobId ?? null, isShown: true });
      const { uidValidity, uid } = nextLocalUid(work, inbox.key);
      work.addLocation(unit, {
        mailbox: inbox.key,
        uid_validity: uidValidity,
        uid,
        base: baseOf([]),
        size_bytes: content.sizeBytes,
      });
      remember(work, origin, unit.key);
      stored += 1;
    }
    return stored;
  });
}

/**
 * Gmail shows over POP3 also what was sent: a message of ours that stands in Sent already is not new mail (P11). What was delivered, as a
 * message to oneself is, says so in its header, and comes.
 *
 * @returns key of the Email that it is
 */
function sentCopyOf(work: Work, { messageId, headerBlock }: PreparedContent): number | null {
  if (messageId === null || /^delivered-to[ \t]*:/im.test(Buffer.from(headerBlock).toString('latin1'))) return null;
  const { connection, account } = work;
  if (connection.get("select 1 from account where key = ? and servers ->> '$.traits.popRecent' = 1", account) === undefined) return null;
  const sent = connection.get<{ emailId: string }>(
    "select email_id emailId from submission where account = ? and message_id = ? and email_id is not null and state in ('accepted', 'filing', 'done', 'uncertain')",
    account,
    messageId,
  );
  return sent === undefined ? null : (work.unitOfId(sent.emailId)?.key ?? null);
}

/** The session knows what it asks for; this is for what another session did meanwhile, whatever the reason. */
function isKnown(work: Work, { key, uid, headerHash }: MaildropOrigin): boolean {
  if (key !== null) return work.connection.get('select 1 from maildrop_message where key = ? and email is null', key) === undefined;
  if (uid === null) return false;
  return (
    work.connection.get(
      'select 1 from maildrop_message where account = ? and uid = ? and header_hash = ? and email is not null and gone_since_ms is null',
      work.account,
      uid,
      headerHash,
    ) !== undefined
  );
}

function remember(work: Work, { key, uid, headerHash, sizeBytes, raw }: MaildropOrigin, email: number): void {
  const contentHash = raw?.blobId ?? null;
  if (key === null)
    work.connection.run(
      'insert into maildrop_message (account, uid, header_hash, content_hash, size_bytes, email, first_seen_ms) values (?, ?, ?, ?, ?, ?, ?)',
      work.account,
      uid,
      headerHash,
      contentHash,
      sizeBytes,
      email,
      work.nowMs,
    );
  else
    work.connection.run(
      'update maildrop_message set header_hash = ?, content_hash = ?, size_bytes = ?, email = ? where key = ?',
      headerHash,
      contentHash,
      sizeBytes,
      email,
      key,
    );
}

/** See MaildropStore.noteFailure. */
export function noteMaildropFailure(
  { connection, nowMs }: Transaction,
  accountId: AccountId,
  message: { key: number | null; uid: string | null; sizeBytes: number; times: number },
): number {
  const account = accountKey(connection, accountId);
  if (message.key !== null)
    return connection.get<{ failures: number }>(
      'update maildrop_message set failures = failures + ? where key = ? and account = ? returning failures',
      message.times,
      message.key,
      account,
    )!.failures;
  connection.run(
    'insert into maildrop_message (account, uid, size_bytes, first_seen_ms, failures) values (?, ?, ?, ?, ?)',
    account,
    message.uid,
    message.sizeBytes,
    nowMs,
    message.times,
  );
  return message.times;
}

/** See MaildropStore.noteListing. */
export function noteMaildropListing(
  { connection, nowMs }: Transaction,
  accountId: AccountId,
  facts: { gone: readonly number[]; back: readonly number[]; renumbered: readonly { key: number; uid: string | null }[] },
): void {
  const account = accountKey(connection, accountId);
  for (const key of facts.gone) {
    connection.run('update maildrop_message set gone_since_ms = ? where key = ? and account = ?', nowMs, key, account);
    // Never had, and nothing to be had any more.
    connection.run('delete from maildrop_message where key = ? and email is null', key);
  }
  for (const key of facts.back)
    connection.run('update maildrop_message set gone_since_ms = null where key = ? and account = ?', key, account);
  for (const { key, uid } of facts.renumbered)
    connection.run('update maildrop_message set uid = ?, gone_since_ms = null where key = ? and account = ?', uid, key, account);
  connection.run('delete from maildrop_message where account = ? and gone_since_ms < ?', account, nowMs - forgetGoneAfterMs);
}
