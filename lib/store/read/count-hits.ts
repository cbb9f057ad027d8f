import { sql } from 'kysely';
import type { Connection, SqlValue } from '../sqlite/connection.ts';
import { queryBuilder } from '../sqlite/query-builder.ts';
import { firstWordRow, lastWordRow } from '../word-rows.ts';
import { type Condition, isHit, looseHits, rowsBetween, type Scope, type Words } from './filter-sql.ts';

/** With more Emails than this that nobody sees, hits are looked at one by one. */
const mostInvisible = 500;

const inOrder = ({ account }: Scope, { match }: Words): Condition => rowsBetween(match, firstWordRow(account), lastWordRow(account));

/** How many Emails have the words; none of them is read. */
export function countHits(connection: Connection, scope: Scope, words: Words): number {
  const loose = looseHits(scope, words);
  const looseCount =
    loose === null
      ? 0
      : count(connection, sql`select count(*) n from (${loose}) h cross join email e on e.key = h.rowid where e.log is not null`);
  const invisible = sql`from email e where e.account = ${scope.account} and e.log is null and e.word_row >= ${firstWordRow(scope.account)}`;
  // The index over `word_row` holds all that is asked for here.
  const visible = sql`select 1 from (${inOrder(scope, words)}) f cross join email w on w.word_row = f.rowid where w.log is not null`;
  if (count(connection, sql`select count(*) n from (select 1 ${invisible} limit ${mostInvisible + 1})`) > mostInvisible)
    return looseCount + count(connection, sql`select count(*) n from (${visible})`);
  return (
    looseCount +
    count(connection, sql`select count(*) n from (${inOrder(scope, words)})`) -
    count(connection, sql`select count(*) n ${invisible} and ${isHit({ ...scope, hasWaiting: false }, words)}`)
  );
}

/** Where counting goes on; see {@link countSlice}. */
export type Counting = { readonly found: Set<number>; nextRow: number | null };
export const newCounting = (account: number): Counting => ({ found: new Set(), nextRow: firstWordRow(account) });

/**
 * Counts some of the Emails that match, or of their Threads, so that others get their turn between two slices of very many hits. Ends with
 * `nextRow` null; `found` holds one number for each. What changes meanwhile may be missed: the caller compares states.
 *
 * @param where further conditions on `e`
 * @param most hits that are looked at
 */
export function countSlice(
  connection: Connection,
  scope: Scope,
  words: Words,
  where: readonly Condition[],
  isCollapsed: boolean,
  counting: Counting,
  most: number,
): void {
  const from = counting.nextRow;
  if (from === null) return;
  const conditions = sql.join([sql`e.log is not null`, ...where], sql` and `);
  const note = (query: Condition): void => {
    for (const { n } of all<{ n: number }>(connection, query)) counting.found.add(n);
  };
  const what = isCollapsed ? sql`e.thread n` : sql`e.key n`;
  const loose = from === firstWordRow(scope.account) ? looseHits(scope, words) : null;
  if (loose !== null) note(sql`select ${what} from (${loose}) h cross join email e on e.key = h.rowid where ${conditions}`);
  const last = lastWordRow(scope.account);
  const hits = rowsBetween(words.match, from, last);
  const next = all<{ rowid: number }>(connection, sql`${hits} order by rowid limit 1 offset ${most}`)[0]?.rowid ?? null;
  const slice = rowsBetween(words.match, from, next === null ? last : next - 1);
  note(sql`select ${what} from (${slice}) f cross join email e on e.word_row = f.rowid where ${conditions}`);
  counting.nextRow = next;
}

/** True when so many Emails have the words, seen or not. */
export const hasAtLeast = (connection: Connection, scope: Scope, match: string, many: number): boolean =>
  count(connection, sql`select count(*) n from (${inOrder(scope, { match, looseMatch: match })} limit ${many})`) >= many;

const count = (connection: Connection, query: Condition): number => all<{ n: number }>(connection, query)[0]!.n;

function all<Row>(connection: Connection, query: Condition): Row[] {
  const { sql: text, parameters } = query.compile(queryBuilder);
  return connection.all<Row>(text, ...(parameters as SqlValue[]));
}
