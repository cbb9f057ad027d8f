import type { Connection } from '../sqlite/connection.ts';
import { isNotIndexed } from '../word-rows.ts';
import { unpackHead } from './email-head.ts';
import { textStateNumber } from './ingest.ts';
import { listFiles } from './list-files.ts';
import { keyBase, type Transaction } from './transaction.ts';
import { WordBook } from './word-book.ts';

type Account = { key: number; next_email: number; unindexed_from: number; unmoved_from: number | null };
type Row = { key: number; received_at_ms: number; word_row: number | null; subject: string | null; head: string };
/** About how many Emails wait, all accounts together, and whether there is anything left to do. */
export type WordsLeft = { waiting: number; isDone: boolean };

/**
 * Brings the headers of some Emails that wait into the full-text index, in the order in which they came; when none waits, moves some that an
 * earlier version put there to where they belong by date, and then notes senders and file names. What is done and what is left stands in the database, moved by this transaction
 * alone, so nothing is lost or done twice whenever the process ends.
 *
 * @param most Emails in this transaction
 */
export function indexWords(transaction: Transaction, most: number): WordsLeft {
  const accounts = transaction.connection.all<Account>(
    `select key, next_email, unindexed_from, unmoved_from from account
      where (unindexed_from < next_email or unmoved_from is not null) and is_removed = 0
      order by unindexed_from = next_email, next_email - unindexed_from`,
  );
  const [account] = accounts;
  if (account === undefined) return { waiting: 0, isDone: !listFiles(transaction, most) };
  const waiting = accounts.reduce((sum, each) => sum + each.next_email - each.unindexed_from, 0);
  if (account.unindexed_from === account.next_email) {
    moveEarlier(transaction, account, account.unmoved_from ?? 1, most);
    return { waiting, isDone: false };
  }
  const left = waiting - indexWaiting(transaction, account, most);
  return { waiting: left, isDone: false };
}

/** @returns by how much less waits */
function indexWaiting({ connection }: Transaction, account: Account, most: number): number {
  const base = keyBase(account.key);
  const rows = connection.all<Row>(
    `select key, received_at_ms, word_row, subject, head from email where key >= ? and key < ? and ${isNotIndexed} order by key limit ?`,
    base + account.unindexed_from,
    base + account.next_email,
    most,
  );
  const book = new WordBook(connection, account.key);
  for (const row of rows) book.put(row.word_row ?? placed(connection, book, row), wordsOf(row));
  book.close();
  const doneUntil = rows.length < most ? account.next_email : rows.at(-1)!.key - base + 1;
  connection.run('update account set unindexed_from = ? where key = ?', doneUntil, account.key);
  return doneUntil - account.unindexed_from;
}

/**
 * Rows that have the Email's key as their number. One with words of a body stays, since those stand nowhere else: a search puts it in its
 * place among the others, and it moves when its text is stored anew.
 */
function moveEarlier({ connection }: Transaction, account: Account, from: number, most: number): void {
  const base = keyBase(account.key);
  const rows = connection.all<Row>(
    'select key, received_at_ms, word_row, subject, head from email where key >= ? and key < ? and word_row = key and text_state <> ? order by key limit ?',
    base + from,
    base + account.next_email,
    textStateNumber('stored'),
    most,
  );
  const book = new WordBook(connection, account.key);
  for (const { key } of rows) book.remove(key);
  for (const row of rows) book.put(placed(connection, book, row), wordsOf(row));
  book.close();
  const next = rows.length < most ? null : rows.at(-1)!.key - base + 1;
  connection.run('update account set unmoved_from = ? where key = ?', next, account.key);
}

const wordsOf = ({ subject, head }: Row) => ({ subject, head: unpackHead(head), search: '' });

/** A row by date for an Email of an earlier version. */
function placed(connection: Connection, book: WordBook, { key, received_at_ms }: Row): number {
  const row = book.place(key, received_at_ms);
  connection.run('update email set word_row = ? where key = ?', row, key);
  return row;
}
