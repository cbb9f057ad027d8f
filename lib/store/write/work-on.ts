import type { AccountId } from '#lib/mail/index.ts';
import { settleEmails } from './settle-emails.ts';
import { accountKey, type Transaction } from './transaction.ts';
import { Work } from './work.ts';

/** Runs one account's part of an operation and settles it. @throws MailError 'not-found' */
export function workOn<Value>(transaction: Transaction, accountId: AccountId, body: (work: Work) => Value): Value {
  const work = new Work(transaction, accountKey(transaction.connection, accountId));
  const value = body(work);
  settleWork(work);
  return value;
}

/** Writes everything that follows from the changes and notes the moved states. */
export function settleWork(work: Work): void {
  settleEmails(work);
  work.close();
}
