import type { BlobId, EmailId } from '#lib/mail/index.ts';
import type { MaildropMessage } from '../api.ts';
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
export function maildropKeys(connection: Connection, account: number): number[] {
  return connection.all<{ key: number }>('select key from maildrop_message where account = ? order by key', account).map(({ key }) => key);
}

/** Of keys as JSON and an account. The join names its order: the other way round all of the account's rows are gone through for every key. */
export const maildropMessagesSql = `select ${columns}
  from json_each(?) k cross join maildrop_message m on m.key = k.value and m.account = ? ${withEmail} order by k.key`;

/** See MaildropStore.known. */
export function maildropMessages(connection: Connection, account: number, keys: readonly number[]): MaildropMessage[] {
  return connection.all<Row>(maildropMessagesSql, JSON.stringify(keys), account).map(messageOf);
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
