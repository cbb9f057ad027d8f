import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncedMessage } from '../testing/store-content.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore();
});
afterEach(() => t.close());

const list = async (mailbox: string) => {
  const id = await t.mailbox(mailbox);
  const result = await t.store.emails.query(t.accountId, {
    filter: { op: 'in-mailbox', mailboxId: id },
    sort: [],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: null,
    calculateTotal: true,
  });
  if ('anchorNotFound' in result) throw new Error('no anchor was given');
  return result.ids;
};
const keywords = async (id: string) => (await t.store.emails.summaries(t.accountId, [id]))[0]?.keywords.toSorted();

test('messages of a pass are there with their flags, counts and thread', async () => {
  const inbox = await t.mailbox('INBOX');
  const [first, second] = await t.pass(inbox, {
    appeared: [
      syncedMessage(1, 'one', { flags: ['\\Seen', 'Work'] }),
      syncedMessage(2, 'two', { inReplyTo: ['one@test.example'], receivedAtMs: Date.UTC(2026, 0, 2) }),
    ],
  });
  const [email] = await t.store.emails.get(t.accountId, [first!]);
  expect(email).toMatchObject({ subject: 'Subject one', keywords: ['$seen', 'work'], mailboxIds: [inbox], textState: 'absent' });
  expect(await list('INBOX')).toEqual([second, first]);
  const [mailbox] = await t.store.mailboxes.get(t.accountId, [inbox]);
  expect(mailbox).toMatchObject({ totalEmails: 2, unreadEmails: 1, totalThreads: 1, unreadThreads: 1 });
  expect(await t.store.emails.threads(t.accountId, [email!.threadId])).toEqual([{ id: email!.threadId, emailIds: [first, second] }]);
});

test('J6: a message marked \\Deleted is not seen, and comes as a new Email when the mark goes', async () => {
  const inbox = await t.mailbox('INBOX');
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one'), syncedMessage(2, 'two', { flags: ['\\Deleted'] })] });
  expect(await list('INBOX')).toEqual([id]);
  await t.pass(inbox, { flags: [{ uid: 1, flags: ['\\Deleted'], modSeq: null }] });
  expect(await list('INBOX')).toEqual([]);
  expect(await t.store.emails.countUids(t.accountId, inbox, null)).toBe(2);
  await t.pass(inbox, { flags: [{ uid: 1, flags: [], modSeq: null }] });
  const [again] = await list('INBOX');
  expect(again).toBeDefined();
  expect(again).not.toBe(id);
});

test('J1: a message that another client moved keeps its id, and stays in the old mailbox until it is found', async () => {
  const inbox = await t.mailbox('INBOX');
  const archive = await t.mailbox('Archive');
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  await t.pass(inbox, { vanished: [{ from: 1, to: 1 }] });
  expect(await list('INBOX')).toEqual([id]);
  await t.pass(archive, { appeared: [syncedMessage(7, 'one')] });
  expect(await list('INBOX')).toEqual([]);
  expect(await list('Archive')).toEqual([id]);
});

test('J2: flags of another client are applied keyword by keyword', async () => {
  const inbox = await t.mailbox('INBOX');
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one', { flags: ['\\Flagged'] })] });
  await t.store.emails.update(t.accountId, [{ id: id!, addKeywords: ['work'], removeKeywords: [], mailboxIds: null }]);
  await t.pass(inbox, { flags: [{ uid: 1, flags: ['\\Seen'], modSeq: null }] });
  expect(await keywords(id!)).toEqual(['$seen', 'work']);
});
