import type { AccountId, Vacation } from '#lib/mail/index.ts';
import type { Connection } from '../sqlite/connection.ts';
import { noteEvent } from './account-event.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** Key of the account, whose row is there afterwards. */
function rowOf(connection: Connection, accountId: AccountId): number {
  const account = accountKey(connection, accountId);
  connection.run('insert or ignore into vacation (account) values (?)', account);
  return account;
}

/** See VacationStore. */
export function noteVacationService({ connection }: Transaction, accountId: AccountId, service: 'yes' | 'no', nowMs: number): void {
  connection.run('update vacation set service = ?, checked_at_ms = ? where account = ?', service, nowMs, rowOf(connection, accountId));
}

export function setVacation({ connection, nowMs }: Transaction, accountId: AccountId, vacation: Vacation): void {
  connection.run(
    `update vacation set shown = ?, version = version + 1, is_pending = 1, attempts = 0, pending_since_ms = ?, next_attempt_at_ms = null
      where account = ?`,
    JSON.stringify(vacation),
    nowMs,
    rowOf(connection, accountId),
  );
}

export function agreeVacation({ connection }: Transaction, accountId: AccountId, version: number, vacation: Vacation): void {
  const account = rowOf(connection, accountId);
  const agreed = JSON.stringify(vacation);
  connection.run('update vacation set agreed = ? where account = ?', agreed, account);
  connection.run(
    'update vacation set shown = ?, is_pending = 0, attempts = 0, next_attempt_at_ms = null where account = ? and version = ?',
    agreed,
    account,
    version,
  );
}

export function deferVacation({ connection }: Transaction, accountId: AccountId, version: number, untilMs: number): void {
  connection.run(
    'update vacation set attempts = attempts + 1, next_attempt_at_ms = ? where account = ? and version = ?',
    untilMs,
    accountKey(connection, accountId),
    version,
  );
}

export function undoVacation(
  { connection, nowMs }: Transaction,
  accountId: AccountId,
  version: number,
  reason: { kind: string; serverText: string | null },
): void {
  const account = accountKey(connection, accountId);
  const row = connection.get('select 1 from vacation where account = ? and version = ? and is_pending = 1', account, version);
  if (row === undefined) return;
  connection.run('update vacation set shown = agreed, is_pending = 0, attempts = 0, next_attempt_at_ms = null where account = ?', account);
  noteEvent(connection, account, nowMs, { kind: `vacation:${reason.kind}`, serverText: reason.serverText });
}
