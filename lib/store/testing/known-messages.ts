import type { AccountId } from '#lib/mail/index.ts';
import type { MaildropMessage, Store } from '../api.ts';

/** All that is known of all messages of a maildrop, oldest first. */
export async function knownMessages(store: Store, accountId: AccountId): Promise<MaildropMessage[]> {
  const known = await store.maildrops.known(accountId);
  const keys = Array.from({ length: known.length }, (_, row) => known.key(row));
  return store.maildrops.messages(accountId, keys);
}
