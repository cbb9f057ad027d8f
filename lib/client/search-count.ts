import type { Mailbox } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { filterOf } from './list-view.ts';
import { searchFilter } from './search-filter.ts';

/** How many conversations a search finds in these accounts; null while one of them does not answer, or finds nothing to ask. */
export async function searchCount(
  accounts: readonly Account[],
  query: string,
  nameOf: (mailbox: Mailbox) => string,
  vipSenders: readonly string[] = [],
): Promise<number | null> {
  let sum = 0;
  for (const account of accounts) {
    const mailboxes = account.cache.mailboxes();
    if (mailboxes === null) return null;
    const search = searchFilter(query, mailboxes, nameOf, account.io.nowMs(), account.cache.tags(), account.name, vipSenders).filter;
    const elsewhere = [account.withRole('trash'), account.withRole('junk')].filter((id) => id !== null);
    const view = { accountId: account.id, mailboxId: null, search, chips: [], sort: 'newest' as const };
    try {
      const answer = await account.client.call('Email/query', {
        accountId: account.id,
        filter: filterOf(view, elsewhere),
        collapseThreads: true,
        limit: 0,
        calculateTotal: true,
      });
      sum += answer.total ?? 0;
    } catch (error) {
      if (!isMailError(error)) throw error;
      return null;
    }
  }
  return sum;
}
