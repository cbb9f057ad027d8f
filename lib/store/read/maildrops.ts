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

/** See MaildropStore.known. @param key only this one */
export function maildropMessages(connection: Connection, account: number, key: number | null = null): MaildropMessage[] {
  const rows = connection.all<Row>(
    `select m.key, m.uid, m.header_hash headerHash, m.content_hash contentHash, m.size_bytes sizeBytes, m.email, m.first_seen_ms firstSeenMs,
        m.failures, m.gone_since_ms goneSinceMs, e.id emailId, e.raw_blob_id rawBlobId
      from maildrop_message m left join email e on e.key = m.email where m.account = ? and (? is null or m.key = ?) order by m.key`,
    account,
    key,
    key,
  );
  return rows.map(({ email, goneSinceMs, ...row }) => ({
    ...row,
    state: email === null ? 'missing' : row.emailId === null ? 'destroyed' : row.rawBlobId === null ? 'header' : 'whole',
    isGone: goneSinceMs !== null,
  }));
}

/** See MaildropStore.incomplete. */
export function incompleteMaildropMessages(connection: Connection, account: number): { headersOnly: number; lost: number } {
  return connection.get<{ headersOnly: number; lost: number }>(
    `select count(*) headersOnly, count(m.gone_since_ms) lost from maildrop_message m indexed by maildrop_message_incomplete
      join email e on e.key = m.email where m.account = ? and m.content_hash is null and m.email is not null`,
    account,
  )!;
}
