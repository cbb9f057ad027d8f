import type { AccountMail, ServerSearch, ServerSearchTerm } from '#lib/gateway/index.ts';
import type { EmailId, MailboxId, MailFilter, MailSort } from '#lib/mail/index.ts';
import { MethodError } from '../method-error.ts';
import type { RequestContext } from '../request-context.ts';
import type { QueryWindow } from '../standard/run-query.ts';
import { windowOf } from '../standard/run-query.ts';
import { isIndexedField } from './email-view.ts';

type SearchTerm = Extract<MailFilter, { op: 'text' | 'header' }>;
/** `found`: what a search of the screen's found so far, in place of asking the server now */
type WholeQuery = { filter: MailFilter; sort: MailSort[]; collapseThreads: boolean; window: QueryWindow; found?: ServerSearch | null };
export type WholeResult = ReturnType<typeof windowOf> & { queryState: string };

/** Terms that the index may not answer completely: words of bodies not fetched yet, header fields that the first fill leaves out. */
function isBeyondIndex(term: MailFilter): term is SearchTerm {
  if (term.op === 'header') return !isIndexedField(term.name);
  return term.op === 'text' && (term.field === 'any' || term.field === 'body');
}

/** True when the mail server has to be asked for this filter (J16). */
export async function needsServer(account: AccountMail, filter: MailFilter | null): Promise<boolean> {
  const terms = filter === null ? [] : searchTerms(filter);
  if (terms.some(({ op }) => op === 'header')) return true;
  return terms.length > 0 && (await account.store.emails.withoutText(account.id, null, 1)).length > 0;
}

const searchTerms = (filter: MailFilter): SearchTerm[] =>
  'terms' in filter ? filter.terms.flatMap(searchTerms) : isBeyondIndex(filter) ? [filter] : [];

/**
 * A whole answer where the index alone has none (J16): what it matches, and what the server finds, put together term by term. Where the server
 * does not answer, `text` makes do with the index.
 *
 * @throws MethodError serverUnavailable for `body` and `header`; anchorNotFound
 */
export async function searchBeyondIndex(context: RequestContext, account: AccountMail, query: WholeQuery): Promise<WholeResult> {
  const { ids: ordered, queryState } = await allBeyondIndex(context, account, query);
  const ids = query.collapseThreads ? await firstOfThreads(account, ordered) : ordered;
  return { ...windowOf(ids, query.window), queryState };
}

/** Every Email of such an answer, in its order. */
export async function allBeyondIndex(
  context: RequestContext,
  account: AccountMail,
  query: Pick<WholeQuery, 'filter' | 'sort' | 'found'>,
): Promise<{ ids: EmailId[]; queryState: string }> {
  const all = await idsOf(account, null, query.sort);
  const matches = await evaluate({ context, account, all: all.ids, found: query.found ?? null }, query.filter, null);
  return { ids: all.ids.filter((id) => matches.has(id)), queryState: all.queryState };
}

async function idsOf(account: AccountMail, filter: MailFilter | null, sort: MailSort[]): Promise<{ ids: EmailId[]; queryState: string }> {
  const result = await account.store.emails.query(account.id, {
    filter,
    sort,
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: null,
    calculateTotal: false,
  });
  if ('anchorNotFound' in result) throw new MethodError('anchorNotFound');
  return result;
}

type Search = { context: RequestContext; account: AccountMail; all: readonly EmailId[]; found: ServerSearch | null };

/** What of a filter the mail server is to be asked for, each with the mailbox that everything around it holds in. */
export function serverTerms(filter: MailFilter, mailboxId: MailboxId | null = null): ServerSearchTerm[] {
  if (isBeyondIndex(filter)) return [{ key: keyOf(filter, mailboxId), term: filter, mailboxId }];
  if (!('terms' in filter)) return [];
  const scope = scopeOf(filter) ?? mailboxId;
  return filter.terms.flatMap((term) => serverTerms(term, scope));
}

const scopeOf = (filter: MailFilter): MailboxId | null =>
  filter.op === 'and' ? (filter.terms.find((term) => term.op === 'in-mailbox')?.mailboxId ?? null) : null;

const keyOf = (term: SearchTerm, mailboxId: MailboxId | null): string => JSON.stringify([mailboxId, term]);

/** Emails that match, as a set. `mailboxId`: everything around this term holds only in that mailbox, so nothing else need be searched. */
async function evaluate(search: Search, filter: MailFilter, mailboxId: MailboxId | null): Promise<Set<EmailId>> {
  if (isBeyondIndex(filter)) return matchesOf(search, filter, mailboxId);
  if (!('terms' in filter) || searchTerms(filter).length === 0) return new Set((await idsOf(search.account, filter, [])).ids);
  const scope = scopeOf(filter) ?? mailboxId;
  const sets: Set<EmailId>[] = [];
  for (const term of filter.terms) sets.push(await evaluate(search, term, scope));
  if (filter.op === 'and') return new Set(search.all.filter((id) => sets.every((set) => set.has(id))));
  if (filter.op === 'or') return new Set(sets.flatMap((set) => [...set]));
  return new Set(search.all.filter((id) => !sets.some((set) => set.has(id))));
}

async function matchesOf({ context, account, found }: Search, term: SearchTerm, mailboxId: MailboxId | null): Promise<Set<EmailId>> {
  const local = (await idsOf(account, term, [])).ids;
  if (found !== null) return new Set([...local, ...(found.hits.get(keyOf(term, mailboxId)) ?? [])]);
  const remote = await foundByServer(context, account, term, mailboxId);
  if (remote === null && !(term.op === 'text' && term.field === 'any'))
    throw new MethodError('serverUnavailable', 'the mail server does not answer the search');
  return new Set([...local, ...(remote ?? [])]);
}

/** Paging through a result asks the server once. */
const remembered = new Map<string, { ids: EmailId[]; untilMs: number }>();
const rememberMs = 60_000;
const mostRemembered = 100;
/** `text` has the index to fall back on and does not keep a person waiting. */
const textWithinMs = 8_000;

async function foundByServer(
  context: RequestContext,
  account: AccountMail,
  term: SearchTerm,
  mailboxId: MailboxId | null,
): Promise<EmailId[] | null> {
  const filter: MailFilter = mailboxId === null ? term : { op: 'and', terms: [{ op: 'in-mailbox', mailboxId }, term] };
  const key = `${account.id} ${JSON.stringify(filter)}`;
  const known = remembered.get(key);
  if (known !== undefined && known.untilMs > context.nowMs()) return known.ids;
  const isText = term.op === 'text' && term.field === 'any';
  const signal = isText ? AbortSignal.any([context.signal, AbortSignal.timeout(textWithinMs)]) : context.signal;
  const ids = await account.searchServer(filter, signal);
  if (ids === null) return null;
  remembered.delete(key);
  const oldest = remembered.keys().next();
  if (remembered.size >= mostRemembered && oldest.done !== true) remembered.delete(oldest.value);
  remembered.set(key, { ids, untilMs: context.nowMs() + rememberMs });
  return ids;
}

/** RFC 8621 §4.4.3. */
async function firstOfThreads(account: AccountMail, ids: readonly EmailId[]): Promise<EmailId[]> {
  const threadOf = new Map<string, string>(
    (await account.store.emails.summaries(account.id, ids)).map(({ id, threadId }) => [id, threadId]),
  );
  const seen = new Set<string>();
  return ids.filter((id) => {
    const threadId = threadOf.get(id);
    if (threadId === undefined || seen.has(threadId)) return false;
    seen.add(threadId);
    return true;
  });
}
