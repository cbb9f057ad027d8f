import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { noVacation, type Vacation } from '#lib/mail/index.ts';
import type { VacationRow } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

type Row = {
  service: VacationRow['service'];
  checked_at_ms: number | null;
  shown: string | null;
  version: number;
  is_pending: number;
  attempts: number;
  pending_since_ms: number | null;
  next_attempt_at_ms: number | null;
};

export function vacationOf(connection: Connection, account: number): VacationRow {
  const row = connection.get<Row>('select * from vacation where account = ?', account);
  return {
    service: row?.service ?? 'unknown',
    checkedAtMs: row?.checked_at_ms ?? null,
    shown: row?.shown == null ? noVacation : (JSON.parse(row.shown) as Vacation),
    version: row?.version ?? 0,
    isPending: row?.is_pending === 1,
    attempts: row?.attempts ?? 0,
    pendingSinceMs: row?.pending_since_ms ?? null,
    nextAttemptAtMs: row?.next_attempt_at_ms ?? null,
  };
}

export function accountsWithVacations(connection: Connection, personId: PersonId): AccountId[] {
  return connection
    .all<{ id: AccountId }>(
      `select a.id from account_access x join account a on a.key = x.account join vacation v on v.account = a.key
        where x.person = (select key from person where id = ?) and v.service = 'yes'`,
      personId,
    )
    .map(({ id }) => id);
}
