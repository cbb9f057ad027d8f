import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type { BulkActRecord, BulkDeed, BulkScope } from '../api.ts';
import { syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

let t: TestStore;
let inbox: MailboxId;
let archive: MailboxId;
let sent: MailboxId;
let ids: EmailId[];
beforeEach(async () => {
  t = await openTestStore();
  [inbox, archive, sent] = [await t.mailbox('INBOX'), await t.mailbox('Archive'), await t.mailbox('Sent')];
  ids = await t.pass(inbox, { appeared: Array.from({ length: 25 }, (_, index) => syncedMessage(index + 1, `m${index}`)) });
});
afterEach(async () => {
  expect(wrongCounts(t.dataDir)).toEqual([]);
  await t.close();
});

const all: BulkScope = { inThreads: true, emails: 'all' };
async function start(deed: BulkDeed, found: readonly EmailId[] = ids, scope = all, without: ThreadId[] = []): Promise<BulkActRecord> {
  const emails = await t.store.bulkActs.scope(t.accountId, found, scope, new Set(without));
  return t.store.bulkActs.start(t.accountId, { deed, emails });
}
async function work(slices = Number.POSITIVE_INFINITY, most = 10): Promise<BulkActRecord | null> {
  let last: BulkActRecord | null = null;
  for (let count = 0; count < slices; count += 1) {
    const next = await t.store.bulkActs.doSlice(t.accountId, most);
    if (next === null) break;
    last = next;
  }
  return last;
}
const steer = (id: string, how: 'stop' | 'undo' | 'redo') => t.store.bulkActs.steer(t.accountId, id, how);
const emails = async () => (await t.store.emails.get(t.accountId, ids)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
const places = async () => (await emails()).map(({ mailboxIds }) => mailboxIds.toSorted());
const count = async (mailboxId: MailboxId) => (await places()).filter((one) => one.includes(mailboxId)).length;
const move = (to = archive, from: MailboxId | null = inbox): BulkDeed => ({
  kind: 'move',
  from,
  elseAll: from === null,
  to,
  addKeywords: [],
  removeKeywords: [],
});

test('a move is done slice by slice, taken back and done again; each slice is kept, also over a restart', async () => {
  const { id } = await start(move());
  expect(await count(archive)).toBe(0);
  expect(await work(1)).toMatchObject({ state: 'doing', done: 10, total: 25 });
  expect(await count(archive)).toBe(10);
  await t.reopen();
  expect(await work()).toMatchObject({ id, state: 'done', done: 25, failed: 0 });
  expect(await count(archive)).toBe(25);
  expect(await steer(id, 'undo')).toMatchObject({ ok: true, value: { state: 'undoing' } });
  expect(await work(1)).toMatchObject({ state: 'undoing', done: 20 });
  await t.reopen();
  expect(await work()).toMatchObject({ state: 'undone', done: 0 });
  expect(await count(inbox)).toBe(25);
  expect(await count(archive)).toBe(0);
  expect(await steer(id, 'redo')).toMatchObject({ ok: true });
  expect(await work()).toMatchObject({ state: 'done' });
  expect(await count(archive)).toBe(25);
});

test('stopped it stays as far as it came, and that is what is taken back', async () => {
  const { id } = await start(move());
  await work(1);
  expect(await steer(id, 'stop')).toMatchObject({ ok: true, value: { state: 'stopped', done: 10 } });
  expect(await work()).toBeNull();
  expect(await count(archive)).toBe(10);
  await steer(id, 'undo');
  expect(await work()).toMatchObject({ state: 'undone' });
  expect(await count(inbox)).toBe(25);
});

test('what somebody changed meanwhile stays as they made it: moved away before its turn, or after it', async () => {
  const [first] = ids as [EmailId];
  const last = ids.at(-1)!;
  const { id } = await start(move());
  await t.store.emails.update(t.accountId, [{ id: last, addKeywords: [], removeKeywords: [], mailboxIds: [sent] }]);
  await t.store.emails.destroy(t.accountId, [ids[3]!]);
  await work();
  await t.store.emails.update(t.accountId, [{ id: first, addKeywords: [], removeKeywords: [], mailboxIds: [sent] }]);
  await steer(id, 'undo');
  await work();
  const now = new Map((await emails()).map((email) => [email.id, email.mailboxIds]));
  expect([now.get(first), now.get(last), now.get(ids[3]!)]).toEqual([[sent], [sent], undefined]);
  expect([...now.values()].filter(([place]) => place === inbox)).toHaveLength(22);
});

test('keywords: taken back, what had one before still has it', async () => {
  await t.store.emails.update(t.accountId, [{ id: ids[0]!, addKeywords: ['$seen'], removeKeywords: [], mailboxIds: null }]);
  const seen = async () => (await emails()).filter(({ keywords }) => keywords.includes('$seen')).length;
  const { id } = await start({ kind: 'keywords', addKeywords: ['$seen'], removeKeywords: [] });
  await work();
  expect(await seen()).toBe(25);
  await steer(id, 'undo');
  await work();
  expect(await seen()).toBe(1);
});

test('a copy adds a mailbox; junk is moved and marked; both are taken back', async () => {
  const copy = await start({ kind: 'copy', to: archive });
  await work();
  expect((await places())[0]).toEqual([inbox, archive].toSorted());
  const junk = await start({ ...move(sent), addKeywords: ['$junk'], removeKeywords: ['$notjunk'] } as BulkDeed);
  await work();
  expect((await places())[0]).toEqual([archive, sent].toSorted());
  expect((await emails())[0]?.keywords).toContain('$junk');
  for (const { id } of [junk, copy]) {
    await steer(id, 'undo');
    await work();
  }
  expect(new Set((await places()).map(String))).toEqual(new Set([inbox]));
  expect((await emails())[0]?.keywords).not.toContain('$junk');
});

test('snoozed together they come back together', async () => {
  const made = await t.store.mailboxes.create(t.accountId, {
    ...{ name: 'Snoozed', parentId: null, isSubscribed: true, sortOrder: 0, role: 'snoozed' },
  });
  if (!made.ok) throw new Error(made.refusal.kind);
  const { id } = await start({ kind: 'snooze', mailboxId: made.value.id, untilMs: 5_000 });
  await work();
  expect(await t.store.snoozes.list(t.accountId)).toHaveLength(25);
  expect(await count(made.value.id)).toBe(25);
  await steer(id, 'undo');
  await work();
  expect(await t.store.snoozes.list(t.accountId)).toEqual([]);
  expect(await count(inbox)).toBe(25);
});

test('what is destroyed can not be taken back, and says so', async () => {
  const { id } = await start({ kind: 'destroy' }, ids.slice(0, 3));
  expect(await work()).toMatchObject({ state: 'done', done: 3 });
  expect(await emails()).toHaveLength(22);
  expect(await steer(id, 'undo')).toEqual({ ok: false, refusal: { kind: 'invalid' } });
  expect(await steer('bNone', 'undo')).toMatchObject({ ok: false, refusal: { kind: 'not-found' } });
});

test('acts are done in the order in which they were asked for, and listed', async () => {
  const one = await start(move(archive));
  const two = await start(move(sent, archive));
  await work();
  expect(await count(sent)).toBe(25);
  expect((await t.store.bulkActs.list(t.accountId)).map(({ id, state }) => [id, state])).toEqual([
    [one.id, 'done'],
    [two.id, 'done'],
  ]);
});

test('of a conversation are meant: all of it, its newest, what lies in a mailbox, or all of it where nothing lies there', async () => {
  const reply = (uid: number, to: string) => {
    const message = syncedMessage(uid, `r${uid}`);
    return { ...message, content: { ...message.content, inReplyTo: [to], references: [to] } };
  };
  const [email] = await t.store.emails.get(t.accountId, [ids[0]!]);
  const parent = email!.messageId![0]!;
  const [answer] = await t.pass(sent, { appeared: [reply(900, parent)] });
  const of = async (scope: BulkScope, without: ThreadId[] = []) =>
    (await t.store.bulkActs.scope(t.accountId, [ids[0]!], scope, new Set(without))).byteLength / 8;
  expect(answer).toBeDefined();
  expect(await of(all)).toBe(2);
  expect(await of({ inThreads: false, emails: 'all' })).toBe(1);
  expect(await of({ inThreads: true, emails: 'newest' })).toBe(1);
  expect(await of({ inThreads: true, emails: 'in', mailboxId: sent })).toBe(1);
  expect(await of({ inThreads: true, emails: 'in', mailboxId: archive })).toBe(0);
  expect(await of({ inThreads: true, emails: 'in-or-all', mailboxId: inbox, not: [archive] })).toBe(1);
  expect(await of({ inThreads: true, emails: 'in-or-all', mailboxId: archive, not: [sent] })).toBe(1);
  expect(await of(all, [email!.threadId])).toBe(0);
});
