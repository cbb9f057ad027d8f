import type { AccountId, SubmissionId } from '#lib/mail/index.ts';
import type { DeliveryRecipient, Outcome, SendingDecision, SubmissionRecord, SubmissionState, SubmissionStore } from '../api.ts';
import { queryBuilder as q } from '../sqlite/query-builder.ts';
import { type SubmissionRow, submissionOf } from '../submission-record.ts';
import { ChangeLog } from './change-log.ts';
import { freshId } from './fresh-id.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** Nothing more happens to these by itself. */
const settled: readonly SubmissionState[] = ['done', 'failed', 'uncertain', 'canceled'];
/** Someone is at work on these; if the lease has run out, that someone died. */
const working: readonly SubmissionState[] = ['claimed', 'connecting', 'envelope', 'data', 'dot', 'accepted', 'filing'];

export type StoredSubmission = SubmissionRow & { key: number; log: number | null; lease_until_ms: number | null };

function load(transaction: Transaction, account: number, id: string): StoredSubmission | undefined {
  return transaction.connection.get<StoredSubmission>('select * from submission where account = ? and id = ?', account, id);
}

export function createSubmission(
  transaction: Transaction,
  accountId: AccountId,
  input: Parameters<SubmissionStore['create']>[1],
): SubmissionRecord {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const changes = new ChangeLog(transaction, account);
  const id = freshId('s');
  connection.execute(
    q.insertInto('submission').values({
      id,
      log: input.isHidden === true ? null : changes.created('EmailSubmission', id),
      account,
      identity_id: input.identityId,
      email_id: input.emailId,
      thread_id: input.threadId,
      envelope: JSON.stringify(input.envelope),
      send_at_ms: input.sendAtMs,
      created_at_ms: input.nowMs,
      state: 'held',
      recipients: JSON.stringify(input.recipients),
      raw_blob_id: input.rawBlobId,
      message_id: input.messageId,
      next_attempt_at_ms: input.sendAtMs,
      lease_until_ms: null,
      error: null,
    }),
  );
  changes.close();
  return submissionOf(load(transaction, account, id)!);
}

/** JMAP's undoStatus of a state (J11): only before the claim can it be taken back. */
const undoStatus = (state: SubmissionState): string => (state === 'held' ? 'pending' : state === 'canceled' ? 'canceled' : 'final');

/** The part of a record that JMAP shows; its state moves when this differs (J7). */
const shown = (row: SubmissionRow): string =>
  [
    undoStatus(row.state),
    row.recipients,
    row.reports,
    settled.includes(row.state) ? row.state : '',
    row.state === 'deferred' ? 'deferred' : '',
  ].join(' ');

export function changeSubmission(transaction: Transaction, account: number, row: StoredSubmission, patch: Partial<StoredSubmission>): void {
  const next = { ...row, ...patch };
  transaction.connection.run(
    'update submission set state = ?, recipients = ?, attempts = ?, next_attempt_at_ms = ?, lease_until_ms = ?, error = ?, reports = ? where key = ?',
    next.state,
    next.recipients,
    next.attempts,
    next.next_attempt_at_ms,
    next.lease_until_ms,
    next.error,
    next.reports,
    row.key,
  );
  if (shown(row) === shown(next) || row.log === null) return;
  const changes = new ChangeLog(transaction, account);
  changes.updated('EmailSubmission', row.log);
  changes.close();
}

export function cancelSubmission(transaction: Transaction, accountId: AccountId, id: SubmissionId): Outcome<null> {
  const account = accountKey(transaction.connection, accountId);
  const row = load(transaction, account, id);
  if (!row || row.log === null) return { ok: false, refusal: { kind: 'not-found' } };
  if (row.state === 'canceled') return { ok: true, value: null };
  if (row.state !== 'held') return { ok: false, refusal: { kind: 'cannot-unsend' } };
  changeSubmission(transaction, account, row, { state: 'canceled', next_attempt_at_ms: null });
  return { ok: true, value: null };
}

/** See SubmissionStore.steer. */
export function steerSubmission(
  transaction: Transaction,
  accountId: AccountId,
  id: SubmissionId,
  decision: SendingDecision,
  nowMs: number,
): Outcome<null> {
  const account = accountKey(transaction.connection, accountId);
  const row = load(transaction, account, id);
  if (!row || row.log === null) return { ok: false, refusal: { kind: 'not-found' } };
  const patch = steered(row, decision, nowMs);
  if (patch === null) return { ok: false, refusal: { kind: 'cannot-unsend' } };
  changeSubmission(transaction, account, row, patch);
  return { ok: true, value: null };
}

/** null = not in this state */
function steered(row: StoredSubmission, decision: SendingDecision, nowMs: number): Partial<StoredSubmission> | null {
  const { state } = row;
  const recipients = (from: DeliveryRecipient['state'], to: DeliveryRecipient['state']): string =>
    JSON.stringify((JSON.parse(row.recipients) as DeliveryRecipient[]).map((one) => (one.state === from ? { ...one, state: to } : one)));
  if (decision === 'now' && (state === 'held' || state === 'deferred')) return { next_attempt_at_ms: nowMs };
  if (decision === 'now' && state === 'failed')
    return { state: 'deferred', recipients: recipients('refused', 'waiting'), next_attempt_at_ms: nowMs, error: null };
  if (decision === 'again' && state === 'uncertain') return { state: 'deferred', next_attempt_at_ms: nowMs, error: null };
  if (decision === 'sent' && state === 'uncertain')
    return { state: 'done', recipients: recipients('waiting', 'accepted'), next_attempt_at_ms: null };
  if (decision === 'stop' && state === 'held') return { state: 'canceled', next_attempt_at_ms: null };
  if (decision === 'stop' && state === 'deferred')
    return { state: 'failed', recipients: recipients('waiting', 'refused'), next_attempt_at_ms: null };
  return null;
}

/** J10: the record goes, a pending send stays: its row is only hidden until it has come to an end. */
export function destroySubmission(transaction: Transaction, accountId: AccountId, id: SubmissionId): Outcome<null> {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const row = load(transaction, account, id);
  if (!row || row.log === null) return { ok: false, refusal: { kind: 'not-found' } };
  const changes = new ChangeLog(transaction, account);
  changes.destroyed('EmailSubmission', row.log);
  changes.close();
  if (settled.includes(row.state)) connection.run('delete from submission where key = ?', row.key);
  else connection.run('update submission set log = null where key = ?', row.key);
  return { ok: true, value: null };
}

export function claimSubmission(transaction: Transaction, accountId: AccountId, nowMs: number, leaseMs: number): SubmissionRecord | null {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const row = connection.get<StoredSubmission>(
    `select * from submission where account = ?1 and ((state in ('held', 'deferred') and coalesce(next_attempt_at_ms, send_at_ms) <= ?2)
      or (state = 'uncertain' and next_attempt_at_ms <= ?2)
      or (state in (${working.map((state) => `'${state}'`).join(', ')}) and coalesce(lease_until_ms, 0) <= ?2))
      order by coalesce(next_attempt_at_ms, send_at_ms), key limit 1`,
    account,
    nowMs,
  );
  if (!row) return null;
  // After a crash the state tells what may have happened (S4), so it is handed over as it was.
  const isFresh = row.state === 'held' || row.state === 'deferred';
  changeSubmission(transaction, account, row, { state: isFresh ? 'claimed' : row.state, lease_until_ms: nowMs + leaseMs });
  return submissionOf({ ...row, state: isFresh ? 'claimed' : row.state });
}

export function setSubmissionState(
  transaction: Transaction,
  accountId: AccountId,
  id: SubmissionId,
  patch: Parameters<SubmissionStore['setState']>[2],
): void {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const row = load(transaction, account, id);
  if (!row) return;
  if (row.log === null && settled.includes(patch.state)) {
    connection.run('delete from submission where key = ?', row.key);
    return;
  }
  changeSubmission(transaction, account, row, {
    state: patch.state,
    recipients: patch.recipients === undefined ? row.recipients : JSON.stringify(patch.recipients),
    attempts: row.attempts + (patch.countAttempt ? 1 : 0),
    next_attempt_at_ms: patch.nextAttemptAtMs === undefined ? row.next_attempt_at_ms : patch.nextAttemptAtMs,
    lease_until_ms: patch.leaseUntilMs ?? row.lease_until_ms,
    error: patch.error === undefined ? row.error : patch.error === null ? null : JSON.stringify(patch.error),
  });
}

/** See SubmissionStore.abandonLeases. */
export function abandonLeases(transaction: Transaction, accountId: AccountId): void {
  const account = accountKey(transaction.connection, accountId);
  transaction.connection.run('update submission set lease_until_ms = null where account = ?', account);
}

export const workingStates = working;
