import type { AccountId, ThreadId } from '#lib/mail/index.ts';
import { rethread } from './thread-decision.ts';
import type { Transaction } from './transaction.ts';
import { workOn } from './work-on.ts';

/** See EmailStore.rethread. */
export function rethreadEmails(transaction: Transaction, accountId: AccountId, threadId: ThreadId): ThreadId[] | null {
  const keys = workOn(transaction, accountId, (work) => {
    const row = work.connection.get<{ key: number }>(
      'select key from thread where id = ? and log is not null and key between ? and ?',
      threadId,
      work.firstKey,
      work.lastKey,
    );
    return row ? rethread(work, row.key) : new Set<number>();
  });
  if (keys === null) return null;
  // Ids are given when the work has settled.
  return [...keys]
    .map((key) => transaction.connection.get<{ id: ThreadId }>('select id from thread where key = ? and log is not null', key)?.id)
    .filter((id) => id !== undefined);
}
