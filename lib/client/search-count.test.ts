import { expect, test } from 'vitest';
import type { AccountId } from '#lib/mail/index.ts';
import { createMailClient } from './mail-client.ts';
import { searchCount } from './search-count.ts';
import { addEmail, createFakeAccount, mailboxWithRole, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';

test('a search is counted over its accounts, without Trash; account: counts one of them; one that does not answer leaves it open', async () => {
  const fakes = [createFakeAccount('one', 'mia@postern.example', 'Mia'), createFakeAccount('two', 'mia@work.example', 'Mia')];
  for (const fake of fakes) {
    addEmail(fake, { mailboxId: mailboxWithRole(fake, 'inbox'), subject: 'Boat trip' });
    addEmail(fake, { mailboxId: mailboxWithRole(fake, 'trash'), subject: 'Boat thrown away' });
    recount(fake);
  }
  const jmap = createFakeJmap(fakes);
  const client = createMailClient(createTestWorld(jmap).tab());
  await client.start();
  const accounts = (['one', 'two'] as AccountId[]).map((id) => client.account(id)!);
  const count = (query: string) => searchCount(accounts, query, ({ name }) => name);
  expect(await count('boat')).toBeNull();
  for (const account of accounts) await account.load();
  expect(await count('boat')).toBe(2);
  expect(await count('boat account:work')).toBe(1);
  jmap.failNext('Email/query', 'serverUnavailable');
  expect(await count('boat')).toBeNull();
});
