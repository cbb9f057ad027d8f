import type { EmailAddress, IdentityId, ServerSettings } from '#lib/mail/index.ts';
import type { IdentityRecord, IdentityServer, SubmissionRecord } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';
import { queryBuilder as q } from '../sqlite/query-builder.ts';
import { type SubmissionRow, submissionOf } from '../submission-record.ts';
import { workingStates } from '../write/submissions.ts';

const addresses = (json: string | null): EmailAddress[] | null => (json === null ? null : (JSON.parse(json) as EmailAddress[]));

export function identityRecords(connection: Connection, account: number, ids: readonly string[] | null): IdentityRecord[] {
  const rows = connection.rows(q.selectFrom('identity').selectAll().where('account', '=', account).orderBy('key'));
  const first = rows[0]?.key;
  return rows
    .filter((row) => ids === null || ids.includes(row.id))
    .map((row) => ({
      id: row.id as IdentityId,
      name: row.name,
      email: row.email,
      replyTo: addresses(row.reply_to),
      bcc: addresses(row.bcc),
      textSignature: row.text_signature,
      htmlSignature: row.html_signature,
      // the one that came with the account stays (J21)
      mayDelete: row.key !== first,
    }));
}

export function identityServers(connection: Connection, account: number): IdentityServer[] {
  return connection
    .all<{ id: IdentityId; server: string; sealed: Uint8Array }>(
      'select i.id, s.server, s.sealed from identity i join identity_server s on s.identity = i.key where i.account = ?',
      account,
    )
    .map(({ id, server, sealed }) => ({ identityId: id, server: JSON.parse(server) as ServerSettings, sealed }));
}

export function submissionRecords(connection: Connection, account: number, ids: readonly string[] | null): SubmissionRecord[] {
  const rows = connection.all<SubmissionRow>('select * from submission where account = ? and log is not null order by key', account);
  return rows.filter((row) => ids === null || ids.includes(row.id)).map(submissionOf);
}

/** When `claimDue` has something to give: a release time, a retry, or the end of a dead worker's lease. */
export function submissionDueMs(connection: Connection, account: number): number | null {
  const row = connection.get<{ due: number | null }>(
    `select min(case when state in ('held', 'deferred', 'uncertain') then coalesce(next_attempt_at_ms, send_at_ms) else coalesce(lease_until_ms, 0) end) due
      from submission where account = ? and (state in ('held', 'deferred', ${workingStates.map((state) => `'${state}'`).join(', ')})
        or (state = 'uncertain' and next_attempt_at_ms is not null))`,
    account,
  );
  return row?.due ?? null;
}
