import { expect, test } from 'vitest';
import type { AccountId, ThreadId } from '#lib/mail/index.ts';
import { createMailClient } from './mail-client.ts';
import { addEmail, createFakeAccount, mailboxWithRole, noteChange, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';

const one = 'one' as AccountId;

async function setUp() {
  const account = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const inboxId = mailboxWithRole(account, 'inbox');
  for (let index = 0; index < 5; index += 1)
    addEmail(account, { mailboxId: inboxId, subject: `Subject ${index}`, receivedAt: `2026-02-0${index + 1}T10:00:00Z` });
  recount(account);
  const jmap = createFakeJmap([account]);
  const world = createTestWorld(jmap);
  const client = createMailClient(world.tab());
  await client.start();
  const mine = client.account(one);
  const actions = client.actions(one);
  if (mine === null || actions === null) throw new Error('no account');
  await mine.load();
  const view = { accountId: one, mailboxId: inboxId, search: null, chips: [], sort: 'newest' } as const;
  const list = mine.list(view);
  mine.show(view);
  list.show(0, 12);
  await world.pass(1_000);
  const threads = [...account.emails.values()].map(({ threadId }) => threadId as ThreadId);
  const told = { store: 0, about: 0, list: 0 };
  mine.cache.version.subscribe(() => {
    told.store += 1;
  });
  mine.cache.aboutVersion.subscribe(() => {
    told.about += 1;
  });
  list.state.subscribe(() => {
    told.list += 1;
  });
  return { account, jmap, world, mine, actions, list, threads, told, inboxId };
}

test('a star is told to the screen once: what the gateway says of it after that is nothing new', async () => {
  const { account, world, actions, threads, told } = await setUp();
  actions.star(threads.slice(0, 1), true);
  expect(told.store).toBe(1);
  await world.pass(2_000);
  expect([...account.emails.values()].filter(({ keywords }) => keywords.$flagged)).toHaveLength(1);
  expect(told).toEqual({ store: 1, about: 0, list: 0 });
});

test('what is read is told once, with the count of its folder', async () => {
  const { world, mine, actions, threads, told, inboxId } = await setUp();
  actions.read(threads.slice(0, 1), true);
  await world.pass(2_000);
  expect(mine.cache.mailbox(inboxId)?.unreadThreads).toBe(4);
  expect(told).toEqual({ store: 1, about: 1, list: 0 });
});

test('what is archived is told once, and its list loses its row once', async () => {
  const { world, actions, list, threads, told, inboxId } = await setUp();
  actions.archive(threads.slice(0, 1), inboxId);
  await world.pass(2_000);
  expect(list.state.get().total).toBe(4);
  expect(told).toEqual({ store: 1, about: 1, list: 1 });
});

test('what another program stars is told once; the other rows stay the same objects', async () => {
  const { account, jmap, world, mine, threads, told } = await setUp();
  const [starred, other] = threads;
  if (starred === undefined || other === undefined) throw new Error('no rows');
  const before = mine.cache.threadEmails(other);
  const email = [...account.emails.values()].find(({ threadId }) => threadId === starred);
  if (email === undefined) throw new Error('no Email');
  email.keywords = { ...email.keywords, $flagged: true };
  // The gateway names all of them; one is different.
  for (const { id } of account.emails.values()) noteChange(account, 'Email', id, 'updated');
  jmap.push('one');
  await world.pass(2_000);
  expect(mine.cache.threadEmails(starred)[0]?.keywords.$flagged).toBe(true);
  expect(mine.cache.threadEmails(other)).toBe(before);
  expect(told).toEqual({ store: 1, about: 0, list: 0 });
});
