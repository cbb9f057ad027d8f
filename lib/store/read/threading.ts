import type { EmailId, ThreadRule } from '#lib/mail/index.ts';
import type { Connection } from '../sqlite/connection.ts';
import { midBytes, midHash, ownHash } from '../write/hash-id.ts';
import { keyEnd } from '../write/transaction.ts';

/** See EmailStore.threading. */
export function accountThreading(connection: Connection, account: number): { rule: ThreadRule; waiting: number } {
  const { rule } = connection.get<{ rule: ThreadRule }>('select thread_rule rule from account where key = ?', account)!;
  const state = connection.get<{ is_cleared: number; next_key: number; end_key: number }>(
    'select is_cleared, next_key, end_key from regrouping where account = ?',
    account,
  );
  if (state === undefined) return { rule, waiting: 0 };
  const emails = connection.get<{ n: number }>(
    'select count(*) n from email where key >= ? and key < ?',
    state.is_cleared === 0 ? account * 0x1_0000_0000 : state.next_key,
    state.is_cleared === 0 ? keyEnd(account) : state.end_key,
  )!.n;
  // The last step is still to come when no Email is left.
  return { rule, waiting: Math.max(1, emails) };
}

/** See EmailStore.currentThread. Merges leave a redirect from the old thread to the new one. */
export function currentThreadId(connection: Connection, account: number, threadId: string): string | null {
  const old = connection.get<{ key: number; log: number | null }>(
    'select key, log from thread where id = ? and key between ? and ?',
    threadId,
    account * 0x1_0000_0000,
    keyEnd(account),
  );
  if (old === undefined) return null;
  if (old.log !== null) return threadId;
  const key = redirected(connection, old.key);
  return connection.get<{ id: string }>('select id from thread where key = ? and log is not null', key)?.id ?? null;
}

function redirected(connection: Connection, thread: number): number {
  let key = thread;
  for (;;) {
    const next = connection.get<{ new: number }>('select new from thread_redirect where old = ?', key);
    if (next === undefined) return key;
    key = next.new;
  }
}

/** See EmailStore.byMessageId. */
export function emailsByMessageId(connection: Connection, account: number, messageId: string, limit: number): EmailId[] {
  const known = connection.get<{ thread: number | null }>(
    'select thread from mid where account = ?1 and hash = ?2 union all select thread from mid_fresh where account = ?1 and hash = ?2',
    account,
    midBytes(midHash(messageId)),
  );
  if (known?.thread == null) return [];
  return connection
    .all<{ id: EmailId }>(
      'select id from email where thread = ? and own_hash = ? and log is not null limit ?',
      redirected(connection, known.thread),
      ownHash({ messageId, sizeBytes: 0, receivedAtMs: 0, subject: null, author: null }),
      limit,
    )
    .map(({ id }) => id);
}
