import { stateTypes } from '../api.ts';
import type { Transaction } from './transaction.ts';

/** What one step may take on; a step is one short transaction, so that nobody waits for it noticeably. */
const rowsInStep = 500;
const partsInStep = 50;
const pagesInStep = 64;

const dayMs = 24 * 60 * 60_000;
/** `/changes` answers from any state of the last 30 days. */
export const changesKeptMs = 30 * dayMs;

/**
 * Forgets what was destroyed longer ago than the log has to reach back. What exists keeps its row.
 *
 * @returns true when there is more to do
 */
export function trimChanges({ connection, nowMs }: Transaction): boolean {
  const marks = connection.all<{ account: number; at_ms: number; numbers: string }>(
    `select m.account, m.at_ms, m.numbers from change_mark m
      where m.at_ms = (select max(at_ms) from change_mark x where x.account = m.account and x.at_ms <= ?)`,
    nowMs - changesKeptMs,
  );
  for (const { account, at_ms, numbers } of marks) {
    for (const [type, n] of (JSON.parse(numbers) as number[]).entries()) {
      if (type >= stateTypes.length) break;
      const gone = connection.run(
        `delete from change where key in (select key from change where account = ? and type = ? and n <= ? and is_destroyed = 1 limit ?)`,
        account,
        type,
        n,
        rowsInStep,
      );
      if (gone === 0) continue;
      connection.run(
        'insert into change_floor (account, type, n) values (?, ?, ?) on conflict (account, type) do update set n = max(n, excluded.n)',
        account,
        type,
        n,
      );
      return true;
    }
    connection.run('delete from change_mark where account = ? and at_ms < ?', account, at_ms);
  }
  return false;
}

/** Notes that cached parts were used, as `[email key, part]`. */
export function touchParts({ connection, nowMs }: Transaction, parts: [email: number, partId: string][]): void {
  for (const [email, partId] of parts)
    connection.run('update cached_part set used_at_ms = ? where email = ? and part_id = ?', nowMs, email, partId);
}

/**
 * Drops the cached parts that were not used for longest, down to the limit. They can be fetched again; octets that are only here (uploads,
 * own mail, what a submission sends) are blobs, not cached parts.
 *
 * @returns true when there is more to do
 */
export function evictParts({ connection }: Transaction, limitBytes: number): boolean {
  const held = connection.get<{ n: number }>('select coalesce(sum(size_bytes), 0) n from cached_part')!.n;
  let excess = held - limitBytes;
  if (excess <= 0) return false;
  const oldest = connection.all<{ rowid: number; size_bytes: number }>(
    'select rowid, size_bytes from cached_part order by used_at_ms limit ?',
    partsInStep,
  );
  for (const { rowid, size_bytes } of oldest) {
    if (excess <= 0) return false;
    connection.run('delete from cached_part where rowid = ?', rowid);
    excess -= size_bytes;
  }
  return excess > 0;
}

/**
 * Joins some of the pieces that the full-text index is made of: each batch of a fill leaves one.
 *
 * @returns true when there is more to do
 * @see https://sqlite.org/fts5.html §6.8 (merge)
 */
export function mergeIndex({ connection }: Transaction): boolean {
  const total = () => connection.get<{ n: number }>('select total_changes() n')!.n;
  const before = total();
  connection.run("insert into email_fts (email_fts, rank) values ('merge', ?)", pagesInStep);
  // As documented: fewer than two changes mean that nothing was left to merge.
  return total() - before >= 2;
}
