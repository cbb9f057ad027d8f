import { sql } from 'kysely';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import type { EmailQuery } from '../api.ts';
import type { Connection, SqlValue } from '../sqlite/connection.ts';
import { queryBuilder } from '../sqlite/query-builder.ts';
import { type Condition, conditionOf, isHit, matching, matchOf, type Scope } from './filter-sql.ts';

/** Measured: asking the index about one Email costs as much as collecting so many hits, of which sorting one costs as much as collecting several. */
const hitsPerProbe = 50;
/** The walk gives up at this many times what it should take if hits were spread evenly. */
const patience = 4;
/** Farther down than this the hits are sorted once. */
const maxWanted = 500;

type Row = { id: EmailId; thread: number; received_at_ms: number };

/**
 * The newest Emails with a word that very many have: walks the list from its newest end, instead of fetching and sorting all hits. Where that
 * can be asked quickly, the index is asked about each Email, which costs the same however many hits there are; else all hits are collected
 * first, by key alone.
 *
 * @param fewHits with fewer, sorting them is quick; 0: no estimate counts (for tests)
 * @returns null when that is not the quicker way, or the hits turn out to lie far back
 */
export function newestHits(
  connection: Connection,
  scope: Scope,
  query: EmailQuery,
  terms: readonly MailFilter[],
  fewHits: number,
): EmailId[] | null {
  const text = terms.find((term) => term.op === 'text');
  const match = text?.op === 'text' ? matchOf(text) : null;
  const [sort] = query.sort;
  const isNewestFirst = sort === undefined || (sort.key === 'receivedAt' && !sort.ascending && query.sort.length === 1);
  if (match === null || !isNewestFirst || query.anchor !== null || query.position < 0 || query.limit === null) return null;
  const wanted = query.position + query.limit;
  if (wanted > maxWanted) return null;
  const hits = read<{ n: number }>(connection, sql`select count(*) n from (${matching(scope, match)})`)[0]!.n;
  if (hits <= fewHits) return null;
  const emails = connection.get<{ n: number }>('select next_email n from account where key = ?', scope.account)!.n;
  const probes = Math.ceil((wanted * emails) / Math.max(1, hits));
  if (fewHits > 0 && probes * patience > hits) return null;
  const isProbed = (fewHits === 0 || probes * hitsPerProbe <= hits) && hasOnlyQuickPrefixes(match);
  return walkNewest(connection, scope, query, terms, text as MailFilter, match, wanted, probes * patience, isProbed);
}

/** Starts of words of two or three characters have an index of their own; of longer ones all words must be gathered at every question. */
const hasOnlyQuickPrefixes = (match: string): boolean =>
  [...match.matchAll(/"([^"]*)" \*/g)].every(([, start]) => [2, 3].includes([...(start as string)].length));

function walkNewest(
  connection: Connection,
  scope: Scope,
  query: EmailQuery,
  terms: readonly MailFilter[],
  text: MailFilter,
  match: string,
  wanted: number,
  most: number,
  isProbed: boolean,
): EmailId[] | null {
  const mailbox = terms.find((term) => term.op === 'in-mailbox');
  const columns = sql`e.key, e.id, e.account, e.thread, e.flags, e.received_at_ms, e.size_bytes, e.has_attachment, e.pack, e.slot`;
  const list: Condition =
    mailbox?.op === 'in-mailbox'
      ? sql`select ${columns} from membership s cross join email e on e.key = s.email
          where s.mailbox = (select key from mailbox where id = ${mailbox.mailboxId} and account = ${scope.account}) order by s.received_desc, s.email_id limit ${most}`
      : sql`select ${columns} from email e where e.account = ${scope.account} and e.log is not null order by e.received_at_ms desc, e.id limit ${most}`;
  const others = terms.filter((term) => term !== text && term !== mailbox).map((term) => conditionOf(scope, term));
  const hit = isProbed ? isHit(scope, match) : sql`e.key in (${matching(scope, match)})`;
  const compiled = sql`select e.id, e.thread, e.received_at_ms from (${list}) e where ${sql.join([...others, hit], sql` and `)}`.compile(
    queryBuilder,
  );
  const ids: EmailId[] = [];
  const threads = new Set<number>();
  let last: Row | null = null;
  for (const row of connection.iterate<Row>(compiled.sql, ...(compiled.parameters as SqlValue[]))) {
    // SQLite keeps the order of the inner list, though nothing promises it.
    const isInOrder: boolean =
      last === null || row.received_at_ms < last.received_at_ms || (row.received_at_ms === last.received_at_ms && row.id > last.id);
    if (!isInOrder) return null;
    last = row;
    if (query.collapseThreads) {
      if (threads.has(row.thread)) continue;
      threads.add(row.thread);
    }
    ids.push(row.id);
    if (ids.length === wanted) return ids.slice(query.position);
  }
  return null;
}

function read<Row>(connection: Connection, query: Condition): Row[] {
  const { sql: text, parameters } = query.compile(queryBuilder);
  return connection.all<Row>(text, ...(parameters as SqlValue[]));
}
