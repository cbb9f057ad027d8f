import type { AccountMail } from '#lib/gateway/index.ts';
import type { MailFilter, MailSort } from '#lib/mail/index.ts';

export type QueryShape = { filter: MailFilter | null; sort: readonly MailSort[]; collapseThreads: boolean };

/** True when an Email can come, go or move because of another Email of its Thread. */
function looksAtThreads({ filter, sort, collapseThreads }: QueryShape): boolean {
  return collapseThreads || sort.some(({ key }) => key.includes('InThread')) || someTerm(filter, ({ op }) => op === 'thread-keyword');
}

/** True when nothing that the query looks at can change: all but keywords and mailboxes (RFC 8621 §4.1). */
export const isImmutableQuery = ({ filter, sort }: QueryShape): boolean =>
  !sort.some(({ key }) => key.endsWith('Keyword')) && !someTerm(filter, ({ op }) => mutableTerms.has(op));

const mutableTerms: ReadonlySet<MailFilter['op']> = new Set(['in-mailbox', 'in-mailbox-other-than', 'keyword', 'thread-keyword', 'text']);

function someTerm(filter: MailFilter | null, isWanted: (term: MailFilter) => boolean): boolean {
  if (filter === null) return false;
  return 'terms' in filter ? filter.terms.some((term) => someTerm(term, isWanted)) : isWanted(filter);
}

/**
 * The Thread state that has to stand beside Email's in the state of such a query, else null. A destroyed Email no longer says in which Thread
 * it was; the Thread's own change does. To be read before the query, so that nothing hides in between.
 */
export const threadStateFor = async (account: AccountMail, shape: QueryShape): Promise<string | null> =>
  looksAtThreads(shape) ? account.store.state(account.id, 'Thread') : null;

const separator = '~';
export const queryStateOf = (emailState: string, threadState: string | null): string =>
  threadState === null ? emailState : `${emailState}${separator}${threadState}`;

/** Null when the state cannot be one of this query. */
export function statesOfQuery(queryState: string, shape: QueryShape): { email: string; thread: string | null } | null {
  const [email, thread, ...rest] = queryState.split(separator);
  if (email === undefined || rest.length > 0 || looksAtThreads(shape) !== (thread !== undefined)) return null;
  return { email, thread: thread ?? null };
}
