import type { BlobId, EmailId } from '#lib/mail/index.ts';
import type { MaildropMessage } from '../api.ts';
import type { KnownMaildrop } from '../known-maildrop.ts';
import { PackedNumbers } from '../packed-columns.ts';
import type { Connection } from '../sqlite/connection.ts';

type Row = {
  key: number;
  uid: string | null;
  headerHash: string | null;
  contentHash: string | null;
  sizeBytes: number;
  email: number | null;
  firstSeenMs: number;
  failures: number;
  goneSinceMs: number | null;
  emailId: EmailId | null;
  rawBlobId: BlobId | null;
};

const columns = `m.key, m.uid, m.header_hash headerHash, m.content_hash contentHash, m.size_bytes sizeBytes, m.email,
  m.first_seen_ms firstSeenMs, m.failures, m.gone_since_ms goneSinceMs, e.id emailId, e.raw_blob_id rawBlobId`;
const withEmail = 'left join email e on e.key = m.email';

/** Of all messages ever seen, oldest first. */
export function maildropKeys(connection: Connection, account: number): PackedNumbers {
  const keys = new PackedNumbers();
  for (const [key] of connection.arrays<[number]>('select key from maildrop_message where account = ? order by key', account))
    keys.add(key);
  return keys;
}

/** Of keys as JSON and an account. The join names its order: the other way round all of the account's rows are gone through for every key. */
const ofKeys = 'from json_each(?) k cross join maildrop_message m on m.key = k.value and m.account = ?';
export const knownMessagesSql = `select m.key, m.uid, m.size_bytes, m.first_seen_ms, m.failures, m.email is null, m.gone_since_ms is not null
  ${ofKeys} order by k.key`;
export const maildropMessagesSql = `select ${columns} ${ofKeys} ${withEmail} order by k.key`;

/** Adds those of these keys. The rows of `email` are not looked at: they are wide, and a look at a maildrop would go through all of them. */
export function addKnownMessages(connection: Connection, account: number, keys: readonly number[], known: KnownMaildrop): void {
  type Row = [number, string | null, number, number, number, number, number];
  for (const [key, uid, sizeBytes, firstSeenMs, failures, isMissing, isGone] of connection.arrays<Row>(
    knownMessagesSql,
    JSON.stringify(keys),
    account,
  ))
    known.add({ key, uid, sizeBytes, firstSeenMs, failures, isMissing: isMissing === 1, isGone: isGone === 1 });
}

/** See MaildropStore.messages. */
export function maildropMessages(connection: Connection, account: number, keys: readonly number[]): MaildropMessage[] {
  return connection.all<Row>(maildropMessagesSql, JSON.stringify(keys), account).map(messageOf);
}

/** See MaildropStore.destroyed. */
export function destroyedMaildropMessages(connection: Connection, account: number): number[] {
  return connection
    .arrays<[number]>(
      `select key from maildrop_message m where account = ? and email is not null and gone_since_ms is null
        and not exists (select 1 from email e where e.key = m.email) order by key`,
      account,
    )
    .map(([key]) => key);
}

/** See MaildropStore.emailIds. */
export function maildropEmailIds(connection: Connection, account: number): EmailId[] {
  return connection
    .arrays<[EmailId]>(
      'select e.id from maildrop_message m join email e on e.key = m.email where m.account = ? and m.gone_since_ms is null order by m.key',
      account,
    )
    .map(([id]) => id);
}

export function maildropMessageOfKey(connection: Connection, account: number, key: number): MaildropMessage | null {
  const row = connection.get<Row>(`select ${columns} from maildrop_message m ${withEmail} where m.account = ? and m.key = ?`, account, key);
  return row === undefined ? null : messageOf(row);
}

/** See MaildropStore.ofEmail. */
export function maildropMessageOfEmail(connection: Connection, account: number, emailId: EmailId): MaildropMessage | null {
  const row = connection.get<Row>(
    `select ${columns} from maildrop_message m ${withEmail} where m.account = ? and m.email = (select key from email where id = ? and account = ?) order by m.key limit 1`,
    account,
    emailId,
    account,
  );
  return row === undefined ? null : messageOf(row);
}

function messageOf(row: Row): MaildropMessage {
  const { emailId, rawBlobId } = row;
  return {
    key: row.key,
    uid: row.uid,
    headerHash: row.headerHash,
    contentHash: row.contentHash,
    sizeBytes: row.sizeBytes,
    state: row.email === null ? 'missing' : emailId === null ? 'destroyed' : rawBlobId === null ? 'header' : 'whole',
    emailId,
    rawBlobId,
    firstSeenMs: row.firstSeenMs,
    failures: row.failures,
    isGone: row.goneSinceMs !== null,
  };
}

/** See MaildropStore.incomplete. */
export function incompleteMaildropMessages(connection: Connection, account: number): { headersOnly: number; lost: number } {
  return connection.get<{ headersOnly: number; lost: number }>(
    `select count(*) headersOnly, count(m.gone_since_ms) lost from maildrop_message m indexed by maildrop_message_incomplete
      join email e on e.key = m.email where m.account = ? and m.content_hash is null and m.email is not null`,
    account,
  )!;
}
