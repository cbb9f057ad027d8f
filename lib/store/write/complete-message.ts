import type { AccountId, BlobId, EmailId } from '#lib/mail/index.ts';
import { recordBlob } from './blob-rows.ts';
import { storeText } from './sync-facts.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** See MaildropStore.complete. */
export function completeMaildropMessage(
  transaction: Transaction,
  accountId: AccountId,
  key: number,
  raw: { blobId: BlobId; sizeBytes: number },
  text: { search: string; preview: string },
): void {
  const { connection } = transaction;
  const email = connection.get<{ key: number; id: EmailId }>(
    'select e.key, e.id from maildrop_message m join email e on e.key = m.email where m.key = ? and m.account = ?',
    key,
    accountKey(connection, accountId),
  );
  // Destroyed while it was on its way.
  if (!email) return;
  recordBlob(transaction, accountId, raw.blobId, raw.sizeBytes, 'message/rfc822');
  connection.run('update email set raw_blob_id = ? where key = ?', raw.blobId, email.key);
  connection.run('update maildrop_message set content_hash = ? where key = ?', raw.blobId, key);
  storeText(transaction, accountId, [{ emailId: email.id, ...text, parts: [] }]);
}
