import { leavePack } from './pack-writer.ts';
import { keyBase, keyEnd, type Transaction } from './transaction.ts';

/** Rows taken in one transaction. */
const rowsAtOnce = 1000;

/** Erases a part of a removed account. @returns false when nothing of any removed account is left */
export function purgeRemoved(transaction: Transaction): boolean {
  const { connection } = transaction;
  const account = connection.get<{ key: number; person: number }>(
    'select key, person from account where is_removed = 1 order by key limit 1',
  );
  if (!account) return false;
  const emails = connection.all<{ key: number; pack: number }>(
    'select key, pack from email where key between ? and ? limit ?',
    keyBase(account.key),
    keyEnd(account.key),
    rowsAtOnce,
  );
  if (emails.length > 0) {
    for (const { key, pack } of emails) {
      leavePack(connection, pack);
      for (const table of ['keyword', 'cached_part', 'location']) connection.run(`delete from ${table} where email = ?`, key);
      connection.run('delete from email_fts where rowid = (select word_row from email where key = ?)', key);
      connection.run('delete from email where key = ?', key);
    }
    return true;
  }
  const from = keyBase(account.key);
  const to = keyEnd(account.key);
  const steps: [string, ...number[]][] = [
    [
      `delete from membership where (mailbox, received_desc, email_id) in (select s.mailbox, s.received_desc, s.email_id
        from mailbox m join membership s on s.mailbox = m.key where m.account = ? limit ?)`,
      account.key,
      rowsAtOnce,
    ],
    [
      'delete from thread_mailbox where (thread, mailbox) in (select thread, mailbox from thread_mailbox where thread between ? and ? limit ?)',
      from,
      to,
      rowsAtOnce,
    ],
    ['delete from thread where key in (select key from thread where key between ? and ? limit ?)', from, to, rowsAtOnce],
    ['delete from thread_redirect where old in (select old from thread_redirect where old between ? and ? limit ?)', from, to, rowsAtOnce],
    ['delete from mid where (account, hash) in (select account, hash from mid where account = ? limit ?)', account.key, rowsAtOnce],
    ['delete from mid_fresh where account = ?', account.key],
    [
      'delete from citation where (account, hash, subject) in (select account, hash, subject from citation where account = ? limit ?)',
      account.key,
      rowsAtOnce,
    ],
    ['delete from thread_server_id where account = ?', account.key],
    ['delete from hub_thread where account = ?', account.key],
    ['delete from change where key in (select key from change where account = ? limit ?)', account.key, rowsAtOnce],
  ];
  for (const [sql, ...values] of steps) if (connection.run(sql, ...values) >= rowsAtOnce) return true;
  // Children of the account go by foreign key.
  connection.run('delete from account where key = ?', account.key);
  if (!connection.get('select 1 from account where person = ?', account.person))
    connection.run('delete from person where key = ?', account.person);
  return true;
}
