import { sql } from 'kysely';
import type { Connection, SqlValue } from '../sqlite/connection.ts';
import { queryBuilder } from '../sqlite/query-builder.ts';
import { firstWordRow, lastWordRow } from '../word-rows.ts';
import { type Condition, isHit, looseHits, rowsBetween, type Scope, type Words } from './filter-sql.ts';

/** With more Emails than this that nobody sees, hits are looked at one by one. */
const mostInvisible = 500;

const inOrder = ({ account }: Scope, { match }: Words): Condition => rowsBetween(match, firstWordRow(account), lastWordRow(account));

/** How many Emails have the words, or Threads with such an Email. Emails are counted without reading any. */
export function countHits(connection: Connection, scope: Scope, words: Words, isCollapsed: boolean): number {
  const loose = looseHits(scope, words);
  // The index over `word_row` holds all that is asked for here.
  const visible = sql`select w.key, w.thread from (${inOrder(scope, words)}) f cross join email w on w.word_row = f.rowid where w.log is not null`;
  const visibleLoose =
    loose === null ? null : sql`select e.key, e.thread from (${loose}) h cross join email e on e.key = h.rowid where e.log is not null`;
  if (isCollapsed) {
    const all = visibleLoose === null ? visible : sql`${visible} union all ${visibleLoose}`;
    return count(connection, sql`select count(distinct thread) n from (${all})`);
  }
  const looseCount = visibleLoose === null ? 0 : count(connection, sql`select count(*) n from (${visibleLoose})`);
  const invisible = sql`from email e where e.account = ${scope.account} and e.log is null and e.word_row >= ${firstWordRow(scope.account)}`;
  if (count(connection, sql`select count(*) n from (select 1 ${invisible} limit ${mostInvisible + 1})`) > mostInvisible)
    return looseCount + count(connection, sql`select count(*) n from (${visible})`);
  return (
    looseCount +
    count(connection, sql`select count(*) n from (${inOrder(scope, words)})`) -
    count(connection, sql`select count(*) n ${invisible} and ${isHit({ ...scope, hasWaiting: false }, words)}`)
  );
}

/** True when so many Emails have the words, seen or not. */
export const hasAtLeast = (connection: Connection, scope: Scope, match: string, many: number): boolean =>
  count(connection, sql`select count(*) n from (${inOrder(scope, { match, looseMatch: match })} limit ${many})`) >= many;

function count(connection: Connection, query: Condition): number {
  const { sql: text, parameters } = query.compile(queryBuilder);
  return connection.get<{ n: number }>(text, ...(parameters as SqlValue[]))!.n;
}
