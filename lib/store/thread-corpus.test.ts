import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseHeaderBlock } from '#lib/message/index.ts';
import { listedMailbox, syncedMessage } from './testing/store-content.ts';
import { addTestPerson, openTestStore, type TestStore } from './testing/test-store.ts';
import { wrongCounts } from './testing/verify-counts.ts';

const corpus = new URL('../thread/testing/threads.json', import.meta.url);

type CorpusMessage = Partial<
  Record<'from' | 'to' | 'cc' | 'subject' | 'messageId' | 'references' | 'inReplyTo' | 'listId' | 'autoSubmitted', string>
> & {
  date: string;
};
type Case = { id: string; messages: CorpusMessage[]; expect: { conversation: number[][] }; orderDependent?: boolean };

const { cases } = JSON.parse(readFileSync(corpus, 'utf8')) as { cases: Case[] };
const fieldNames = {
  from: 'From',
  to: 'To',
  cc: 'Cc',
  subject: 'Subject',
  messageId: 'Message-ID',
  references: 'References',
  inReplyTo: 'In-Reply-To',
  listId: 'List-Id',
  autoSubmitted: 'Auto-Submitted',
} as const;

let t: TestStore;
beforeAll(async () => {
  t = await openTestStore();
});
afterAll(() => t.close());

function synced(message: CorpusMessage, position: number) {
  const receivedAtMs = Date.parse(message.date);
  const fields = Object.entries(fieldNames).flatMap(([key, name]) => {
    const value = message[key as keyof typeof fieldNames];
    return value === undefined ? [] : [`${name}: ${value}\r\n`];
  });
  const headers = parseHeaderBlock(new TextEncoder().encode(`${fields.join('')}\r\n`));
  return syncedMessage(position + 1, `case-${position}`, {
    ...headers,
    sentAtMs: receivedAtMs,
    receivedAtMs,
    isList: headers.listId !== null,
  });
}

/** Deterministic shuffle. */
function shuffled(length: number, seed: number): number[] {
  const order = Array.from({ length }, (_, index) => index);
  let state = seed;
  for (let index = length - 1; index > 0; index--) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const other = state % (index + 1);
    [order[index], order[other]] = [order[other]!, order[index]!];
  }
  return order;
}

let people = 0;
/** Feeds a fresh account and reads back which positions share a thread. */
async function grouping(each: Case, order: readonly number[], batch: number): Promise<string> {
  const { store } = t;
  const { accountId } = await addTestPerson(store, `person${++people}@a.example`);
  await store.mailboxes.recordListing(accountId, [listedMailbox('INBOX')], []);
  const [inbox] = await store.mailboxes.syncRows(accountId);
  for (let from = 0; from < order.length; from += batch) {
    const appeared = order.slice(from, from + batch).map((position) => synced(each.messages[position]!, position));
    await store.emails.applyPass(accountId, inbox!.id, { uidValidity: 1, appeared, flags: [], vanished: [], checkpoint: null });
  }
  const uids = each.messages.map((_, position) => position + 1);
  const ids = await store.emails.idsOfUids(accountId, inbox!.id, uids);
  const summaries = await store.emails.summaries(accountId, ids);
  const groups = Map.groupBy(uids, (uid) => summaries.find(({ id }) => id === ids[uid - 1])!.threadId);
  // Thread/get tells the same.
  for (const { id, emailIds } of await store.emails.threads(accountId, [...groups.keys()]))
    expect(emailIds.toSorted()).toEqual(
      groups
        .get(id)!
        .map((uid) => ids[uid - 1]!)
        .toSorted(),
    );
  return JSON.stringify([...groups.values()].sort((a, b) => a[0]! - b[0]!));
}

test.each(cases.map((each) => [each.id, each] as const))(
  'T1–T5: %s is grouped alike in every order of arrival (passed over without shared/corpora)',
  async (_, each) => {
    const expected = JSON.stringify(each.expect.conversation.map((group) => group.toSorted((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!));
    const byDate = each.messages
      .map((_message, index) => index)
      .sort((a, b) => Date.parse(each.messages[a]!.date) - Date.parse(each.messages[b]!.date));
    const orders = each.orderDependent
      ? [byDate]
      : [byDate, byDate.toReversed(), ...[7, 99, 1234].map((seed) => shuffled(byDate.length, seed))];
    for (const [index, order] of orders.entries())
      expect(await grouping(each, order, index % 2 === 0 ? 1 : 200), `order ${order}`).toBe(expected);
    expect(wrongCounts(t.dataDir)).toEqual([]);
  },
);
