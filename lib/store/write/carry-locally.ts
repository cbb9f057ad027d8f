import type { AccountId } from '#lib/mail/index.ts';
import type { Intent } from '../api.ts';
import { confirmIntents, nextBatch } from './carry-intents.ts';
import { nextLocalUid } from './maildrops.ts';
import { accountKey, type Transaction } from './transaction.ts';
import { Work } from './work.ts';

const batchSize = 200;
/** Others want to write too. */
const batchesAtOnce = 10;

/**
 * See MaildropStore.carryLocally. The queue is that of an account with a server, so order, joining and taking back are the same; what is
 * different is that every intent is done by being looked at.
 */
export function carryLocally(transaction: Transaction, accountId: AccountId, nowMs: number): number {
  const account = accountKey(transaction.connection, accountId);
  let carried = 0;
  for (let batch = 0; batch < batchesAtOnce; batch += 1) {
    const intents = nextBatch(transaction, accountId, nowMs, batchSize);
    if (intents.length === 0) break;
    const work = new Work(transaction, account);
    confirmIntents(
      transaction,
      intents.map((intent) => ({ intentId: intent.id, landed: landingOf(work, intent) })),
    );
    carried += intents.length;
  }
  // A mailbox that was created is complete: nobody else puts anything into it.
  if (carried > 0) transaction.connection.run('update mailbox set is_filled = 1 where account = ? and is_filled = 0', account);
  return carried;
}

function landingOf(work: Work, { work: intent }: Intent): { uidValidity: number; uid: number } | null {
  if (intent.kind !== 'move' && intent.kind !== 'copy' && intent.kind !== 'append') return null;
  const mailbox = work.mailboxOfId(intent.to.mailboxId);
  return mailbox === null ? null : nextLocalUid(work, mailbox.key);
}
