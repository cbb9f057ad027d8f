import { afterEach, expect, test } from 'vitest';
import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';
import type { AllMailView } from './all-mail.ts';
import { createMailClient } from './mail-client.ts';
import { addEmail, createFakeAccount, type FakeAccount, mailboxWithRole, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';
import { dismissToast, toasts } from './toasts.ts';

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
});

/** Two accounts whose inboxes have three conversations each, by turns in time; the list over both is on screen. */
async function setUp() {
  const fakes = [createFakeAccount('one', 'mia@postern.example', 'Mia'), createFakeAccount('two', 'mia@work.example', 'Mia at work')];
  fakes.forEach((fake, which) => {
    for (let index = 0; index < 3; index += 1)
      addEmail(fake, {
        mailboxId: mailboxWithRole(fake, 'inbox'),
        subject: `${fake.id} ${index}`,
        receivedAt: `2026-02-0${index * 2 + which + 1}T10:00:00Z`,
      });
    recount(fake);
  });
  const jmap = createFakeJmap(fakes);
  const world = createTestWorld(jmap);
  const client = createMailClient(world.tab());
  await client.start();
  const allMail = await client.allMail();
  const inbox: AllMailView = {
    key: 'inbox',
    sort: 'newest',
    isNarrowed: false,
    mailboxOf: (account) => account.withRole('inbox'),
    filterOf(account) {
      const inMailbox = account.withRole('inbox');
      return inMailbox === null ? null : { inMailbox };
    },
  };
  const list = allMail.list(inbox);
  allMail.show(inbox);
  list.show(0, 12);
  await world.pass(600);
  const rows = () =>
    Array.from({ length: list.state.get().total }, (_, index) => allMail.rows.email(list.at(index) ?? ('' as EmailId))?.subject ?? null);
  const threadOf = (index: number) => allMail.rows.email(list.at(index) ?? ('' as EmailId))?.threadId as ThreadId;
  const inArchive = (fake: FakeAccount) =>
    [...fake.emails.values()].filter((email) => email.mailboxIds[mailboxWithRole(fake, 'archive')]).map(({ subject }) => subject);
  const actions = allMail.actions(inbox.mailboxOf);
  return { fakes, jmap, world, client, allMail, list, rows, threadOf, inArchive, actions };
}

test('the inboxes of all accounts are one list by time; each row knows its account', async () => {
  const { rows, allMail, threadOf } = await setUp();
  expect(rows()).toEqual(['two 2', 'one 2', 'two 1', 'one 1', 'two 0', 'one 0']);
  expect(allMail.accountOf(threadOf(0))?.id).toBe('two');
  expect(allMail.accountOf(threadOf(1))?.id).toBe('one');
});

test('conversations of two accounts are archived each in its own, as one step that one undo takes back', async () => {
  const { actions, threadOf, world, fakes, inArchive, rows, client } = await setUp();
  const [one, two] = fakes as [FakeAccount, FakeAccount];
  actions.archive([threadOf(0), threadOf(1)], null);
  expect(rows()).toEqual(['two 1', 'one 1', 'two 0', 'one 0']);
  expect(toasts.get().map(({ text }) => text)).toEqual(['2 conversations archived']);
  await world.pass(600);
  expect([inArchive(one), inArchive(two)]).toEqual([['one 2'], ['two 2']]);
  expect(client.undoStack.depth.get()).toBe(1);
  client.undoStack.undoLast();
  await world.pass(600);
  expect([inArchive(one), inArchive(two)]).toEqual([[], []]);
  expect(rows()).toEqual(['two 2', 'one 2', 'two 1', 'one 1', 'two 0', 'one 0']);
});

test('new mail of any account comes into the list, and an account whose mail does not come takes nothing from the others', async () => {
  const { fakes, jmap, world, rows } = await setUp();
  const [one, two] = fakes as [FakeAccount, FakeAccount];
  addEmail(two, { mailboxId: mailboxWithRole(two, 'inbox'), subject: 'two new', receivedAt: '2026-02-20T10:00:00Z' });
  jmap.push('two');
  await world.pass(600);
  expect(rows()[0]).toBe('two new');
  jmap.failNext('Thread/get', 'serverUnavailable');
  addEmail(one, { mailboxId: mailboxWithRole(one, 'inbox'), subject: 'one new', receivedAt: '2026-02-21T10:00:00Z' });
  jmap.push('one');
  await world.pass(600);
  expect(rows().slice(1)).toEqual(['two new', 'two 2', 'one 2', 'two 1', 'one 1', 'two 0', 'one 0']);
});

test('a folder takes in conversations of its own account only', async () => {
  const { actions, threadOf, world, fakes, inArchive } = await setUp();
  const [one] = fakes as [FakeAccount, FakeAccount];
  actions.move([threadOf(0), threadOf(1)], null, mailboxWithRole(one, 'archive'));
  await world.pass(600);
  expect(inArchive(one)).toEqual([]);
  expect(toasts.get()).toHaveLength(1);
  actions.move([threadOf(1)], null, mailboxWithRole(one, 'archive'));
  await world.pass(600);
  expect(inArchive(one)).toEqual(['one 2']);
});

test('an account added elsewhere has its part in the list as soon as its mailboxes are here', async () => {
  const { jmap, world, client, rows } = await setUp();
  const third = createFakeAccount('three', 'mia@club.example', 'Mia');
  addEmail(third, { mailboxId: mailboxWithRole(third, 'inbox'), subject: 'three 0', receivedAt: '2026-02-28T10:00:00Z' });
  recount(third);
  jmap.accounts.set('three', third);
  jmap.push('three');
  await world.pass(1_000);
  expect(client.account('three' as AccountId)).not.toBeNull();
  expect(rows()[0]).toBe('three 0');
});
