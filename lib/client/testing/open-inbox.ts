import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import { createMailClient } from '../mail-client.ts';
import type { FakeJmap } from './fake-jmap.ts';
import { createTestWorld } from './test-io.ts';

/** A client whose account `one` shows the top of its inbox. */
export async function openInbox(jmap: FakeJmap, inbox: MailboxId) {
  const world = createTestWorld(jmap);
  const client = createMailClient(world.tab());
  await client.start();
  const account = client.account('one' as AccountId)!;
  await account.load();
  const view = { accountId: account.id, mailboxId: inbox, search: null, chips: [], sort: 'newest' as const };
  const list = account.list(view);
  account.show(view);
  list.show(0, 12);
  await world.pass(600);
  return { world, client, account, view, list };
}
