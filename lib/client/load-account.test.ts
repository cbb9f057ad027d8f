import { expect, test } from 'vitest';
import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import { createMailClient } from './mail-client.ts';
import { createFakeAccount, type FakeAccount, mailboxWithRole, noteChange } from './testing/fake-account.ts';
import { createFakeJmap, type FakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';

async function setUp(prepare: (jmap: FakeJmap, fake: FakeAccount) => void) {
  const fake = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const jmap = createFakeJmap([fake]);
  const world = createTestWorld(jmap);
  prepare(jmap, fake);
  const client = createMailClient(world.tab());
  await client.start();
  const account = client.account('one' as AccountId);
  if (account === null) throw new Error('no account');
  await account.load();
  const asked = (method: string) => jmap.requests.filter(({ methodCalls }) => methodCalls.some(([name]) => name === method)).length;
  return { world, account, asked };
}

test('a part that did not come when the account was opened is asked again, alone, and followed from then on', async () => {
  const { world, account, asked } = await setUp((jmap) => jmap.failNext('EmailSubmission/query', 'serverUnavailable'));
  expect([account.status.get(), account.cache.states.EmailSubmission]).toEqual(['ready', undefined]);
  expect([asked('Mailbox/get'), asked('EmailSubmission/query')]).toEqual([1, 1]);
  await world.pass(6_000);
  expect(account.cache.states.EmailSubmission).toBeDefined();
  expect([asked('Mailbox/get'), asked('EmailSubmission/query')]).toEqual([1, 2]);
});

test('a part that the gateway refuses for good is not asked again, and keeps nothing else away', async () => {
  const { world, account, asked } = await setUp((jmap) => jmap.failNext('Quota/get', 'forbidden'));
  await world.pass(200_000);
  expect([account.status.get(), account.cache.states.Quota, asked('Quota/get')]).toEqual(['ready', undefined, 1]);
  expect(account.cache.states.EmailSubmission).toBeDefined();
});

test('what was announced while the account was being opened is followed, though its type had not come yet', async () => {
  let inbox: MailboxId | null = null;
  const { world, account } = await setUp((jmap, fake) => {
    const id = mailboxWithRole(fake, 'inbox');
    inbox = id;
    const { handle } = jmap;
    // The gateway works out its answer, and only then something changes: the announcement is here before the answer.
    jmap.handle = (request) => {
      const answer = structuredClone(handle(request));
      if (!request.methodCalls.some(([name, { ids }]) => name === 'Mailbox/get' && ids === null)) return answer;
      fake.mailboxes.set(id, { ...fake.mailboxes.get(id)!, name: 'Post' });
      noteChange(fake, 'Mailbox', id, 'updated');
      jmap.push('one');
      return answer;
    };
  });
  await world.pass(800);
  expect(account.cache.mailboxes()?.find(({ id }) => id === inbox)?.name).toBe('Post');
});
