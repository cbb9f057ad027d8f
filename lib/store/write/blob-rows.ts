import type { AccountId, BlobId } from '#lib/mail/index.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** Rows of octets that lie in their file already. */
export function recordBlob(transaction: Transaction, accountId: AccountId, blobId: BlobId, sizeBytes: number, type: string): void {
  const { connection, nowMs } = transaction;
  const account = accountKey(connection, accountId);
  connection.run('insert or ignore into blob (id, size_bytes) values (?, ?)', blobId, sizeBytes);
  connection.run(
    `insert into account_blob (account, blob_id, type, created_at_ms) values (?, ?, ?, ?)
      on conflict (account, blob_id) do update set type = excluded.type, created_at_ms = excluded.created_at_ms`,
    account,
    blobId,
    type,
    nowMs,
  );
}

/**
 * Forgets uploads that nothing needs: no Email, no submission, no grace period.
 *
 * @returns how many were forgotten, and octets that no account has any more: their files may be deleted
 */
export function forgetBlobs(transaction: Transaction, createdBeforeMs: number): { forgotten: number; orphans: string[] } {
  const { connection, nowMs } = transaction;
  const forgotten = connection.run(
    `delete from account_blob where created_at_ms < ? and coalesce(keep_until_ms, 0) < ?
      and not exists (select 1 from email where raw_blob_id = blob_id and key between account * 4294967296 and account * 4294967296 + 4294967295)
      and not exists (select 1 from submission s where s.raw_blob_id = account_blob.blob_id and s.account = account_blob.account)`,
    createdBeforeMs,
    nowMs,
  );
  const orphans = connection
    .all<{ id: string }>('select id from blob where not exists (select 1 from account_blob where blob_id = blob.id)')
    .map(({ id }) => id);
  for (const id of orphans) connection.run('delete from blob where id = ?', id);
  return { forgotten, orphans };
}
