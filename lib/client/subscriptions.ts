import type { Subscription } from '#lib/contract/index.ts';
import type { Account } from './account.ts';
import type { Actions } from './actions.ts';
import { t } from './messages/t.ts';
import { getRowEmails } from './thread-members.ts';

/** Older mail says little about what still comes. */
const mostLookedAt = 20_000;

/**
 * Who sends mail that one can leave, most of it first, in the newest 20,000 messages.
 *
 * @param onMore  called with what is known so far after each step
 * @throws MailError
 */
export async function loadSubscriptions(
  account: Account,
  onMore: (list: readonly Subscription[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const senders = new Map<string, Subscription>();
  for (let at: number | null = 0; at !== null && at < mostLookedAt && !signal.aborted; ) {
    const answer: { list: Subscription[]; nextPosition: number | null } = await account.client.call('Subscription/query', {
      accountId: account.id,
      position: at,
    });
    for (const one of answer.list) {
      const known = senders.get(one.address);
      senders.set(one.address, known === undefined ? one : together(known, one));
    }
    at = answer.nextPosition;
    if (!signal.aborted) onMore([...senders.values()].toSorted((a, b) => b.count - a.count || a.address.localeCompare(b.address)));
  }
}

/** All of it into Trash, with one step back. @throws MailError when it is not known where the messages are */
export async function deleteSubscription(account: Account, actions: Actions, { address, emailIds }: Subscription): Promise<void> {
  const unknown = emailIds.filter((id) => account.cache.email(id) === null);
  await getRowEmails(account.client, account.cache, unknown);
  actions.trashEmails(emailIds, t('news.trashed', { count: emailIds.length, address }));
}

/** @param newer  what was found first: it names the newest message */
const together = (newer: Subscription, older: Subscription): Subscription => ({
  ...newer,
  count: newer.count + older.count,
  unread: newer.unread + older.unread,
  lastReadAt: newer.lastReadAt ?? older.lastReadAt,
  emailIds: [...newer.emailIds, ...older.emailIds],
});
