import { type AccountId, MailError } from '#lib/mail/index.ts';
import type { AccountShare, PeopleStore } from '../api.ts';
import { freshId } from './fresh-id.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** of one account */
const mostShares = 50;

/** See PeopleStore.shareAccount. */
export function shareAccount(
  transaction: Transaction,
  accountId: AccountId,
  { address, access, identities }: Parameters<PeopleStore['shareAccount']>[1],
): AccountShare {
  const { connection, nowMs } = transaction;
  const account = accountKey(connection, accountId);
  const known = connection.get<{ key: number }>('select key from account_share where account = ? and address = ?', account, address);
  const count = connection.get<{ n: number }>('select count(*) as n from account_share where account = ?', account)?.n ?? 0;
  if (!known && count >= mostShares)
    throw new MailError('too-many', 'no more shares of this account', { stage: 'store', code: 'SHARES', permanent: true });
  const key =
    known?.key ??
    connection.insert(
      'insert into account_share (id, account, address, access, created_at_ms) values (?, ?, ?, ?, ?)',
      ...[freshId('h'), account, address, access, nowMs],
    );
  connection.run('update account_share set access = ? where key = ?', access, key);
  connection.run('delete from account_share_identity where share = ?', key);
  for (const { protocol, host, port, login } of identities) {
    connection.run(
      'insert or ignore into account_share_identity (share, protocol, host, port, login) values (?, ?, ?, ?, ?)',
      ...[key, protocol, host.toLowerCase(), port, login],
    );
  }
  const row = connection.get<AccountShare>(
    'select id, address, access, created_at_ms as createdAtMs from account_share where key = ?',
    key,
  );
  if (!row) throw new MailError('internal', 'a share just made is not there', { stage: 'store' });
  return row;
}

/** See PeopleStore.unshareAccount. */
export function unshareAccount({ connection }: Transaction, accountId: AccountId, shareId: string): boolean {
  return connection.run('delete from account_share where id = ? and account = ?', shareId, accountKey(connection, accountId)) > 0;
}

/** Ends every share that a person has by a sign-in identity. */
export function forgetSharesWith({ connection }: Transaction, person: number): void {
  connection.run(
    `delete from account_share where key in (
      select i.share from sign_in_identity g
        join account_share_identity i on i.login = g.login collate nocase and i.protocol = g.protocol and i.host = g.host and i.port = g.port
        where g.person = ?)`,
    person,
  );
}
