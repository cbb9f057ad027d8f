import type { Comparator } from '#lib/contract/index.ts';
import { emailFilterCondition, emailSortProperties, ownConditions } from '#lib/contract/index.ts';
import type { AccountMail, ServerSearch } from '#lib/gateway/index.ts';
import type { EmailId, MailboxId, MailFilter, MailSort, MailSortKey } from '#lib/mail/index.ts';
import { isKeyword } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { checkCondition, checkSort, effectiveLimit, mapFilter } from '../standard/run-query.ts';
import { queryStateOf, threadStateFor } from './query-state.ts';
import { allBeyondIndex, needsServer, searchBeyondIndex } from './search-beyond-index.ts';

/** Email/query (RFC 8621 §4.4), answered from the index (J6), with the server's help where that is not all (J16). */
export const queryEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/query', given);
    const filter = await mailFilter(context, checked.filter);
    const sort = mailSort(checked.sort);
    const account = await readyAccount(context, checked.accountId, 'read');
    const anchor = checked.anchor === null ? null : resolveId(context, checked.anchor);
    const found = searchOf(context, account, checked.serverSearchId ?? null);
    const isBeyond = found === undefined ? filter !== null && (await needsServer(account, filter)) : hasHits(found);
    if (filter !== null && isBeyond) {
      const { collapseThreads } = checked;
      const result = await searchBeyondIndex(context, account, { filter, sort, collapseThreads, window: { ...checked, anchor }, found });
      return [['Email/query', { accountId: account.id, canCalculateChanges: false, ...result }]];
    }
    const { limit, isOurs } = effectiveLimit(checked.limit);
    const threadState = await threadStateFor(account, { filter, sort, collapseThreads: checked.collapseThreads });
    const result = await account.store.emails.query(account.id, {
      filter,
      sort,
      collapseThreads: checked.collapseThreads,
      position: checked.position,
      anchor: anchor as EmailId | null,
      anchorOffset: anchor === null ? 0 : checked.anchorOffset,
      limit,
      calculateTotal: checked.calculateTotal,
    });
    if ('anchorNotFound' in result) throw new MethodError('anchorNotFound');
    const response = {
      accountId: account.id,
      queryState: queryStateOf(result.queryState, threadState),
      canCalculateChanges: found === undefined && !asksContacts(checked.filter),
      position: result.position,
      ids: result.ids,
      ...(checked.calculateTotal && result.total !== null ? { total: result.total } : {}),
      ...(isOurs ? { limit } : {}),
    };
    return [['Email/query', response]];
  },
};

/** Every Email that a query finds, newest first; by the index alone, and what a search of the screen's found so far. */
export async function allFound(
  context: RequestContext,
  account: AccountMail,
  query: { filter: unknown; serverSearchId: string | null },
): Promise<EmailId[]> {
  const filter = await mailFilter(context, query.filter);
  const found = searchOf(context, account, query.serverSearchId);
  if (filter !== null && found !== undefined && hasHits(found))
    return (await allBeyondIndex(context, account, { filter, sort: [], found })).ids;
  const window = { position: 0, anchor: null, anchorOffset: 0, limit: null };
  const question = { filter, sort: [], collapseThreads: false, ...window, calculateTotal: false };
  const result = await account.store.emails.query(account.id, question);
  return 'anchorNotFound' in result ? [] : result.ids;
}

/**
 * What the search found so far by which this query is to be answered; undefined: the query is one of RFC 8621.
 *
 * @throws MethodError invalidArguments where our capability is not in use
 */
function searchOf(context: RequestContext, account: AccountMail, id: string | null): ServerSearch | undefined {
  if (id === null) return undefined;
  if (!context.using.has('urn:postern:sync')) throw new MethodError('invalidArguments', 'serverSearchId needs urn:postern:sync');
  return account.serverSearch(id) ?? nothingFound;
}

const hasHits = ({ hits }: ServerSearch): boolean => [...hits.values()].some(({ size }) => size > 0);

/** It is not there any more, or not yet: the index answers. */
const nothingFound: ServerSearch = {
  id: '',
  terms: [],
  folders: 0,
  searched: 0,
  isDone: true,
  error: null,
  hits: new Map(),
  news: new Set(),
};

/**
 * The filter without JMAP in it; null matches all, as `{}` does.
 *
 * @throws MethodError unsupportedFilter, invalidArguments
 */
export async function mailFilter(context: RequestContext, filter: unknown): Promise<MailFilter | null> {
  if (filter === null) return null;
  const known = asksContacts(filter) ? await contactAddresses(context) : [];
  return mapFilter<MailFilter>(
    filter,
    (condition) => conditionFilter(context, condition, known),
    (operator, terms) => ({ op: operator === 'AND' ? 'and' : operator === 'OR' ? 'or' : 'not', terms }),
  );
}

/** What such a filter finds changes with the address book, of which Emails tell nothing. */
export const asksContacts = (filter: unknown): boolean => filter !== null && JSON.stringify(filter).includes('"fromContacts":true');

/** As many as an address book may hold. */
const mostContacts = 10_000;

async function contactAddresses({ userMail: { contacts } }: RequestContext): Promise<string[]> {
  return contacts === null ? [] : (await contacts.store.people(contacts.personId, mostContacts)).map(({ email }) => email);
}

const textFields = ['text', 'from', 'to', 'cc', 'bcc', 'subject', 'body'] as const;

/** All given conditions must hold; none given: always true (RFC 8621 §4.4.1). */
function conditionFilter(context: RequestContext, given: Record<string, unknown>, contacts: readonly string[]): MailFilter {
  for (const [name, capability] of Object.entries(ownConditions))
    if (Object.hasOwn(given, name) && !context.using.has(capability))
      throw new MethodError('unsupportedFilter', `${name} needs ${capability}`);
  const condition = checkCondition(emailFilterCondition, given);
  const terms: MailFilter[] = [];
  const mailbox = (id: string): MailboxId => resolveId(context, id) as MailboxId;
  if (condition.inMailbox !== undefined) terms.push({ op: 'in-mailbox', mailboxId: mailbox(condition.inMailbox) });
  if (condition.inMailboxOtherThan !== undefined) {
    terms.push({ op: 'in-mailbox-other-than', mailboxIds: condition.inMailboxOtherThan.map(mailbox) });
  }
  if (condition.before !== undefined || condition.after !== undefined) {
    terms.push({
      op: 'received',
      afterMs: condition.after === undefined ? null : Date.parse(condition.after),
      beforeMs: condition.before === undefined ? null : Date.parse(condition.before),
    });
  }
  if (condition.minSize !== undefined || condition.maxSize !== undefined) {
    terms.push({ op: 'size', minBytes: condition.minSize ?? null, maxBytes: condition.maxSize ?? null });
  }
  const keyword = (value: string): string => {
    if (!isKeyword(value)) throw new MethodError('invalidArguments', 'filter: not a keyword');
    return value.toLowerCase();
  };
  if (condition.hasKeyword !== undefined) terms.push({ op: 'keyword', keyword: keyword(condition.hasKeyword), has: true });
  if (condition.notKeyword !== undefined) terms.push({ op: 'keyword', keyword: keyword(condition.notKeyword), has: false });
  for (const quantity of ['all', 'some', 'none'] as const) {
    const value = condition[`${quantity}InThreadHaveKeyword`];
    if (value !== undefined) terms.push({ op: 'thread-keyword', keyword: keyword(value), quantity });
  }
  if (condition.hasAttachment !== undefined) terms.push({ op: 'has-attachment', has: condition.hasAttachment });
  for (const field of textFields) {
    const text = condition[field];
    if (text !== undefined) terms.push({ op: 'text', field: field === 'text' ? 'any' : field, text });
  }
  if (condition.header !== undefined) {
    const [name, value] = condition.header;
    if (name === undefined || !/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(name))
      throw new MethodError('invalidArguments', 'filter: not a header field');
    terms.push({ op: 'header', name, value: value ?? null });
  }
  if (condition.fileName !== undefined) terms.push({ op: 'file-name', text: condition.fileName });
  if (condition.fromAny !== undefined) terms.push({ op: 'sender', addresses: condition.fromAny });
  if (condition.fromContacts !== undefined) terms.push({ op: 'sender', addresses: [...contacts] });
  return terms.length === 1 ? terms[0]! : { op: 'and', terms };
}

/**
 * @throws MethodError unsupportedSort; invalidArguments for a keyword sort without its keyword (RFC 8621 §4.4.2)
 */
export function mailSort(sort: readonly Comparator[] | null): MailSort[] {
  checkSort(sort, emailSortProperties);
  return (sort ?? []).map(({ property, isAscending, keyword }) => {
    const isKeywordSort = property.endsWith('Keyword');
    if (isKeywordSort && (keyword === undefined || !isKeyword(keyword)))
      throw new MethodError('invalidArguments', 'sort: a keyword is needed');
    return { key: property as MailSortKey, ascending: isAscending !== false, keyword: isKeywordSort ? keyword!.toLowerCase() : null };
  });
}
