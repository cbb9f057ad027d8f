import type { AccountId, ThreadId } from '#lib/mail/index.ts';
import { rethread } from './thread-decision.ts';
import type { Transaction } from './transaction.ts';
import { workOn } from './work-on.ts';

/** See EmailStore.rethread. */
export function rethreadEmails(transaction: Transaction, accountId: AccountId, threadId: ThreadId): void {
  workOn(transaction, accountId, (work) => {
    const row = work.connection.get<{ key: number }>(
      'select key from thread where id = ? and key between ? and ?',
      threadId,
      work.firstKey,
      work.lastKey,
    );
    if (row) rethread(work, row.key);
  });
}
