import { afterEach, expect, test } from 'vitest';
import type { ThreadId } from '#lib/mail/index.ts';
import { snoozesBack, snoozeThreads } from './snooze.ts';
import { addEmail, addMailbox, createFakeAccount, mailboxWithRole, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { openInbox } from './testing/open-inbox.ts';
import { dismissToast, toasts } from './toasts.ts';

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
});

async function setUp({ hasSnoozed = true } = {}) {
  const fake = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const inbox = mailboxWithRole(fake, 'inbox');
  if (hasSnoozed) addMailbox(fake, 'Snoozed', 'snoozed', null);
  for (const subject of ['A', 'B'])
    addEmail(fake, { mailboxId: inbox, subject, receivedAt: `2026-02-0${subject === 'A' ? 1 : 2}T10:00:00Z` });
  recount(fake);
  const jmap = createFakeJmap([fake]);
  const { world, client, account, list } = await openInbox(jmap, inbox);
  const threadId = account.cache.email(list.at(0)!)!.threadId as ThreadId;
  const rows = () => Array.from({ length: list.state.get().total }, (_, index) => account.cache.email(list.at(index)!)?.subject);
  const asked = () =>
    jmap.requests.flatMap(({ methodCalls }) => methodCalls).flatMap(([name, args]) => (name === 'Snooze/set' ? [args.until] : []));
  const snooze = () => snoozeThreads([{ account, threads: [threadId], from: inbox }], world.nowMs() + 3_600_000, client.undoStack);
  return { fake, jmap, world, client, account, rows, asked, snooze };
}

test('a conversation that is put off leaves the list at once; undo brings it back and tells the gateway after what went before', async () => {
  const { rows, snooze, world, client, asked } = await setUp();
  snooze();
  expect(rows()).toEqual(['A']);
  await world.pass(600);
  expect(rows()).toEqual(['A']);
  client.undoStack.undoLast();
  await world.pass(600);
  expect(asked()).toEqual(['2026-03-01T13:00:00Z', null]);
  expect(rows()).toEqual(['B', 'A']);
});

test('what is refused comes back into the list, is told, and cannot be undone', async () => {
  const { rows, snooze, world, client, jmap } = await setUp();
  jmap.failNext('Snooze/set', 'accountReadOnly');
  snooze();
  await world.pass(600);
  expect(rows()).toEqual(['B', 'A']);
  expect(toasts.get().some(({ kind }) => kind === 'error')).toBe(true);
  expect(client.undoStack.depth.get()).toBe(0);
});

test('the first time the mailbox for it is made by the gateway, and known afterwards', async () => {
  const { snooze, world, account } = await setUp({ hasSnoozed: false });
  snooze();
  await world.pass(600);
  expect(account.withRole('snoozed')).not.toBeNull();
});

test('what came back is fetched whatever its date; an account that does not answer is left out', async () => {
  const { fake, account, jmap, world } = await setUp();
  const old = addEmail(fake, { mailboxId: mailboxWithRole(fake, 'inbox'), subject: 'Old', receivedAt: '2001-02-01T10:00:00Z' });
  fake.snoozes.set(old.id, { id: old.id, until: '2026-03-01T11:00:00Z', isBack: true });
  await world.settle();
  expect(await snoozesBack([account])).toEqual([{ account, emailIds: [old.id] }]);
  expect(account.cache.email(old.id)?.subject).toBe('Old');
  jmap.failNext('Snooze/get', 'serverUnavailable');
  expect(await snoozesBack([account])).toEqual([{ account, emailIds: [] }]);
});
