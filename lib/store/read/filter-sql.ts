import { type RawBuilder, sql } from 'kysely';
import type { Keyword, MailFilter } from '#lib/mail/index.ts';
import { foldText } from '#lib/search/index.ts';
import { ftsQuery } from '../search-text.ts';
import { firstWordRow, lastWordRow } from '../word-rows.ts';
import { systemBits } from '../write/email-unit.ts';
import { keyBase, keyEnd } from '../write/transaction.ts';

export type Condition = RawBuilder<unknown>;

/** Deeper or larger filters are refused by `jmap`; this keeps SQLite's own limits away. */
const nothing: Condition = sql`0`;

type TextField = Extract<MailFilter, { op: 'text' }>['field'];
const ftsColumns: Record<TextField, string> = {
  any: '',
  from: 'sender',
  to: 'recipient',
  cc: 'cc',
  bcc: 'bcc',
  subject: 'subject',
  body: 'body',
};

/** The MATCH expression of a text term, or null when there is no word in it (nothing matches then). */
export function matchOf(term: Extract<MailFilter, { op: 'text' }>): string | null {
  const query = ftsQuery(term.text);
  if (query === null) return null;
  const column = ftsColumns[term.field];
  return column === '' ? query : `{${column}} : (${query})`;
}

/**
 * What a filter is about. `hasWaiting`: `waiting_fts` holds Emails that are not in the full-text index yet (`gatherWaiting`). `hasEarlier`: some
 * are there under their keys, from before its rows were in the order of dates. `unlistedFrom`: Emails from this key on are not in
 * `email_sender` and `file_name` yet.
 */
export type Scope = { account: number; hasWaiting: boolean; hasEarlier: boolean; unlistedFrom: number };

/** One question in two spellings: `match` as the index answers it quickest, `looseMatch` as typed, for Emails that are not in it yet. */
export type Words = { match: string; looseMatch: string };

export const rowsBetween = (match: string, from: number, to: number): Condition =>
  sql`select rowid from email_fts where email_fts match ${match} and rowid between ${from} and ${to}`;
const waitingHits = (match: string): Condition => sql`select rowid from waiting_fts where waiting_fts match ${match}`;

/** Emails that match and are not in the order of dates, by key; null when there are none of that kind. */
export function looseHits({ account, hasWaiting, hasEarlier }: Scope, { match, looseMatch }: Words): Condition | null {
  const kinds: Condition[] = [];
  if (hasEarlier) kinds.push(rowsBetween(match, keyBase(account), keyEnd(account)));
  if (hasWaiting) kinds.push(waitingHits(looseMatch));
  return kinds.length === 0 ? null : sql.join(kinds, sql` union all `);
}

/** Emails whose words match, by key. */
export function matching(scope: Scope, words: Words): Condition {
  const { account } = scope;
  const inOrder = sql`select w.key from (${rowsBetween(words.match, firstWordRow(account), lastWordRow(account))}) f cross join email w on w.word_row = f.rowid`;
  const loose = looseHits(scope, words);
  return loose === null ? inOrder : sql`${inOrder} union all ${loose}`;
}

/** Asks about the one Email `e`. */
export function isHit({ hasWaiting }: Scope, { match, looseMatch }: Words): Condition {
  const indexed = sql`exists (select 1 from email_fts where email_fts match ${match} and rowid = e.word_row)`;
  return hasWaiting ? sql`(${indexed} or e.key in (${waitingHits(looseMatch)}))` : indexed;
}

/** `alias` holds columns `key` and `flags` of an Email. */
export function hasKeyword(alias: 'e' | 'x', keyword: Keyword): Condition {
  const table = sql.raw(alias);
  const bit = systemBits.get(keyword);
  if (bit !== undefined) return sql`(${table}.flags & ${bit}) <> 0`;
  return sql`exists (select 1 from keyword k where k.email = ${table}.key and k.keyword = ${keyword})`;
}

/** Of the thread's Emails that can be seen, all, some or none have the keyword (RFC 8621 §4.4.1). */
export function threadKeyword(keyword: Keyword, quantity: 'all' | 'some' | 'none'): Condition {
  const has = hasKeyword('x', keyword);
  const ofThread = sql`select 1 from email x where x.thread = e.thread and x.log is not null`;
  if (quantity === 'all') return sql`not exists (${ofThread} and not (${has}))`;
  if (quantity === 'some') return sql`exists (${ofThread} and ${has})`;
  return sql`not exists (${ofThread} and ${has})`;
}

/** Where an Email is seen. */
const places: Condition = sql`select 1 from location l where l.email = e.key and l.is_wanted = 1 and l.is_deleted = 0`;

/** Compiles a filter to a condition on `email e`. */
export function conditionOf(scope: Scope, filter: MailFilter): Condition {
  switch (filter.op) {
    case 'and':
      return filter.terms.length === 0
        ? sql`1`
        : sql`(${sql.join(
            filter.terms.map((term) => conditionOf(scope, term)),
            sql` and `,
          )})`;
    case 'or':
      return filter.terms.length === 0
        ? nothing
        : sql`(${sql.join(
            filter.terms.map((term) => conditionOf(scope, term)),
            sql` or `,
          )})`;
    case 'not':
      // None of them may match (RFC 8620 §5.5).
      return filter.terms.length === 0
        ? sql`1`
        : sql`not (${sql.join(
            filter.terms.map((term) => conditionOf(scope, term)),
            sql` or `,
          )})`;
    case 'in-mailbox':
      return sql`exists (${places} and l.mailbox = (select key from mailbox where id = ${filter.mailboxId}))`;
    case 'in-mailbox-other-than':
      return sql`exists (${places} and l.mailbox not in (select key from mailbox where id in (select value from json_each(${JSON.stringify(filter.mailboxIds)}))))`;
    case 'keyword':
      return filter.has ? hasKeyword('e', filter.keyword) : sql`not (${hasKeyword('e', filter.keyword)})`;
    case 'thread-keyword':
      return threadKeyword(filter.keyword, filter.quantity);
    case 'received':
      return between(sql`e.received_at_ms`, filter.afterMs, filter.beforeMs);
    case 'size':
      return between(sql`e.size_bytes`, filter.minBytes, filter.maxBytes);
    case 'has-attachment':
      return sql`e.has_attachment = ${filter.has ? 1 : 0}`;
    case 'text': {
      const match = matchOf(filter);
      return match === null ? nothing : sql`e.key in (${matching(scope, { match, looseMatch: match })})`;
    }
    case 'header':
      return sql`header_matches(e.pack, e.slot, ${filter.name}, ${filter.value}) = 1`;
    case 'file-name':
    case 'file-kind':
      return sql`e.key in (${withSuchFile(scope, filter)})`;
    case 'sender':
      return sql`e.key in (${writtenBy(scope, JSON.stringify(filter.addresses.map(asciiLower)))})`;
  }
}

/** Emails with a file that has this in its name, by key. */
function withFile({ account, unlistedFrom }: Scope, text: string): Condition {
  if (text === '') return sql`select null email where 0`;
  return sql`select email from file_name where email between ${keyBase(account)} and ${keyEnd(account)} and instr(names, ${text})
    union all select x.key from email x where x.key between ${unlistedFrom} and ${keyEnd(account)} and x.has_attachment = 1
      and instr(file_names(x.pack, x.slot), ${text})`;
}

/** Emails with a file of one of these kinds, by key. */
function withKind({ account, unlistedFrom }: Scope, kinds: readonly string[]): Condition {
  if (kinds.length === 0) return sql`select null email where 0`;
  const anyOf = sql.join(
    kinds.map((kind) => sql`instr(kinds, ${` ${kind} `})`),
    sql` or `,
  );
  return sql`select email from file_name where email between ${keyBase(account)} and ${keyEnd(account)} and (${anyOf})
    union all select x.key from email x where x.key between ${unlistedFrom} and ${keyEnd(account)} and x.has_attachment = 1
      and has_file_kind(x.pack, x.slot, ${kinds.join(' ')})`;
}

export type FileTerm = Extract<MailFilter, { op: 'file-kind' | 'file-name' }>;

/** Emails with such a file, by key, under the name `email`; some may be there twice. */
export const withSuchFile = (scope: Scope, term: FileTerm): Condition =>
  term.op === 'file-kind' ? withKind(scope, term.kinds) : withFile(scope, foldText(term.text).trim());

const firstSender = sql.raw("lower(json_extract(x.head, '$.f[0][0]'))");

/** Emails by one of these, by key. @param addresses JSON */
function writtenBy({ account, unlistedFrom }: Scope, addresses: string): Condition {
  const wanted = sql`(select value from json_each(${addresses}))`;
  return sql`select email from email_sender where sender in ${wanted} and email between ${keyBase(account)} and ${keyEnd(account)}
    union all select x.key from email x where x.key between ${unlistedFrom} and ${keyEnd(account)} and ${firstSender} in ${wanted}`;
}

/** As SQLite's `lower`. */
const asciiLower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** At or above the first, below the second (RFC 8621 §4.4.1: after and minSize include, before and maxSize exclude). */
function between(column: Condition, from: number | null, to: number | null): Condition {
  const terms: Condition[] = [];
  if (from !== null) terms.push(sql`${column} >= ${from}`);
  if (to !== null) terms.push(sql`${column} < ${to}`);
  return terms.length === 0 ? sql`1` : sql`(${sql.join(terms, sql` and `)})`;
}
