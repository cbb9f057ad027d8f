import type { AccountId, ThreadRule } from '#lib/mail/index.ts';
import { hubSubjects } from '#lib/thread/index.ts';
import { shownMailboxes } from './email-unit.ts';
import { gatherFreshMids } from './mid-book.ts';
import { type ThreadedRow, traitsOf } from './thread-decision.ts';
import { placeInThread } from './threading.ts';
import { accountKey, type Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

type Regrouping = { is_cleared: number; is_due_again: number; next_key: number; end_key: number };

/** Rows of ids forgotten at once; they are small. */
const clearedAtOnce = 5_000;

/** See EmailStore.setThreadRule. */
export function setThreadRule(transaction: Transaction, accountId: AccountId, rule: ThreadRule): boolean {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  if (connection.run('update account set thread_rule = ? where key = ? and thread_rule <> ?', rule, account, rule) === 0) return false;
  connection.run('insert or replace into regrouping (account) values (?)', account);
  return true;
}

/** See EmailStore.regroup. */
export function regroupEmails(transaction: Transaction, accountId: AccountId, most: number): void {
  workOn(transaction, accountId, (work) => {
    const state = work.connection.get<Regrouping>(
      'select is_cleared, is_due_again, next_key, end_key from regrouping where account = ?',
      work.account,
    );
    if (state === undefined) return;
    if (state.is_cleared === 0) clear(work);
    else walk(work, state, most);
  });
}

/**
 * Forgets where ids lead. Of ids that many subjects cite the row stays, without a thread: that such an id is a hub, or that its message is
 * here, must be known before the first message that cites it finds its thread again; else half of a large thread would be regrouped at once.
 */
function clear(work: Work): void {
  const { connection, account } = work;
  gatherFreshMids(connection, account);
  const steps: [string, ...number[]][] = [
    [
      `delete from citation where (account, hash, subject) in (select c.account, c.hash, c.subject from citation c
        join mid m on m.account = c.account and m.hash = c.hash where c.account = ? and m.subjects <= ? limit ?)`,
      account,
      hubSubjects,
      clearedAtOnce,
    ],
    [
      'delete from mid where (account, hash) in (select account, hash from mid where account = ? and subjects <= ? limit ?)',
      account,
      hubSubjects,
      clearedAtOnce,
    ],
    [
      'delete from hub_thread where (account, hash, thread) in (select account, hash, thread from hub_thread where account = ? limit ?)',
      account,
      clearedAtOnce,
    ],
    [
      `delete from thread_server_id where (account, server_thread_id) in
        (select account, server_thread_id from thread_server_id where account = ? limit ?)`,
      account,
      clearedAtOnce,
    ],
  ];
  for (const [sql, ...values] of steps) if (connection.run(sql, ...values) >= clearedAtOnce) return;
  connection.run('update mid set thread = null where account = ?', account);
  connection.run(
    'update regrouping set is_cleared = 1, next_key = ?, end_key = ? where account = ?',
    work.firstKey,
    work.firstKey + connection.get<{ n: number }>('select next_email n from account where key = ?', account)!.n,
    account,
  );
}

type Row = ThreadedRow & { server_thread_id: string | null };

/** The next Emails find their thread again. An Email stays in its thread when that belongs to nobody who has found one already. */
function walk(work: Work, state: Regrouping, most: number): void {
  const { connection } = work;
  const rows = connection.all<Row>(
    `select key, thread, received_at_ms, sent_at_ms, subject, is_joiner, head, server_thread_id from email where key >= ? and key < ?
      order by key limit ?`,
    state.next_key,
    state.end_key,
    most,
  );
  const taken = new Set<number>();
  const isTaken = (thread: number): boolean =>
    taken.has(thread) ||
    connection.get('select 1 from email where thread = ? and (key < ? or key >= ?) limit 1', thread, state.next_key, state.end_key) !==
      undefined;
  for (const row of rows) {
    const unit = work.unit(row.key);
    // A destroyed Email that still waits for its EXPUNGE holds nothing together any more.
    if (unit === null || shownMailboxes(unit).length === 0) continue;
    work.walk = { key: row.key, endKey: state.end_key };
    unit.thread = placeInThread(
      work,
      { serverThreadId: row.server_thread_id },
      traitsOf(row, work.packs.read(unit)),
      isTaken(unit.thread) ? null : unit.thread,
    );
    taken.add(unit.thread);
  }
  const last = rows.at(-1);
  if (last !== undefined && rows.length === most) {
    connection.run('update regrouping set next_key = ? where account = ?', last.key + 1, work.account);
    return;
  }
  connection.run('delete from regrouping where account = ?', work.account);
  if (state.is_due_again === 1) connection.run('insert into regrouping (account) values (?)', work.account);
}
