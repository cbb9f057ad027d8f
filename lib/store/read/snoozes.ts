import type { EmailId } from '#lib/mail/index.ts';
import type { SnoozeRecord } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

/** `$seen` in `email.flags`: what was read since it came back is on top of nothing any more. */
const seenBit = 1;

type Row = { id: EmailId; until_ms: number; back_at_ms: number | null };

/** See SnoozeStore.list. */
export function snoozeRecords(connection: Connection, account: number): SnoozeRecord[] {
  return connection
    .all<Row>(
      `select e.id, s.until_ms, s.back_at_ms from snooze s join email e on e.key = s.email
        where s.account = ? and e.log is not null and (s.back_at_ms is null or e.flags & ${seenBit} = 0) order by s.until_ms, e.id`,
      account,
    )
    .map(({ id, until_ms, back_at_ms }) => ({ emailId: id, untilMs: until_ms, backAtMs: back_at_ms }));
}

/** See SnoozeStore.nextDueMs. */
export const snoozeDueMs = (connection: Connection, account: number): number | null =>
  connection.get<{ at: number | null }>('select min(until_ms) at from snooze where account = ? and back_at_ms is null', account)?.at ??
  null;
