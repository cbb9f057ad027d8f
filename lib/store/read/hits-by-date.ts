import { sql } from 'kysely';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import type { Connection, SqlValue } from '../sqlite/connection.ts';
import { queryBuilder } from '../sqlite/query-builder.ts';
import { firstWordRow, lastSecond, lastWordRow, secondOf, secondOfRow } from '../word-rows.ts';
import { type Condition, looseHits, type Scope, type Words } from './filter-sql.ts';

export type Hit = { id: EmailId; thread: number };
type Row = Hit & { receivedAtMs: number; row: number };

/**
 * Emails that match, newest first, read only as far as they are asked for: rows of the full-text index stand by date. An Email stands up to
 * the account's drift away from its second, so each is held back until all that may come before it have been read; the ones that are not in
 * order (waiting, or from an earlier version) are collected first.
 *
 * @param where further conditions on `e`
 * @param received terms that all have to hold: what lies outside is not read
 */
export function* hitsByDate(
  connection: Connection,
  scope: Scope,
  words: Words,
  where: readonly Condition[],
  received: readonly MailFilter[],
): Generator<Hit> {
  const { account } = scope;
  const { drift } = connection.get<{ drift: number }>('select word_drift drift from account where key = ?', account)!;
  const conditions = sql.join([sql`e.log is not null`, ...where], sql` and `);
  const columns = sql`e.id, e.thread, e.received_at_ms receivedAtMs`;
  const held = new Heap();
  const loose = looseHits(scope, words);
  if (loose !== null)
    for (const row of rowsOf(
      connection,
      sql`select ${columns}, 0 row from (${loose}) h cross join email e on e.key = h.rowid where ${conditions}`,
    ))
      held.push(row);
  const { from, to } = rangeOf(account, received, drift);
  const inOrder = sql`select ${columns}, f.rowid row from email_fts f cross join email e on e.word_row = f.rowid
    where email_fts match ${words.match} and f.rowid between ${from} and ${to} and ${conditions} order by f.rowid`;
  for (const row of rowsOf(connection, inOrder)) {
    held.push(row);
    const reached = secondOfRow(row.row) + drift;
    for (let top = held.top; top !== null && secondOf(top.receivedAtMs) >= reached; top = held.top) {
      held.pop();
      yield top;
    }
  }
  for (let row = held.pop(); row !== null; row = held.pop()) yield row;
}

/** Rows on which Emails of these dates may stand. */
function rangeOf(account: number, received: readonly MailFilter[], drift: number): { from: number; to: number } {
  let [from, to] = [0, lastSecond];
  for (const term of received) {
    if (term.op !== 'received') continue;
    if (term.beforeMs !== null) from = Math.max(from, lastSecond - secondOf(term.beforeMs) - drift);
    if (term.afterMs !== null) to = Math.min(to, lastSecond - secondOf(term.afterMs) + drift);
  }
  return { from: firstWordRow(account) + from, to: Math.min(lastWordRow(account), firstWordRow(account) + to) };
}

function rowsOf(connection: Connection, query: Condition): IterableIterator<Row> {
  const { sql: text, parameters } = query.compile(queryBuilder);
  return connection.iterate<Row>(text, ...(parameters as SqlValue[]));
}

const isBefore = (a: Row, b: Row): boolean => (a.receivedAtMs === b.receivedAtMs ? a.id < b.id : a.receivedAtMs > b.receivedAtMs);

/** A binary heap, the newest on top. */
class Heap {
  readonly #rows: Row[] = [];

  get top(): Row | null {
    return this.#rows[0] ?? null;
  }

  push(row: Row): void {
    const rows = this.#rows;
    let at = rows.push(row) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(row, rows[parent]!)) break;
      rows[at] = rows[parent]!;
      at = parent;
    }
    rows[at] = row;
  }

  pop(): Row | null {
    const rows = this.#rows;
    const top = rows[0];
    const last = rows.pop();
    if (top === undefined || last === undefined) return null;
    if (rows.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= rows.length) break;
      if (child + 1 < rows.length && isBefore(rows[child + 1]!, rows[child]!)) child += 1;
      if (!isBefore(rows[child]!, last)) break;
      rows[at] = rows[child]!;
      at = child;
    }
    rows[at] = last;
    return top;
  }
}
