import type { AccountMail } from '#lib/gateway/index.ts';
import type { Changes } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { allChanges, queryChangesAnswer } from '../standard/run-query-changes.ts';
import { asksContacts, mailFilter, mailSort } from './query-emails.ts';
import { isImmutableQuery, queryStateOf, statesOfQuery, threadStateFor } from './query-state.ts';
import { needsServer } from './search-beyond-index.ts';

/** Email/queryChanges (RFC 8621 §4.5, J7). What the mail server had to be asked for has no changes: such queries say so. */
export const queryEmailChanges: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/queryChanges', given);
    const shape = {
      filter: await mailFilter(context, checked.filter),
      sort: mailSort(checked.sort),
      collapseThreads: checked.collapseThreads,
    };
    const account = await readyAccount(context, checked.accountId, 'read');
    const since = statesOfQuery(checked.sinceQueryState, shape);
    if (since === null || asksContacts(checked.filter) || (shape.filter !== null && (await needsServer(account, shape.filter))))
      throw new MethodError('cannotCalculateChanges');

    const threadState = await threadStateFor(account, shape);
    const isImmutable = isImmutableQuery(shape);
    const before = await touchedSince(account, since, isImmutable);
    if (before.touched.size === 0 && !checked.calculateTotal) {
      // nothing to be placed: the list, which may be long, is not needed
      const newQueryState = queryStateOf(before.emails.newState, threadState);
      return [
        [
          'Email/queryChanges',
          queryChangesAnswer(checked, { newQueryState, ids: [], touched: before.touched, created: new Set(), isImmutable }),
        ],
      ];
    }
    const now = await account.store.emails.query(account.id, {
      ...shape,
      ...{ position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: false },
    });
    if ('anchorNotFound' in now) throw new MethodError('anchorNotFound');
    const newQueryState = queryStateOf(now.queryState, threadState);
    // what changed since the first look is in the list already
    const { touched, emails } = now.queryState === before.emails.newState ? before : await touchedSince(account, since, isImmutable);
    const delta = { newQueryState, ids: now.ids, touched, created: new Set(emails.created), isImmutable };
    return [['Email/queryChanges', queryChangesAnswer(checked, delta)]];
  },
};

type Touched = { emails: Changes; touched: Set<string> };

async function touchedSince(account: AccountMail, since: { email: string; thread: string | null }, isImmutable: boolean): Promise<Touched> {
  const emails = await allChanges(account, 'Email', since.email);
  const touched = new Set([...emails.created, ...(isImmutable ? [] : emails.updated), ...emails.destroyed]);
  if (since.thread !== null) for (const id of await emailsOfThreads(account, since.thread, touched)) touched.add(id);
  return { emails, touched };
}

/** Every Email of a Thread that changed, or that has one of these Emails. */
async function emailsOfThreads(account: AccountMail, sinceState: string, emailIds: ReadonlySet<string>): Promise<string[]> {
  const changes = await allChanges(account, 'Thread', sinceState);
  const ids = new Set([...changes.created, ...changes.updated]);
  for (const { threadId } of await account.store.emails.summaries(account.id, [...emailIds])) ids.add(threadId);
  return (await account.store.emails.threads(account.id, [...ids])).flatMap((thread) => thread.emailIds);
}
