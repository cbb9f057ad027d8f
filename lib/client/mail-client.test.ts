import { afterEach, expect, test } from 'vitest';
import { defaultPreferences } from '#lib/contract/index.ts';
import type { AccountId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import { closeComposer, openComposer } from './composer.ts';
import type { ListView } from './list-view.ts';
import { createMailClient } from './mail-client.ts';
import { addEmail, createFakeAccount, mailboxWithRole, noteChange, recount } from './testing/fake-account.ts';
import { createFakeJmap } from './testing/fake-jmap.ts';
import { createTestWorld } from './testing/test-io.ts';
import { dismissToast, toasts } from './toasts.ts';

const one = 'one' as AccountId;

/** A client that shows the inbox of an account with five unread conversations; the first has two messages in it. */
async function setUp() {
  const account = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const inboxId = mailboxWithRole(account, 'inbox');
  for (let index = 0; index < 5; index += 1) {
    addEmail(account, {
      mailboxId: inboxId,
      from: [{ name: `Sender ${index}`, email: `s${index}@example.org` }],
      subject: `Subject ${index}`,
      receivedAt: `2026-02-0${index + 1}T10:00:00Z`,
    });
  }
  const top = [...account.emails.values()].at(-1);
  const threadId = top?.threadId as ThreadId;
  addEmail(account, { mailboxId: inboxId, threadId, subject: 'Re: Subject 4', receivedAt: '2026-02-06T10:00:00Z' });
  recount(account);
  const jmap = createFakeJmap([account]);
  const world = createTestWorld(jmap);
  const client = createMailClient(world.tab());
  await client.start();
  const mine = client.account(one);
  const actions = client.actions(one);
  if (mine === null || actions === null) throw new Error('no account');
  await mine.load();
  const view: ListView = { accountId: one, mailboxId: inboxId, search: null, chips: [], sort: 'newest' };
  const list = mine.list(view);
  mine.show(view);
  list.show(0, 12);
  await world.pass(400);
  const role = (name: 'inbox' | 'archive' | 'trash' | 'junk') => mailboxWithRole(account, name);
  const unread = (id: MailboxId) => mine.cache.mailbox(id)?.unreadThreads;
  const rows = () => Array.from({ length: list.state.get().total }, (_, index) => list.at(index));
  return { account, jmap, world, client, mine, actions, list, threadId, role, unread, rows, inboxId };
}

afterEach(() => {
  for (const toast of toasts.get()) dismissToast(toast.id);
});

test('the list comes with conversations, in one request', async () => {
  const { jmap, rows, mine, threadId } = await setUp();
  expect(rows()).toHaveLength(5);
  expect(mine.cache.threadEmails(threadId)).toHaveLength(2);
  const listing = jmap.requests.filter((request) => request.methodCalls.some(([name]) => name === 'Email/query'));
  expect(listing).toHaveLength(1);
  const methods = listing[0]?.methodCalls.map(([name]) => name).filter((name) => name !== 'MailboxProgress/want');
  expect(methods).toEqual(['Email/query', 'Email/get', 'Thread/get', 'Email/get']);
});

test('a search asks for its rows without their total, and for the total alone when they are here', async () => {
  const { account, jmap, world, mine, inboxId } = await setUp();
  for (let index = 0; index < 70; index += 1) addEmail(account, { mailboxId: inboxId, subject: `Invoice ${index}` });
  const view: ListView = { accountId: one, mailboxId: null, search: { subject: 'Invoice' }, chips: [], sort: 'newest' };
  const before = jmap.requests.length;
  const list = mine.list(view);
  list.show(0, 12);
  await world.pass(400);
  expect(list.state.get()).toMatchObject({ total: 70, isCounted: true });
  const asked = jmap.requests.slice(before).flatMap(({ methodCalls }) => methodCalls.filter(([name]) => name === 'Email/query'));
  expect(asked.map(([, { limit, calculateTotal }]) => ({ limit, calculateTotal }))).toEqual([
    { limit: 64, calculateTotal: false },
    { limit: 0, calculateTotal: true },
  ]);
});

test('archive shows at once, takes the whole conversation, and reaches the gateway', async () => {
  const { actions, threadId, role, rows, mine, account, world, unread, inboxId } = await setUp();
  actions.archive([threadId], inboxId);
  expect(rows()).toHaveLength(4);
  expect(mine.cache.threadEmails(threadId).map((email) => Object.keys(email.mailboxIds))).toEqual([[role('archive')], [role('archive')]]);
  expect(unread(inboxId)).toBe(4);
  expect(unread(role('archive'))).toBe(1);
  await world.pass(400);
  expect([...account.emails.values()].filter((email) => email.mailboxIds[role('archive')])).toHaveLength(2);
  expect(rows()).toHaveLength(4);
  expect(unread(inboxId)).toBe(4);
  expect(unread(role('archive'))).toBe(1);
});

test('undo brings the conversation back to its row and its mailbox', async () => {
  const { actions, client, threadId, rows, account, world, inboxId, unread } = await setUp();
  const before = rows();
  actions.archive([threadId], inboxId);
  await world.pass(400);
  expect(client.undoStack.undoLast()).not.toBeNull();
  expect(rows()).toEqual(before);
  expect(unread(inboxId)).toBe(5);
  await world.pass(400);
  expect([...account.emails.values()].every((email) => email.mailboxIds[inboxId])).toBe(true);
  expect(rows()).toEqual(before);
  expect(unread(inboxId)).toBe(5);
});

test('the toast of an action undoes exactly that action', async () => {
  const { actions, client, world, inboxId, account, list, mine } = await setUp();
  const threadAt = (row: number) => mine.cache.email(list.at(row) ?? ('' as never))?.threadId as ThreadId;
  const first = threadAt(0);
  const second = threadAt(1);
  actions.archive([first], inboxId);
  const undo = toasts.get().find((toast) => toast.id === 'action')?.action;
  actions.trash([second], inboxId);
  undo?.run();
  await world.pass(400);
  const places = (id: ThreadId) =>
    [...account.emails.values()].filter((email) => email.threadId === id).flatMap((email) => Object.keys(email.mailboxIds));
  expect(new Set(places(first))).toEqual(new Set([inboxId]));
  expect(places(second)).toEqual([mailboxWithRole(account, 'trash')]);
  expect(client.undoStack.depth.get()).toBe(1);
});

test('a refused change returns to the truth with a toast that tries again', async () => {
  const { actions, jmap, threadId, rows, world, inboxId, unread } = await setUp();
  jmap.failNext('Email/set', 'accountReadOnly');
  actions.archive([threadId], inboxId);
  expect(rows()).toHaveLength(4);
  await world.pass(400);
  expect(rows()).toHaveLength(5);
  expect(unread(inboxId)).toBe(5);
  const failed = toasts.get().find((toast) => toast.kind === 'error');
  expect(failed?.action).not.toBeNull();
  failed?.action?.run();
  await world.pass(400);
  expect(rows()).toHaveLength(4);
});

test('a change made while the gateway is away stays on screen and is carried when it is back', async () => {
  const { actions, threadId, rows, world, inboxId, account, role } = await setUp();
  world.goAway();
  actions.trash([threadId], inboxId);
  await world.pass(5_000);
  expect(rows()).toHaveLength(4);
  world.comeBack();
  await world.pass(60_000);
  expect([...account.emails.values()].filter((email) => email.mailboxIds[role('trash')])).toHaveLength(2);
  expect(rows()).toHaveLength(4);
  expect(toasts.get().some((toast) => toast.kind === 'error')).toBe(false);
});

test('an answer lost on its way is asked for again, and the change happens once', async () => {
  const { actions, threadId, world, inboxId, account, role } = await setUp();
  world.loseAnswerTo('Email/set');
  actions.archive([threadId], inboxId);
  await world.pass(5_000);
  expect([...account.emails.values()].filter((email) => email.mailboxIds[role('archive')])).toHaveLength(2);
});

test('settled 22: the mailbox on screen is named to the gateway, so that it is kept live', async () => {
  const { jmap, inboxId } = await setUp();
  const wants = jmap.requests.flatMap(({ methodCalls }) => methodCalls.filter(([name]) => name === 'MailboxProgress/want'));
  expect(wants.map(([, args]) => args.mailboxId)).toContain(inboxId);
});

test('new mail appears in the open list by push alone', async () => {
  const { account, jmap, world, rows, mine, inboxId, unread } = await setUp();
  const email = addEmail(account, { mailboxId: inboxId, subject: 'Just in', receivedAt: '2026-02-09T10:00:00Z' });
  jmap.push('one');
  await world.pass(400);
  expect(rows()[0]).toBe(email.id);
  expect(mine.cache.email(email.id)?.subject).toBe('Just in');
  expect(unread(inboxId)).toBe(6);
});

test('a reply joins its conversation in the open list', async () => {
  const { account, jmap, world, rows, mine, threadId, inboxId } = await setUp();
  addEmail(account, { mailboxId: inboxId, threadId, subject: 'Re: Subject 4', receivedAt: '2026-02-10T10:00:00Z' });
  jmap.push('one');
  await world.pass(400);
  expect(rows()).toHaveLength(5);
  expect(mine.cache.threadEmails(threadId)).toHaveLength(3);
});

test('a flag set by another client is seen', async () => {
  const { account, jmap, world, mine, threadId } = await setUp();
  const emailId = account.threads.get(threadId)?.emailIds[0];
  jmap.handle({
    using: [],
    methodCalls: [['Email/set', { accountId: 'one', update: { [String(emailId)]: { 'keywords/$flagged': true } } }, 'x']],
  });
  await world.pass(400);
  expect(mine.cache.threadEmails(threadId)[0]?.keywords.$flagged).toBe(true);
});

test('a history that broke off makes the list be read afresh', async () => {
  const { account, jmap, world, rows, inboxId } = await setUp();
  jmap.failNext('Email/changes', 'cannotCalculateChanges');
  const email = addEmail(account, { mailboxId: inboxId, subject: 'After the break', receivedAt: '2026-02-11T10:00:00Z' });
  jmap.push('one');
  await world.pass(400);
  expect(rows()[0]).toBe(email.id);
});

test('what happened while the stream was broken is there after the reconnect', async () => {
  const { account, world, rows, inboxId } = await setUp();
  world.goAway();
  await world.pass(2_000);
  const email = addEmail(account, { mailboxId: inboxId, subject: 'Meanwhile', receivedAt: '2026-02-12T10:00:00Z' });
  recount(account);
  world.comeBack();
  await world.pass(60_000);
  expect(rows()[0]).toBe(email.id);
});

test('C6: junk sets $junk, clears $notjunk and moves; not junk does the reverse', async () => {
  const { actions, threadId, world, inboxId, account, role, mine } = await setUp();
  const emails = () => (account.threads.get(threadId)?.emailIds ?? []).map((id) => account.emails.get(id));
  actions.junk([threadId], inboxId);
  await world.pass(400);
  expect(emails().map((email) => [email?.keywords.$junk, email?.mailboxIds[role('junk')]])).toEqual([
    [true, true],
    [true, true],
  ]);
  expect(mine.cache.mailbox(role('junk'))?.totalEmails).toBe(2);
  actions.notJunk([threadId]);
  await world.pass(400);
  expect(emails().map((email) => [email?.keywords.$junk, email?.keywords.$notjunk, email?.mailboxIds[inboxId]])).toEqual([
    [undefined, true, true],
    [undefined, true, true],
  ]);
});

test('opening marks as read without a step to undo; marking by hand leaves one', async () => {
  const { actions, client, threadId, world, mine, unread, inboxId } = await setUp();
  actions.read([threadId], true, { quiet: true });
  expect(unread(inboxId)).toBe(4);
  await world.pass(400);
  expect(client.undoStack.depth.get()).toBe(0);
  actions.read([threadId], false);
  await world.pass(400);
  expect(client.undoStack.depth.get()).toBe(1);
  expect(mine.cache.threadEmails(threadId).map((email) => email.keywords.$seen === true)).toEqual([true, false]);
});

test('archive makes the archive where there is none', async () => {
  const { actions, threadId, world, inboxId, account, jmap, role } = await setUp();
  const archiveId = role('archive');
  account.mailboxes.delete(archiveId);
  noteChange(account, 'Mailbox', archiveId, 'destroyed');
  jmap.push('one');
  await world.pass(400);
  actions.archive([threadId], inboxId);
  await world.pass(400);
  const archive = [...account.mailboxes.values()].find((mailbox) => mailbox.role === 'archive');
  expect([...account.emails.values()].filter((email) => archive && email.mailboxIds[archive.id])).toHaveLength(2);
});

test('a session that ended is said once and the stream stays closed', async () => {
  const { world, client } = await setUp();
  world.signOut();
  await world.pass(60_000);
  expect(client.state.get().kind).toBe('signed-out');
  expect(world.openStreams()).toBe(0);
});

test('V3: when the session ends while something is written, the page stays, and goes on after the next sign-in', async () => {
  const { client, world, account, inboxId, list } = await setUp();
  const key = openComposer({ mode: 'new' });
  world.signOut();
  await world.pass(3_000);
  expect(client.state.get()).toMatchObject({ kind: 'ready', needsSignIn: true });
  expect(await client.resume()).toBe('still-out');
  world.signIn();
  addEmail(account, { mailboxId: inboxId, subject: 'Meanwhile' });
  recount(account);
  expect(await client.resume()).toBe('resumed');
  await world.pass(2_000);
  expect(client.state.get()).toMatchObject({ kind: 'ready', needsSignIn: false });
  expect([client.connection.state.get().kind, world.openStreams(), list.state.get().total]).toEqual(['live', 1, 6]);
  closeComposer(key);
  world.signOut();
  await world.pass(3_000);
  expect(client.state.get().kind).toBe('signed-out');
});

test('V6: somebody else who signs in gets nothing of the page before', async () => {
  const { client, world, account } = await setUp();
  const key = openComposer({ mode: 'new' });
  world.signOut();
  await world.pass(3_000);
  world.signIn();
  account.name = 'noa@postern.example';
  expect(await client.resume()).toBe('other-person');
  expect(client.state.get()).toMatchObject({ needsSignIn: true });
  closeComposer(key);
});

test('without network it starts from what this browser kept, and has everything when the network is back', async () => {
  const account = createFakeAccount('one', 'mia@postern.example', 'Mia');
  addEmail(account, { mailboxId: mailboxWithRole(account, 'inbox'), subject: 'Arrived' });
  recount(account);
  const world = createTestWorld(createFakeJmap([account]));
  const before = createMailClient(world.tab());
  await before.start();
  const known = before.account(one);
  await known?.load();
  const session = before.session();
  if (known === null || session === null) throw new Error('no session');
  const [mailboxes, identities] = [known.cache.mailboxes() ?? [], known.cache.identities() ?? []];
  before.close();

  world.goAway();
  const nothing = createMailClient(world.tab());
  await nothing.start();
  expect(nothing.state.get().kind).toBe('failed');
  nothing.close();

  world.keep({ session, preferences: { ...defaultPreferences, undoSeconds: 25 }, accounts: [{ id: one, mailboxes, identities }] });
  const client = createMailClient(world.tab());
  await client.start();
  expect(client.state.get()).toMatchObject({ kind: 'ready', username: session.username });
  await client.account(one)?.load();
  expect([client.account(one)?.status.get(), client.account(one)?.withRole('drafts')]).toEqual(['ready', known.withRole('drafts')]);
  expect(client.preferences()?.values.get().undoSeconds).toBe(25);
  expect(client.account(one)?.cache.states.Mailbox).toBeUndefined();

  world.comeBack();
  await world.pass(40_000);
  expect(client.connection.state.get().kind).toBe('live');
  expect(client.account(one)?.cache.states.Mailbox).toBeDefined();
  expect(client.preferences()?.values.get().undoSeconds).toBe(defaultPreferences.undoSeconds);

  // The session is over: the next start has nothing to start from.
  world.signOut();
  await world.pass(40_000);
  expect([client.state.get().kind, world.kept()]).toEqual(['signed-out', null]);
  client.close();
});

test('somebody else who signed in meanwhile is not shown in the page of the one before', async () => {
  const { world, client, jmap } = await setUp();
  const session = jmap.session('http://postern.test');
  jmap.session = () => ({ ...session, username: 'somebody@else.example' });
  world.goAway();
  world.comeBack();
  await world.pass(40_000);
  expect(client.state.get().kind).toBe('signed-out');
});
