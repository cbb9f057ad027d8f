import { afterEach, expect, test } from 'vitest';
import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';
import { createMailClient } from './mail-client.ts';
import { addEmail, createFakeAccount, mailboxWithRole, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';
import { summarise } from './thread-summary.ts';
import { dismissToast, toasts } from './toasts.ts';

const threadId = 'tlong' as ThreadId;

/** An account whose inbox holds one conversation of so many messages, watched as the reader does. */
async function setUp(size: number, keywords: string[] = ['$seen']) {
  const account = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const inboxId = mailboxWithRole(account, 'inbox');
  for (let index = 0; index < size; index += 1) {
    addEmail(account, {
      mailboxId: inboxId,
      threadId,
      subject: 'Long',
      keywords,
      from: [{ name: null, email: `p${index % 7}@example.org` }],
      messageId: [`m${index}@example.org`],
      inReplyTo: index === 0 ? null : ['m0@example.org'],
      receivedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString().replace('.000', ''),
    });
  }
  recount(account);
  const jmap = createFakeJmap([account]);
  const world = createTestWorld(jmap);
  const client = createMailClient(world.tab());
  await client.start();
  const mine = client.account('one' as AccountId);
  const actions = client.actions('one' as AccountId);
  if (mine === null || actions === null) throw new Error('no account');
  await mine.load();
  const list = mine.list({ accountId: mine.id, mailboxId: inboxId, search: null, chips: [], sort: 'newest' });
  mine.show({ accountId: mine.id, mailboxId: inboxId, search: null, chips: [], sort: 'newest' });
  list.show(0, 12);
  await world.pass(400);
  const conversation = mine.conversations.of(threadId);
  const open = async () => {
    const stop = conversation.subscribe(() => undefined);
    await world.pass(400);
    return stop;
  };
  const row = () =>
    summarise(list.at(0) as EmailId, mine.cache.thread(threadId), mine.cache.threadEmails(threadId), {
      mailbox: mine.cache.mailbox(inboxId),
      elsewhere: new Set(),
      tags: [],
      own: new Set(),
      vip: new Set(),
      me: 'me',
    });
  const largestGet = () =>
    Math.max(
      ...jmap.requests.flatMap(({ methodCalls }) =>
        methodCalls.filter(([name, args]) => name === 'Email/get' && Array.isArray(args.ids)).map(([, args]) => (args.ids as []).length),
      ),
    );
  return { account, jmap, world, client, mine, actions, list, inboxId, conversation, open, row, largestGet };
}

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
});

test('T6: a conversation of 2,000 messages opens with its newest page, flat; earlier ones come page by page', async () => {
  const { conversation, open, mine, largestGet, row, world, jmap } = await setUp(2_000);
  expect(row()?.count).toBe(2_000);
  await open();
  const { status, emails, earlier, parents } = conversation.get();
  expect({ status, shown: emails.length, earlier, parents }).toEqual({ status: 'ready', shown: 100, earlier: 1_900, parents: null });
  expect(emails.at(-1)?.messageId).toEqual(['m1999@example.org']);
  expect(emails.filter(({ body }) => body !== null)).toHaveLength(10);
  mine.conversations.showEarlier(threadId);
  await world.pass(400);
  expect(conversation.get()).toMatchObject({ earlier: 1_800 });
  expect(conversation.get().emails.map(({ messageId }) => messageId?.[0])[0]).toBe('m1800@example.org');
  expect(largestGet()).toBeLessThanOrEqual(1_000);
  expect(mine.cache.threadEmails(threadId)).toHaveLength(200);
  expect(jmap.requests.some(({ methodCalls }) => methodCalls.some(([name]) => name === 'ThreadTree/get'))).toBe(false);
});

test('T6: a message that comes into a conversation of 2,000 is fetched alone', async () => {
  const { conversation, open, account, jmap, inboxId, world, row } = await setUp(2_000);
  await open();
  jmap.requests.length = 0;
  addEmail(account, { mailboxId: inboxId, threadId, subject: 'Re: Long', receivedAt: '2026-03-01T10:00:00Z' });
  jmap.push('one');
  await world.pass(1_000);
  expect(conversation.get().emails.at(-1)?.subject).toBe('Re: Long');
  expect(row()?.count).toBe(2_001);
  const asked = jmap.requests.flatMap(({ methodCalls }) => methodCalls).filter(([name]) => name === 'Email/get');
  expect(asked.flatMap(([, args]) => (args.ids as string[] | undefined) ?? ['by reference']).length).toBeLessThan(10);
});

test('what is done to a long conversation is done to every message in it', async () => {
  const { actions, account, world, inboxId, largestGet } = await setUp(2_000, []);
  actions.read([threadId], true, { quiet: true });
  await world.pass(2_000);
  expect([...account.emails.values()].every((email) => email.keywords.$seen === true)).toBe(true);
  const archive = mailboxWithRole(account, 'archive');
  actions.archive([threadId], inboxId);
  await world.pass(2_000);
  expect([...account.emails.values()].every((email) => email.mailboxIds[archive] === true && email.mailboxIds[inboxId] === undefined)).toBe(
    true,
  );
  expect(largestGet()).toBeLessThanOrEqual(1_000);
});

test('T6: a conversation says what each of its messages answers, and says so of a new one too', async () => {
  const { conversation, open, account, jmap, inboxId, world } = await setUp(4);
  await open();
  const [first, , third] = conversation.get().emails;
  expect(conversation.get().parents?.get(third?.id as EmailId)).toBe(first?.id);
  const added = addEmail(account, {
    mailboxId: inboxId,
    threadId,
    inReplyTo: ['m1@example.org'],
    receivedAt: '2026-03-01T10:00:00Z',
  });
  jmap.push('one');
  await world.pass(1_000);
  expect(conversation.get().parents?.get(added.id)).toBe(conversation.get().emails[1]?.id);
});

test('a conversation is read without its tree when that cannot be had', async () => {
  const { conversation, open, jmap } = await setUp(4);
  jmap.failNext('ThreadTree/get', 'serverFail');
  await open();
  expect(conversation.get()).toMatchObject({ status: 'ready', parents: null });
  expect(conversation.get().emails).toHaveLength(4);
});

test('the body of a message that is opened later comes when it is wanted', async () => {
  const { conversation, open, mine, world } = await setUp(30);
  await open();
  const first = conversation.get().emails[0];
  expect(first?.body).toBeNull();
  mine.conversations.wantBodies(threadId, [first?.id as EmailId]);
  await world.pass(400);
  expect(conversation.get().emails[0]?.body?.id).toBe(first?.id);
});
