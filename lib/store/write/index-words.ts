import { unpackHead } from './email-head.ts';
import { indexEmail } from './ingest.ts';
import { keyBase, type Transaction } from './transaction.ts';

/**
 * Brings the headers of some Emails that wait into the full-text index, in the order in which they came. What is done and what waits stands in
 * the database, moved by this transaction alone, so nothing is lost or done twice whenever the process ends.
 *
 * @param most Emails in this transaction
 * @returns about how many still wait, all accounts together; 0 when none does
 */
export function indexWords({ connection }: Transaction, most: number): number {
  const accounts = connection.all<{ key: number; unindexed_from: number; next_email: number }>(
    'select key, unindexed_from, next_email from account where unindexed_from < next_email and is_removed = 0 order by next_email - unindexed_from',
  );
  const [account] = accounts;
  if (account === undefined) return 0;
  const base = keyBase(account.key);
  const rows = connection.all<{ key: number; subject: string | null; head: string }>(
    'select key, subject, head from email where key >= ? and key < ? and word_row is null order by key limit ?',
    base + account.unindexed_from,
    base + account.next_email,
    most,
  );
  for (const { key, subject, head } of rows) indexEmail(connection, key, subject, unpackHead(head), '');
  const doneUntil = rows.length < most ? account.next_email : rows.at(-1)!.key - base + 1;
  connection.run('update account set unindexed_from = ? where key = ?', doneUntil, account.key);
  return accounts.reduce((sum, each) => sum + each.next_email - each.unindexed_from, 0) - (doneUntil - account.unindexed_from);
}
