import { expect, onTestFinished, test } from 'vitest';
import { listedMailbox, syncedMessage } from '#lib/store/testing/store-content.ts';
import { openTestStore } from '#lib/store/testing/test-store.ts';
import { DirtyMailboxes } from './dirty-mailboxes.ts';
import { byUrgency } from './mailbox-urgency.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const status = { messages: 3, uidNext: 4, uidValidity: 1, unseen: null, highestModSeq: null };

async function house() {
  const t = await openTestStore([
    listedMailbox('INBOX'),
    listedMailbox('Archive', { role: 'archive' }),
    listedMailbox('Work'),
    listedMailbox('Top', { isSelectable: false }),
  ]);
  onTestFinished(() => t.close());
  let strangers = 0;
  const context = { accountId: t.accountId, store: t.store, log: silent, nowMs: Date.now, signal: new AbortController().signal };
  const dirty = new DirtyMailboxes(context, () => {
    strangers += 1;
  });
  const order = byUrgency(new Map());
  return {
    ...{ t, dirty },
    strangers: () => strangers,
    next: async (isWilling = (_path: string) => true) => (await dirty.next(({ path }) => isWilling(path), order))?.path ?? null,
  };
}

test('the most urgent comes first, those that refuse stay for later, and what was looked at is done', async () => {
  const { t, dirty, next } = await house();
  expect(await next()).toBe(null);
  dirty.add(await t.mailbox('Work'));
  dirty.addPath('Archive');
  dirty.addPath('INBOX');
  dirty.addPath('not in any listing');
  expect(await next()).toBe('INBOX');
  expect(await next((path) => path !== 'INBOX')).toBe('Archive');
  for (const path of ['INBOX', 'Archive', 'Work']) {
    expect(await next()).toBe(path);
    dirty.delete(await t.mailbox(path));
  }
  expect(await next()).toBe(null);
});

test('a mailbox that cannot be opened is none, and one that is gone is forgotten', async () => {
  const { t, dirty, next } = await house();
  dirty.add(await t.mailbox('Top'));
  dirty.add(await t.mailbox('Work'));
  await t.store.mailboxes.recordListing(t.accountId, [listedMailbox('INBOX')], []);
  expect(await next()).toBe(null);
});

test('J1: a mailbox into which an intent is unanswered waits for the answer', async () => {
  const { t, dirty, next } = await house();
  const [work, inbox] = [await t.mailbox('Work'), await t.mailbox('INBOX')];
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'm1')] });
  await t.store.emails.update(t.accountId, [{ id: id!, addKeywords: [], removeKeywords: [], mailboxIds: [work] }]);
  const [move] = await t.store.intents.nextBatch(t.accountId, Date.now(), 10);
  await t.store.intents.started([move!.id], { uidNext: 1, uidValidity: 1 });
  dirty.add(work);
  dirty.add(inbox);
  expect(await next()).toBe('INBOX');
  dirty.delete(inbox);
  expect([await next(), dirty.isAnswerAwaited]).toEqual([null, true]);
  await t.store.intents.confirm([{ intentId: move!.id, landed: null }]);
  expect([await next(), dirty.isAnswerAwaited]).toEqual(['Work', false]);
});

test('RFC 5465: what is told and new makes dirty; a name that no listing has shown asks for one listing', async () => {
  const { t, dirty, next, strangers } = await house();
  const inbox = await t.mailbox('INBOX');
  await t.pass(inbox, { checkpoint: { uidValidity: 1, uidNext: 4, isFilled: true, serverMessages: 3, highestModSeq: 9n } });
  dirty.addTold('INBOX', { ...status, highestModSeq: 9n });
  expect(await next()).toBe(null);
  dirty.addTold('INBOX', { ...status, uidNext: 5 });
  expect(await next()).toBe('INBOX');
  dirty.addTold('Fresh', status);
  dirty.addTold('Fresh', status);
  await next();
  expect(strangers()).toBe(1);
});

test('I26: after a line that nobody could read its mailbox is in doubt, or all are, until they were compared', async () => {
  const { t, dirty, next } = await house();
  const [inbox, work, top] = [await t.mailbox('INBOX'), await t.mailbox('Work'), await t.mailbox('Top')];
  await dirty.doubt('Work');
  expect([dirty.isDoubtful(work), dirty.isDoubtful(inbox)]).toEqual([true, false]);
  expect(await next()).toBe('Work');
  await dirty.doubt(null);
  expect([dirty.isDoubtful(inbox), dirty.isDoubtful(top)]).toEqual([true, false]);
  dirty.setCompared(work);
  expect(dirty.isDoubtful(work)).toBe(false);
});
