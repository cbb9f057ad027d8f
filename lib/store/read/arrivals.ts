import type { EmailId } from '#lib/mail/index.ts';
import type { Connection } from '../sqlite/connection.ts';
import { keyBase, keyEnd } from '../write/transaction.ts';

/** Rows looked at in one go. */
const atOnce = 1_000;
/** Clocks of servers may be late. */
const clockSlackMs = 24 * 60 * 60_000;

/** See SubmissionStore.arrivals. Keys of Emails grow in the order in which they came here. */
export function arrivalsOf(connection: Connection, account: number): { emailIds: EmailId[]; readTo: number } | null {
  const { before } = connection.get<{ before: number }>('select reports_read_to before from account where key = ?', account)!;
  const range = [Math.max(before, keyBase(account)), keyEnd(account)] as const;
  const first = connection.get<{ ms: number | null }>(
    'select min(created_at_ms) ms from submission where account = ? and log is not null',
    account,
  );
  if (first?.ms == null) {
    const last = connection.get<{ key: number | null }>('select max(key) key from email where key > ? and key <= ?', ...range);
    return last?.key == null ? null : { emailIds: [], readTo: last.key };
  }
  const rows = connection.all<{ key: number; id: EmailId; received_at_ms: number; log: number | null }>(
    'select key, id, received_at_ms, log from email where key > ? and key <= ? order by key limit ?',
    ...range,
    atOnce,
  );
  const sinceMs = first.ms - clockSlackMs;
  const emailIds = rows.filter(({ received_at_ms, log }) => log !== null && received_at_ms >= sinceMs).map(({ id }) => id);
  const readTo = rows.at(-1)?.key;
  return readTo === undefined ? null : { emailIds, readTo };
}
