import { afterEach, expect, test } from 'vitest';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';
import { announcements } from './announcements.ts';
import { actOnEverything, type BulkPart, followBulkActs, loadedThreads } from './bulk-acts.ts';
import { filterOf } from './list-view.ts';
import { addEmail, createFakeAccount, mailboxWithRole, recount } from './testing/fake-account.ts';
import { stepBulkActs } from './testing/fake-bulk.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { openInbox } from './testing/open-inbox.ts';
import { dismissToast, toasts } from './toasts.ts';

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
});

const many = 400;
const startedMs = Date.UTC(2026, 5, 1);

async function setUp() {
  const fake = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const inbox = mailboxWithRole(fake, 'inbox');
  const archive = mailboxWithRole(fake, 'archive');
  for (let index = 0; index < many; index += 1)
    addEmail(fake, { mailboxId: inbox, subject: `S${index}`, receivedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString() });
  recount(fake);
  const jmap = createFakeJmap([fake], { nowMs: () => startedMs });
  const { world, client, account, view, list } = await openInbox(jmap, inbox);
  const part = (deed: BulkPart['deed'], without: ThreadId[] = []): BulkPart => ({
    ...{ account, filter: filterOf(view, []), serverSearchId: null, inThreads: true, without, deed, patches: new Map() },
  });
  const step = async (most: number) => {
    stepBulkActs(fake, most);
    jmap.push('one');
    await world.pass(600);
  };
  const archiveAll = (without: ThreadId[] = []) =>
    actOnEverything({
      parts: [part({ kind: 'move', from: inbox, to: archive }, without)],
      label: 'All archived',
      leaves: list,
      undoStack: client.undoStack,
    });
  const inInbox = () => [...fake.emails.values()].filter(({ mailboxIds }) => mailboxIds[inbox] === true).length;
  return { fake, jmap, world, client, account, list, inbox, part, step, archiveAll, inInbox };
}

test('everything leaves the list at once, although the gateway has hardly begun; what comes in meanwhile is shown', async () => {
  const { list, archiveAll, step, fake, inbox, jmap, world, inInbox } = await setUp();
  expect(list.state.get().total).toBe(many);
  void archiveAll();
  expect(list.state.get()).toMatchObject({ total: 0, span: 0, status: 'ready' });
  await world.pass(600);
  await step(10);
  expect(inInbox()).toBe(many - 10);
  expect(list.state.get().total).toBe(0);
  addEmail(fake, { mailboxId: inbox, subject: 'Fresh', receivedAt: new Date(startedMs + 60_000).toISOString() });
  jmap.push('one');
  await world.pass(600);
  expect(list.state.get().total).toBe(1);
  expect(fake.emails.get(list.at(0) as EmailId)?.subject).toBe('Fresh');
  await step(many);
  expect(list.state.get().total).toBe(1);
  expect(inInbox()).toBe(1);
});

test('one step takes all of it back, also while it still goes on', async () => {
  const { list, archiveAll, step, client, world, inInbox } = await setUp();
  void archiveAll();
  await world.pass(600);
  await step(100);
  expect(client.undoStack.depth.get()).toBe(1);
  client.undoStack.undoLast();
  await world.pass(600);
  await step(many);
  expect(inInbox()).toBe(many);
  expect(list.state.get().total).toBe(many);
  expect(list.at(0)).not.toBeNull();
});

test('a gateway that is away for a moment while it goes on refuses nothing: the step stays, and the rows stay away', async () => {
  const { list, archiveAll, step, jmap, world, client, inInbox } = await setUp();
  void archiveAll();
  await world.pass(600);
  jmap.failNext('BulkAct/get', 'serverUnavailable');
  await step(100);
  expect(list.state.get().total).toBe(0);
  expect(toasts.get().filter(({ kind }) => kind === 'error')).toEqual([]);
  expect(client.undoStack.depth.get()).toBe(1);
  // What it told meanwhile was missed.
  await step(many);
  await world.pass(5_000);
  expect(inInbox()).toBe(0);
  client.undoStack.undoLast();
  await world.pass(600);
  await step(many);
  expect(list.state.get().total).toBe(many);
});

test('what was taken out again stays; what the gateway refuses comes back and is told', async () => {
  const { list, account, archiveAll, step, jmap, world, client, inInbox } = await setUp();
  const [kept] = loadedThreads(list, account.cache);
  void archiveAll([kept!]);
  await world.pass(600);
  await step(many);
  expect(inInbox()).toBe(1);
  expect(list.state.get().total).toBe(1);
  jmap.failNext('BulkAct/start', 'accountReadOnly');
  void archiveAll();
  expect(list.state.get().total).toBe(0);
  await world.pass(600);
  expect(list.state.get().total).toBe(1);
  expect(toasts.get().some(({ kind }) => kind === 'error')).toBe(true);
  expect(client.undoStack.depth.get()).toBe(1);
});

test('marks are seen at once, and the progress of it, by whoever follows; it can be stopped, and its end is announced', async () => {
  const { list, account, part, step, client, world } = await setUp();
  const follower = followBulkActs([account]);
  const [first] = loadedThreads(list, account.cache);
  const starred = () => account.cache.threadEmails(first!)[0]?.keywords.$flagged === true;
  const keywords = { $flagged: true };
  const patches = new Map([[list.at(0) as EmailId, { keywords }]]);
  void actOnEverything({
    parts: [{ ...part({ kind: 'keywords', keywords }), patches }],
    label: 'All starred',
    leaves: null,
    undoStack: client.undoStack,
  });
  expect(starred()).toBe(true);
  await world.pass(600);
  await step(100);
  expect(follower.shown.get()).toMatchObject([{ label: 'All starred', state: 'doing', done: 100, total: many }]);
  follower.stop(follower.shown.get()[0]!);
  await world.pass(600);
  expect(follower.shown.get()).toEqual([]);
  expect(announcements.get().text).toBe('Stopped: 100 of 400 messages');
  follower.close();
});
