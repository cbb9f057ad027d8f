import type { AccountId, Keyword, MailboxId } from '#lib/mail/index.ts';
import type { TagLook } from '../api.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** See TagStore.put. */
export function putTag(transaction: Transaction, accountId: AccountId, keyword: Keyword, look: TagLook): void {
  const { connection } = transaction;
  connection.run(
    `insert into tag (account, keyword, name, colour, sort_order, is_hidden) values (?, ?, ?, ?, ?, ?)
      on conflict (account, keyword) do update set name = excluded.name, colour = excluded.colour, sort_order = excluded.sort_order,
        is_hidden = excluded.is_hidden`,
    accountKey(connection, accountId),
    keyword,
    look.name,
    look.colour,
    look.sortOrder,
    look.isHidden ? 1 : 0,
  );
}

/** See TagStore.forget. */
export function forgetTag(transaction: Transaction, accountId: AccountId, keyword: Keyword): void {
  transaction.connection.run(
    'update tag set name = null, colour = null, sort_order = null, is_hidden = 0 where account = ? and keyword = ?',
    accountKey(transaction.connection, accountId),
    keyword,
  );
}

/** See TagStore.noteKept. */
export function noteKeptKeywords(
  transaction: Transaction,
  accountId: AccountId,
  mailboxId: MailboxId,
  kept: readonly Keyword[],
  unkept: readonly Keyword[],
): void {
  const { connection } = transaction;
  const mailbox = connection.get<{ key: number }>(
    'select key from mailbox where account = ? and id = ?',
    accountKey(connection, accountId),
    mailboxId,
  );
  if (!mailbox) return;
  for (const keyword of kept) connection.run('delete from unkept_keyword where mailbox = ? and keyword = ?', mailbox.key, keyword);
  for (const keyword of unkept)
    connection.run('insert or ignore into unkept_keyword (mailbox, keyword) values (?, ?)', mailbox.key, keyword);
}
