import { sql } from 'kysely';
import type { EmailId, MailboxId, MailFilter, MailSort } from '#lib/mail/index.ts';
import type { EmailQuery, EmailQueryResult } from '../api.ts';
import { collapsedList, type ListKind, plainList } from '../list-kinds.ts';
import type { Connection, SqlValue } from '../sqlite/connection.ts';
import { queryBuilder } from '../sqlite/query-builder.ts';
import { stateOf } from './changes.ts';
import { type Condition, conditionOf, hasKeyword, matching, matchOf, type Scope, threadKeyword } from './filter-sql.ts';
import { listPosition, listWindow } from './list-position.ts';
import { newestHits } from './newest-hits.ts';
import { gatherWaiting } from './waiting-words.ts';

/** With more hits than this, walking the mailbox in its order beats fetching every hit and sorting. */
const manyHits = 4000;

/**
 * See EmailStore.query.
 *
 * @param fewHits see {@link newestHits}
 */
export function queryEmails(connection: Connection, account: number, query: EmailQuery, fewHits = manyHits): EmailQueryResult {
  const queryState = stateOf(connection, account, 'Email');
  const list = listOf(connection, account, query);
  const found = list === null ? walk(connection, account, query, fewHits) : fromList(connection, list, query);
  return found === null ? { anchorNotFound: true } : { ...found, queryState };
}

type Found = { ids: EmailId[]; position: number; total: number | null };

// ---------------------------------------------------------------- the list of a mailbox, newest first

type List = { mailbox: number; kind: ListKind; total: number };

const isNewestFirst = (sort: readonly MailSort[]): boolean =>
  sort.length === 0 || (sort[0]!.key === 'receivedAt' && !sort[0]!.ascending && sort.length === 1);

/** The common case, answered from a list kept in order. */
function listOf(connection: Connection, account: number, query: EmailQuery): List | null {
  const mailboxId = onlyMailbox(query.filter);
  if (mailboxId === null || !isNewestFirst(query.sort)) return null;
  const mailbox = connection.get<{ key: number; total_emails: number; total_threads: number }>(
    'select key, total_emails, total_threads from mailbox where account = ? and id = ?',
    account,
    mailboxId,
  );
  if (!mailbox) return null;
  return {
    mailbox: mailbox.key,
    kind: query.collapseThreads ? collapsedList : plainList,
    total: query.collapseThreads ? mailbox.total_threads : mailbox.total_emails,
  };
}

function onlyMailbox(filter: MailFilter | null): MailboxId | null {
  if (filter?.op === 'in-mailbox') return filter.mailboxId;
  if (filter?.op === 'and' && filter.terms.length === 1) return onlyMailbox(filter.terms[0]!);
  return null;
}

function fromList(connection: Connection, { kind, mailbox, total }: List, query: EmailQuery): Found | null {
  let position = query.position < 0 ? Math.max(0, total + query.position) : query.position;
  if (query.anchor !== null) {
    const at = listPosition(connection, kind, mailbox, query.anchor);
    if (at === null) return null;
    position = Math.max(0, at + query.anchorOffset);
  }
  const ids = listWindow(connection, kind, mailbox, position, query.limit);
  return { ids, position, total: query.calculateTotal ? total : null };
}

// ---------------------------------------------------------------- any other query

type Plan = { from: Condition; where: Condition; dateDesc: Condition; id: Condition };

function walk(connection: Connection, account: number, query: EmailQuery, fewHits: number): Found | null {
  const scope: Scope = { account, hasWaiting: gatherWaiting(connection, account, query.filter) };
  const plan = planOf(connection, scope, query);
  const newest = newestHits(connection, scope, query, conjuncts(query.filter), fewHits);
  if (newest !== null)
    return {
      ids: newest,
      position: query.position,
      total: query.calculateTotal ? countAll(connection, plan, query.collapseThreads) : null,
    };
  const order = sql.join(
    [...query.sort.map((sort) => orderTerm(sort, plan)), ...(query.sort.length === 0 ? [plan.dateDesc] : []), plan.id],
    sql`, `,
  );
  const select = sql<{ id: EmailId; thread: number }>`select ${plan.id} id, e.thread ${plan.from} where ${plan.where} order by ${order}`;
  const compiled = select.compile(queryBuilder);
  const needsAll = query.anchor !== null || query.position < 0;
  const end = needsAll || query.limit === null ? Number.POSITIVE_INFINITY : query.position + query.limit;
  const ids: EmailId[] = [];
  const threads = new Set<number>();
  let isComplete = true;
  for (const row of connection.iterate<{ id: EmailId; thread: number }>(compiled.sql, ...(compiled.parameters as SqlValue[]))) {
    if (query.collapseThreads) {
      if (threads.has(row.thread)) continue;
      threads.add(row.thread);
    }
    if (ids.length >= end) {
      isComplete = false;
      break;
    }
    ids.push(row.id);
  }
  let position = query.position < 0 ? Math.max(0, ids.length + query.position) : query.position;
  if (query.anchor !== null) {
    const index = ids.indexOf(query.anchor);
    if (index < 0) return null;
    position = Math.max(0, index + query.anchorOffset);
  }
  const total = query.calculateTotal ? (isComplete ? ids.length : countAll(connection, plan, query.collapseThreads)) : null;
  return { ids: ids.slice(position, query.limit === null ? undefined : position + query.limit), position, total };
}

function countAll(connection: Connection, plan: Plan, isCollapsed: boolean): number {
  const what = isCollapsed ? sql`count(distinct e.thread)` : sql`count(*)`;
  const compiled = sql<{ n: number }>`select ${what} n ${plan.from} where ${plan.where}`.compile(queryBuilder);
  return connection.get<{ n: number }>(compiled.sql, ...(compiled.parameters as SqlValue[]))!.n;
}

/** Chooses what to walk: the few hits of a word, a mailbox in its order, or all mail in its order. */
function planOf(connection: Connection, scope: Scope, query: EmailQuery): Plan {
  const { account } = scope;
  const terms = conjuncts(query.filter);
  const text = terms.find((term) => term.op === 'text');
  const mailbox = terms.find((term) => term.op === 'in-mailbox');
  const rest = (used: MailFilter | undefined): Condition[] => terms.filter((term) => term !== used).map((term) => conditionOf(scope, term));
  const visible = sql`e.log is not null`;
  const emailDate = { dateDesc: sql`e.received_at_ms desc`, id: sql`e.id` };

  const match = text?.op === 'text' ? matchOf(text) : null;
  if (match !== null && (mailbox === undefined || isRare(connection, scope, match))) {
    return {
      from: sql`from (${matching(scope, match)}) f cross join email e on e.key = f.rowid`,
      where: sql.join([visible, ...rest(text)], sql` and `),
      ...emailDate,
    };
  }
  if (mailbox?.op === 'in-mailbox') {
    const key = sql`(select key from mailbox where id = ${mailbox.mailboxId} and account = ${account})`;
    // A row of the list knows keywords, date and thread itself; if that is enough the Email's own row is not read.
    const isEnough = terms.every(isKnownToList) && query.sort.every((sort) => listSortKeys.has(sort.key));
    return {
      from: isEnough ? sql`from ${listRows} e` : sql`from membership s cross join email e on e.key = s.email`,
      where: sql.join([sql`${isEnough ? sql`e` : sql`s`}.mailbox = ${key}`, ...rest(mailbox)], sql` and `),
      dateDesc: isEnough ? sql`e.received_desc` : sql`s.received_desc`,
      id: isEnough ? sql`e.id` : sql`s.email_id`,
    };
  }
  return {
    from: sql`from email e`,
    where: sql.join([sql`e.account = ${account}`, visible, ...rest(undefined)], sql` and `),
    ...emailDate,
  };
}

/** The list of a mailbox under the names that conditions use for an Email. */
const listRows: Condition = sql`(select mailbox, received_desc, email_id id, email key, thread, flags, -received_desc received_at_ms from membership)`;
const listSortKeys: ReadonlySet<MailSort['key']> = new Set([
  'receivedAt',
  'hasKeyword',
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
]);

function isKnownToList(filter: MailFilter): boolean {
  if (filter.op === 'and' || filter.op === 'or' || filter.op === 'not') return filter.terms.every(isKnownToList);
  return filter.op !== 'size' && filter.op !== 'has-attachment' && filter.op !== 'header';
}

function isRare(connection: Connection, scope: Scope, match: string): boolean {
  const compiled = sql`select count(*) n from (${matching(scope, match)} limit ${manyHits})`.compile(queryBuilder);
  return connection.get<{ n: number }>(compiled.sql, ...(compiled.parameters as SqlValue[]))!.n < manyHits;
}

/** Terms that all have to match. */
function conjuncts(filter: MailFilter | null): MailFilter[] {
  if (filter === null) return [];
  return filter.op === 'and' ? filter.terms.flatMap(conjuncts) : [filter];
}

function orderTerm({ key, ascending, keyword }: MailSort, plan: Plan): Condition {
  if (key === 'receivedAt' && !ascending) return plan.dateDesc;
  const direction = ascending ? sql`asc` : sql`desc`;
  return sql`${sortValue(key, keyword ?? '')} ${direction}`;
}

function sortValue(key: MailSort['key'], keyword: string): Condition {
  switch (key) {
    case 'receivedAt':
      return sql`e.received_at_ms`;
    case 'sentAt':
      return sql`e.thread_at_ms`;
    case 'size':
      return sql`e.size_bytes`;
    case 'from':
      return sql`e.from_sort`;
    case 'to':
      return sql`e.to_sort`;
    case 'subject':
      return sql`e.subject_sort`;
    case 'hasKeyword':
      return sql`(${hasKeyword('e', keyword)})`;
    case 'allInThreadHaveKeyword':
      return sql`(${threadKeyword(keyword, 'all')})`;
    case 'someInThreadHaveKeyword':
      return sql`(${threadKeyword(keyword, 'some')})`;
  }
}
