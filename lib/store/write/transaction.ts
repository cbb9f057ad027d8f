import { type AccountId, MailError } from '#lib/mail/index.ts';
import type { CommitEvent, ToldType } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

/** What an operation works with: the writer's connection inside an open transaction, one clock reading, and the states it moved. */
export type Transaction = {
  readonly connection: Connection;
  readonly nowMs: number;
  readonly moved: Map<AccountId, Partial<Record<ToldType, string>>>;
};

export function newTransaction(connection: Connection, nowMs: number): Transaction {
  return { connection, nowMs, moved: new Map() };
}

export function commitsOf(transaction: Transaction): CommitEvent[] {
  return [...transaction.moved]
    .filter(([, states]) => Object.keys(states).length > 0)
    .map(([accountId, states]) => ({ accountId, states }));
}

/** Integer key of a live account. @throws MailError 'not-found' */
export function accountKey(connection: Connection, accountId: AccountId): number {
  const row = connection.get<{ key: number }>('select key from account where id = ? and is_removed = 0', accountId);
  if (!row) throw new MailError('not-found', 'no such account', { stage: 'store', code: 'ACCOUNT' });
  return row.key;
}

/** Keys of an account's Emails and Threads: `account key × 2^32 + number`. */
export const keyBase = (account: number): number => account * 0x1_0000_0000;
export const keyEnd = (account: number): number => (account + 1) * 0x1_0000_0000 - 1;
