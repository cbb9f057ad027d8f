import { sql } from 'kysely';
import type { EmailId, MailboxId, MailFilter, MailSort } from '#lib/mail/index.ts';
import type { EmailQuery, EmailQueryResult } from '../api.ts';
import { collapsedList, type ListKind, plainList } from '../list-kinds.ts';
import type { Connection, SqlValue } from '../sqlite/connection.ts';
import { queryBuilder } from '../sqlite/query-builder.ts';
import { keyBase, keyEnd } from '../write/transaction.ts';
import { stateOf } from './changes.ts';
import { type Counting, countHits, countSlice, hasAtLeast, newCounting } from './count-hits.ts';
import {
  type Condition,
  conditionOf,
  hasKeyword,
  isHit,
  matching,
  matchOf,
  type Scope,
  threadKeyword,
  type Words,
  withSuchFile,
} from './filter-sql.ts';
import { type Hit, hitsByDate } from './hits-by-date.ts';
import { listPosition, listWindow } from './list-position.ts';
import { hasOnlyQuickStarts, withQuickStarts } from './quick-starts.ts';
import { gatherWaiting } from './waiting-words.ts';

/**
 * `fewHits`: looking for the hits of so many Emails in a mailbox costs nothing worth mentioning (0: a mailbox is always walked for words);
 * `hitsInSlice`: as many are counted before others get their turn.
 */
type Limits = { fewHits: number; hitsInSlice: number };
const usualLimits: Limits = { fewHits: 4000, hitsInSlice: 5000 };
/** With more hits than that, a mailbox that holds less than this part of all mail is walked instead. */
const smallShare = 20;

/** An answer; `counting`: its total is not counted to the end yet, `countOn` goes on. */
export type QueryAnswer = { result: EmailQueryResult; counting: Counting | null };

/** See EmailStore.query. */
export function queryEmails(connection: Connection, account: number, query: EmailQuery, limits = usualLimits): QueryAnswer {
  const queryState = stateOf(connection, account, 'Email');
  const list = listOf(connection, account, query);
  const found = list === null ? walk(connection, account, query, limits) : fromList(connection, list, query);
  if (found === null) return { result: { anchorNotFound: true }, counting: null };
  const { counting = null, ...rest } = found;
  return { result: { ...rest, queryState }, counting };
}

/** Counts on for an answer that was not counted to the end. @returns the total, or null when there is still more to count */
export function countOn(
  connection: Connection,
  account: number,
  query: EmailQuery,
  counting: Counting,
  { hitsInSlice } = usualLimits,
): number | null {
  const { scope, terms, words } = searchOf(connection, account, query);
  if (words === null) throw new Error('only hits are counted in slices');
  const others = terms.filter((term) => !words.terms.includes(term)).map((term) => conditionOf(scope, term));
  countSlice(connection, scope, words, others, query.collapseThreads, counting, hitsInSlice);
  return counting.nextRow === null ? counting.found.size : null;
}

type Found = { ids: EmailId[]; position: number; total: number | null; counting?: Counting };

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

type SearchedWords = Words & { terms: readonly MailFilter[] };

type Search = { scope: Scope; terms: readonly MailFilter[]; words: SearchedWords | null };

function searchOf(connection: Connection, account: number, { filter }: EmailQuery): Search {
  const scope: Scope = {
    account,
    unlistedFrom: keyBase(account) + connection.get<{ n: number }>('select unlisted_from n from account where key = ?', account)!.n,
    hasWaiting: gatherWaiting(connection, account, filter),
    hasEarlier:
      connection.get('select 1 from email where word_row between ? and ? limit 1', keyBase(account), keyEnd(account)) !== undefined,
  };
  const terms = conjuncts(filter);
  return { scope, terms, words: wordsOf(connection, terms) };
}

function walk(connection: Connection, account: number, query: EmailQuery, limits: Limits): Found | null {
  const { scope, terms, words } = searchOf(connection, account, query);
  const mailbox = terms.find((term) => term.op === 'in-mailbox');
  const isByMailbox = mailbox !== undefined && (words === null || isMailboxQuicker(connection, scope, words, mailbox, limits.fewHits));
  const plan = planOf(scope, query, terms, words, isByMailbox ? mailbox : null);
  const rows =
    words !== null && !isByMailbox && isNewestFirst(query.sort) ? hits(connection, scope, terms, words) : ordered(connection, query, plan);

  const needsAll = query.anchor !== null || query.position < 0;
  const end = needsAll || query.limit === null ? Number.POSITIVE_INFINITY : query.position + query.limit;
  const ids: EmailId[] = [];
  const threads = new Set<number>();
  let isComplete = true;
  for (const row of rows) {
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
  const found: Found = { ids: ids.slice(position, query.limit === null ? undefined : position + query.limit), position, total: null };
  if (!query.calculateTotal) return found;
  if (isComplete) return { ...found, total: ids.length };
  if (words === null) return { ...found, total: countAll(connection, query, plan) };
  if (words.terms.length === terms.length && !query.collapseThreads) return { ...found, total: countHits(connection, scope, words) };
  const counting = newCounting(account);
  const total = countOn(connection, account, query, counting, limits);
  return { ...found, total, counting: total === null ? counting : undefined };
}

function countAll(connection: Connection, { collapseThreads }: EmailQuery, plan: Plan): number {
  const what = collapseThreads ? sql`count(distinct e.thread)` : sql`count(*)`;
  const compiled = sql<{ n: number }>`select ${what} n ${plan.from} where ${plan.where}`.compile(queryBuilder);
  return connection.get<{ n: number }>(compiled.sql, ...(compiled.parameters as SqlValue[]))!.n;
}

function ordered(connection: Connection, query: EmailQuery, plan: Plan): IterableIterator<Hit> {
  const order = sql.join(
    [...query.sort.map((sort) => orderTerm(sort, plan)), ...(query.sort.length === 0 ? [plan.dateDesc] : []), plan.id],
    sql`, `,
  );
  const select = sql<Hit>`select ${plan.id} id, e.thread ${plan.from} where ${plan.where} order by ${order}`;
  const compiled = select.compile(queryBuilder);
  return connection.iterate<Hit>(compiled.sql, ...(compiled.parameters as SqlValue[]));
}

function hits(connection: Connection, scope: Scope, terms: readonly MailFilter[], words: SearchedWords): IterableIterator<Hit> {
  const others = terms.filter((term) => !words.terms.includes(term)).map((term) => conditionOf(scope, term));
  return hitsByDate(connection, scope, words, others, terms);
}

/** All texts that have to match as one question; null where there is none, or one of them holds no word and so finds nothing. */
function wordsOf(connection: Connection, all: readonly MailFilter[]): SearchedWords | null {
  const terms = all.filter((term) => term.op === 'text');
  const matches = terms.map(matchOf);
  if (matches.length === 0 || matches.some((match) => match === null)) return null;
  const looseMatch = matches.map((match) => `(${match})`).join(' AND ');
  return { terms, match: withQuickStarts(connection, looseMatch), looseMatch };
}

/** A small mailbox is walked rather than all hits of a word that very many Emails have. */
function isMailboxQuicker(
  connection: Connection,
  scope: Scope,
  { match }: Words,
  mailbox: Extract<MailFilter, { op: 'in-mailbox' }>,
  fewHits: number,
): boolean {
  if (fewHits === 0) return true;
  const share = connection.get<{ in_it: number; all_of_it: number }>(
    `select m.total_emails in_it, a.next_email all_of_it from mailbox m join account a on a.key = m.account where m.account = ? and m.id = ?`,
    scope.account,
    mailbox.mailboxId,
  );
  return share !== undefined && share.in_it * smallShare < share.all_of_it && hasAtLeast(connection, scope, match, fewHits);
}

/** Chooses what to walk: a mailbox in its order, the hits of words, or all mail in its order. */
function planOf(
  scope: Scope,
  query: EmailQuery,
  terms: readonly MailFilter[],
  words: SearchedWords | null,
  mailbox: Extract<MailFilter, { op: 'in-mailbox' }> | null,
): Plan {
  const { account } = scope;
  const rest = (...used: (MailFilter | null)[]): Condition[] =>
    terms.filter((term) => !used.includes(term)).map((term) => conditionOf(scope, term));
  const visible = sql`e.log is not null`;
  const emailDate = { dateDesc: sql`e.received_at_ms desc`, id: sql`e.id` };

  if (mailbox !== null) {
    const key = sql`(select key from mailbox where id = ${mailbox.mailboxId} and account = ${account})`;
    // A row of the list knows keywords, date and thread itself; if that is enough the Email's own row is not read.
    const isEnough = words === null && terms.every(isKnownToList) && query.sort.every((sort) => listSortKeys.has(sort.key));
    const isProbed = words !== null && hasOnlyQuickStarts(words.match);
    const conditions = isProbed ? [...rest(mailbox, ...words.terms), isHit(scope, words)] : rest(mailbox);
    return {
      from: isEnough ? sql`from ${listRows} e` : sql`from membership s cross join email e on e.key = s.email`,
      where: sql.join([sql`${isEnough ? sql`e` : sql`s`}.mailbox = ${key}`, ...conditions], sql` and `),
      dateDesc: isEnough ? sql`e.received_desc` : sql`s.received_desc`,
      id: isEnough ? sql`e.id` : sql`s.email_id`,
    };
  }
  if (words !== null) {
    return {
      from: sql`from (${matching(scope, words)}) f cross join email e on e.key = f.key`,
      where: sql.join([visible, ...rest(...words.terms)], sql` and `),
      ...emailDate,
    };
  }
  const files = terms.find((term) => term.op === 'file-kind' || term.op === 'file-name');
  if (files !== undefined)
    return {
      from: sql`from (select distinct email from (${withSuchFile(scope, files)})) f cross join email e on e.key = f.email`,
      where: sql.join([sql`e.account = ${account}`, visible, ...rest(files)], sql` and `),
      ...emailDate,
    };
  return {
    from: sql`from email e`,
    where: sql.join([sql`e.account = ${account}`, visible, ...rest(null)], sql` and `),
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
