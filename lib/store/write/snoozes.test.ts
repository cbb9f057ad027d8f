import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { wrongCounts } from '../testing/verify-counts.ts';

let t: TestStore;
let inbox: MailboxId;
let snoozed: MailboxId;
let ids: EmailId[];
beforeEach(async () => {
  t = await openTestStore();
  inbox = await t.mailbox('INBOX');
  const made = await t.store.mailboxes.create(t.accountId, {
    ...{ name: 'Snoozed', parentId: null, isSubscribed: true, sortOrder: 0, role: 'snoozed' },
  });
  if (!made.ok) throw new Error(made.refusal.kind);
  snoozed = made.value.id;
  ids = await t.pass(inbox, { appeared: [1, 2, 3].map((uid) => ({ ...syncedMessage(uid, `m${uid}`), flags: ['\\Seen'] })) });
});
afterEach(async () => {
  expect(wrongCounts(t.dataDir)).toEqual([]);
  await t.close();
});

const put = (untilMs: number, ...emailIds: EmailId[]) => t.store.snoozes.put(t.accountId, { emailIds, mailboxId: snoozed, untilMs });
const of = async (id: EmailId) => {
  const [email] = await t.store.emails.get(t.accountId, [id]);
  return { mailboxIds: email?.mailboxIds, isSeen: email?.keywords.includes('$seen') };
};
const list = () => t.store.snoozes.list(t.accountId);

test('put off mail lies in its mailbox alone, and comes back unread to where it was when its time has come', async () => {
  const [first, second] = ids as [EmailId, EmailId];
  await put(5_000, first);
  await put(9_000, second);
  expect(await of(first)).toEqual({ mailboxIds: [snoozed], isSeen: true });
  expect(await t.store.snoozes.nextDueMs(t.accountId)).toBe(5_000);
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 4_999)).toEqual([]);
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 5_000)).toEqual([first]);
  expect(await of(first)).toEqual({ mailboxIds: [inbox], isSeen: false });
  expect(await of(second)).toEqual({ mailboxIds: [snoozed], isSeen: true });
  expect(await list()).toEqual([
    { emailId: first, untilMs: 5_000, backAtMs: 5_000 },
    { emailId: second, untilMs: 9_000, backAtMs: null },
  ]);
  expect(await t.store.snoozes.nextDueMs(t.accountId)).toBe(9_000);
});

test('what came back is on top until it is read', async () => {
  await put(5_000, ids[0]!);
  await t.store.snoozes.bringBack(t.accountId, snoozed, 6_000);
  expect(await list()).toHaveLength(1);
  await t.store.emails.update(t.accountId, [{ id: ids[0]!, addKeywords: ['$seen'], removeKeywords: [], mailboxIds: null }]);
  expect(await list()).toEqual([]);
});

test('taken back, mail is where it was, read as it was; a second time it is not found', async () => {
  await put(5_000, ids[0]!);
  expect([...(await t.store.snoozes.takeBack(t.accountId, [ids[0]!])).values()]).toEqual([{ ok: true, value: null }]);
  expect(await of(ids[0]!)).toEqual({ mailboxIds: [inbox], isSeen: true });
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 9_000)).toEqual([]);
  expect([...(await t.store.snoozes.takeBack(t.accountId, [ids[0]!])).values()]).toEqual([{ ok: false, refusal: { kind: 'not-found' } }]);
});

test('put off again it only gets another time, and still knows where it came from', async () => {
  await put(5_000, ids[0]!);
  await put(8_000, ids[0]!);
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 6_000)).toEqual([]);
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 8_000)).toEqual([ids[0]]);
  expect(await of(ids[0]!)).toEqual({ mailboxIds: [inbox], isSeen: false });
});

test('what somebody took out of that mailbox meanwhile stays where it is, as it is', async () => {
  const archive = await t.mailbox('Archive');
  await put(5_000, ids[0]!);
  await t.store.emails.update(t.accountId, [{ id: ids[0]!, addKeywords: [], removeKeywords: [], mailboxIds: [archive] }]);
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 6_000)).toEqual([]);
  expect(await of(ids[0]!)).toEqual({ mailboxIds: [archive], isSeen: true });
  expect(await list()).toEqual([]);
});

test('a folder that is gone meanwhile: it comes back into the inbox; one that was deleted comes back nowhere', async () => {
  const made = await t.store.mailboxes.create(t.accountId, {
    ...{ name: 'Project', parentId: null, isSubscribed: true, sortOrder: 0, role: null },
  });
  if (!made.ok) throw new Error(made.refusal.kind);
  await t.store.emails.update(t.accountId, [{ id: ids[0]!, addKeywords: [], removeKeywords: [], mailboxIds: [made.value.id] }]);
  await put(5_000, ids[0]!, ids[1]!);
  await t.store.mailboxes.destroy(t.accountId, made.value.id, { removeEmails: false, notBeforeMs: 0 });
  await t.store.emails.destroy(t.accountId, [ids[1]!]);
  expect(await t.store.snoozes.bringBack(t.accountId, snoozed, 6_000)).toEqual([ids[0]]);
  expect(await of(ids[0]!)).toEqual({ mailboxIds: [inbox], isSeen: false });
});
