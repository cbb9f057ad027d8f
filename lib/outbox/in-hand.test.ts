import { afterEach, beforeEach, expect, test } from 'vitest';
import { emailContent, syncedMessage } from '#lib/store/testing/store-content.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore();
});
afterEach(() => t.close());

const batch = () => t.store.intents.nextBatch(t.accountId, Date.now(), 100);

test('G3: an unstar made while the star is on its way to the server follows it', async () => {
  const [id] = await t.pass(await t.mailbox('INBOX'), { appeared: [syncedMessage(1, 'a')] });
  const change = (addKeywords: string[], removeKeywords: string[]) =>
    t.store.emails.update(t.accountId, [{ id: id!, addKeywords, removeKeywords, mailboxIds: null }]);
  await change(['$flagged'], []);
  const star = await batch();
  expect(star).toMatchObject([{ work: { kind: 'keywords', add: ['$flagged'], remove: [] } }]);
  await change([], ['$flagged']);
  await t.store.intents.confirm(star.map((intent) => ({ intentId: intent.id, landed: null })));
  expect(await batch()).toMatchObject([{ work: { kind: 'keywords', add: [], remove: ['$flagged'] } }]);
});

test('J10: a draft filed in Sent while its APPEND to Drafts is on its way is moved after it, and keeps its id', async () => {
  const { store, accountId } = t;
  const { blobId } = await store.blobs.put(accountId, Buffer.from('Subject: x\r\n\r\nx\r\n'), 'message/rfc822');
  const [drafts, sent] = [await t.mailbox('drafts'), await t.mailbox('sent')];
  const content = emailContent('draft', { text: { search: '', preview: '' } });
  const created = await store.emails.create(accountId, { content, rawBlobId: blobId, mailboxIds: [drafts], keywords: ['$draft'] });
  if (!created.ok) throw new Error(created.refusal.kind);
  const append = await batch();
  await store.emails.update(accountId, [{ id: created.value.id, addKeywords: [], removeKeywords: [], mailboxIds: [sent] }]);
  await store.intents.started([append[0]!.id], { uidNext: 1, uidValidity: 1 });
  await store.intents.confirm([{ intentId: append[0]!.id, landed: { uidValidity: 1, uid: 1 } }]);
  expect(await batch()).toMatchObject([{ work: { kind: 'move', from: { mailboxId: drafts, uid: 1 }, to: { mailboxId: sent } } }]);
  expect(await store.emails.summaries(accountId, [created.value.id])).toMatchObject([{ mailboxIds: [sent] }]);
});

test('what was only queued is still bent: an undone star costs the server nothing', async () => {
  const [id] = await t.pass(await t.mailbox('INBOX'), { appeared: [syncedMessage(1, 'a')] });
  await t.store.emails.update(t.accountId, [{ id: id!, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
  await t.store.emails.update(t.accountId, [{ id: id!, addKeywords: [], removeKeywords: ['$flagged'], mailboxIds: null }]);
  // Nothing to carry, but something to drop: the outbox is told so.
  expect(await t.store.intents.nextDueMs(t.accountId)).not.toBe(null);
  expect(await batch()).toEqual([]);
  expect(await t.store.intents.pendingCount(t.accountId)).toBe(0);
});
