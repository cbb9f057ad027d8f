import { afterAll, beforeAll, expect, test } from 'vitest';
import { syncedMessage } from './testing/store-content.ts';
import { openTestStore, type TestStore } from './testing/test-store.ts';
import { wrongCounts } from './testing/verify-counts.ts';

let t: TestStore;
beforeAll(async () => {
  t = await openTestStore();
});
afterAll(() => t.close());

test('T5: deleting never splits a thread; rethread rebuilds it from what is there', async () => {
  const { emails, mailboxes } = t.store;
  const inbox = (await mailboxes.get(t.accountId, null)).find((mailbox) => mailbox.role === 'inbox')!.id;
  const ids = { first: ['a@example.org'], bridge: ['b@example.org'], last: ['c@example.org'] };
  await emails.applyPass(t.accountId, inbox, {
    uidValidity: 1,
    appeared: [
      syncedMessage(1, 'first', { messageId: ids.first, references: null, inReplyTo: null, subject: 'One' }),
      syncedMessage(2, 'bridge', { messageId: ids.bridge, references: [...ids.first, ...ids.last], inReplyTo: null, subject: 'Re: One' }),
      syncedMessage(3, 'last', { messageId: ids.last, references: null, inReplyTo: null, subject: 'Another' }),
    ],
    flags: [],
    vanished: [],
    checkpoint: { uidValidity: 1, uidNext: 4, isFilled: true },
  });
  const all = async () => {
    const result = await emails.query(t.accountId, {
      filter: null,
      sort: [],
      collapseThreads: false,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: null,
      calculateTotal: false,
    });
    return emails.summaries(t.accountId, 'ids' in result ? result.ids : []);
  };
  const before = await all();
  expect(new Set(before.map((email) => email.threadId)).size).toBe(1);
  await emails.destroy(t.accountId, [before.find((email) => email.messageId?.[0] === 'b@example.org')!.id]);
  expect(new Set((await all()).map((email) => email.threadId)).size).toBe(1);

  const { EmailDelivery } = await t.store.states(t.accountId);
  await emails.rethread(t.accountId, before[0]!.threadId);
  // RFC 8621 §1.5: some came back under new ids, and nothing was delivered
  expect((await t.store.states(t.accountId)).EmailDelivery).toBe(EmailDelivery);
  const after = await all();
  expect(after.map((email) => email.subject).sort()).toEqual(['Another', 'One']);
  expect(new Set(after.map((email) => email.threadId)).size).toBe(2);
  expect(wrongCounts(t.dataDir)).toEqual([]);
  // Nothing is left to do: the same call changes nothing.
  const state = await t.store.state(t.accountId, 'Email');
  for (const email of after) await emails.rethread(t.accountId, email.threadId);
  expect(await t.store.state(t.accountId, 'Email')).toBe(state);
});
