import { afterEach, expect, test } from 'vitest';
import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';
import { createMailClient } from './mail-client.ts';
// Here before the clock that is turned by hand begins.
import './run-saved-deed.ts';
import { snoozeThreads } from './snooze.ts';
import { addEmail, addMailbox, createFakeAccount, mailboxWithRole, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';
import { dismissToast, toasts } from './toasts.ts';

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
});

async function setUp() {
  const fake = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const inbox = mailboxWithRole(fake, 'inbox');
  const archive = mailboxWithRole(fake, 'archive');
  addMailbox(fake, 'Snoozed', 'snoozed', null);
  for (const subject of ['A', 'B']) addEmail(fake, { mailboxId: inbox, subject, receivedAt: '2026-02-01T10:00:00Z' });
  recount(fake);
  const world = createTestWorld(createFakeJmap([fake]));
  const ids = [...fake.emails.keys()] as EmailId[];
  /** one page of the browser, with both conversations in it */
  const page = async () => {
    const client = createMailClient(world.tab());
    await client.start();
    const account = client.account('one' as AccountId)!;
    await account.load();
    const view = { accountId: account.id, mailboxId: inbox, search: null, chips: [], sort: 'newest' as const };
    account.list(view).show(0, 12);
    account.show(view);
    await world.pass(600);
    const threads = ids.map((id) => account.cache.email(id)?.threadId as ThreadId);
    return { client, account, actions: client.actions('one' as AccountId)!, threads };
  };
  const placesOf = (id: EmailId) => Object.keys(fake.emails.get(id)?.mailboxIds ?? {});
  return { fake, inbox, archive, world, page, ids, placesOf };
}

test('what one page did another takes back, and does again; messages that went elsewhere since stay there', async () => {
  const { fake, inbox, archive, world, page, ids, placesOf } = await setUp();
  const first = await page();
  first.actions.archive(first.threads, inbox);
  await world.pass(600);
  expect(ids.map(placesOf)).toEqual([[archive], [archive]]);
  first.client.close();

  const junk = mailboxWithRole(fake, 'junk');
  fake.emails.set(ids[1]!, { ...fake.emails.get(ids[1]!)!, mailboxIds: { [junk]: true } });
  const second = await page();
  const [entry] = second.client.undoStack.entries.get();
  second.client.undoStack.undoLast();
  await world.pass(600);
  expect(ids.map(placesOf)).toEqual([[inbox], [junk]]);
  second.client.undoStack.redo(entry!.id);
  await world.pass(600);
  expect(ids.map(placesOf)).toEqual([[archive], [junk]]);
});

test('where all of it went elsewhere, it says so', async () => {
  const { fake, inbox, world, page, ids } = await setUp();
  const first = await page();
  first.actions.trash(first.threads, inbox);
  await world.pass(600);
  first.client.close();
  for (const id of ids) fake.emails.delete(id);
  const { client } = await page();
  client.undoStack.undoLast();
  await world.pass(600);
  expect(client.undoStack.entries.get()).toMatchObject([{ state: 'gone', why: 'changed' }]);
});

test('a snooze is taken back by another page', async () => {
  const { inbox, world, page, ids, placesOf } = await setUp();
  const first = await page();
  const until = world.nowMs() + 3_600_000;
  snoozeThreads([{ account: first.account, threads: first.threads, from: inbox }], until, first.client.undoStack);
  await world.pass(600);
  expect(ids.map(placesOf)).not.toContainEqual([inbox]);
  first.client.close();
  const second = await page();
  second.client.undoStack.undoLast();
  await world.pass(600);
  expect(ids.map(placesOf)).toEqual([[inbox], [inbox]]);
});
