import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountId, MailboxId, ThreadRule } from '#lib/mail/index.ts';
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
type Case = { id: string; messages: CorpusMessage[]; expect: { conversation: number[][]; jmap: number[][] }; orderDependent?: boolean };

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
async function grouping(each: Case, order: readonly number[], batch: number, rule: ThreadRule = 'conversation'): Promise<string> {
  return (await fed(each, order, batch, rule))();
}

/** @returns reads which positions share a thread */
async function fed(each: Case, order: readonly number[], batch: number, rule: ThreadRule, onAccount?: (id: AccountId) => void) {
  const { store } = t;
  const { accountId } = await addTestPerson(store, `person${++people}@a.example`);
  onAccount?.(accountId);
  await store.emails.setThreadRule(accountId, rule);
  await store.mailboxes.recordListing(accountId, [listedMailbox('INBOX')], []);
  const [inbox] = await store.mailboxes.syncRows(accountId);
  for (let from = 0; from < order.length; from += batch) {
    const appeared = order.slice(from, from + batch).map((position) => synced(each.messages[position]!, position));
    await store.emails.applyPass(accountId, inbox!.id, { uidValidity: 1, appeared, flags: [], vanished: [], checkpoint: null });
  }
  return () => groupsOf(accountId, inbox!.id, each.messages.length);
}

async function groupsOf(accountId: AccountId, inboxId: MailboxId, count: number): Promise<string> {
  const { store } = t;
  const uids = Array.from({ length: count }, (_, position) => position + 1);
  const ids = await store.emails.idsOfUids(accountId, inboxId, uids);
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

test.each(cases.map((each) => [each.id, each] as const))('T1–T5: %s is grouped alike in every order of arrival', async (_, each) => {
  const expected = asText(each.expect.conversation);
  const byDate = each.messages
    .map((_message, index) => index)
    .sort((a, b) => Date.parse(each.messages[a]!.date) - Date.parse(each.messages[b]!.date));
  const orders = each.orderDependent
    ? [byDate]
    : [byDate, byDate.toReversed(), ...[7, 99, 1234].map((seed) => shuffled(byDate.length, seed))];
  for (const [index, order] of orders.entries())
    expect(await grouping(each, order, index % 2 === 0 ? 1 : 200), `order ${order}`).toBe(expected);
  expect(wrongCounts(t.dataDir)).toEqual([]);
});

const asText = (groups: number[][]): string =>
  JSON.stringify(groups.map((group) => group.toSorted((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!));

test('T7: the strict rule and off, in every order of arrival', async () => {
  for (const each of cases) {
    const given = each.messages.map((_message, index) => index);
    for (const order of [given, shuffled(given.length, 42)])
      expect(await grouping(each, order, 2, 'subject'), `${each.id}, order ${order}`).toBe(asText(each.expect.jmap));
    expect(await grouping(each, given, 200, 'off'), each.id).toBe(asText(given.map((index) => [index + 1])));
  }
  expect(wrongCounts(t.dataDir)).toEqual([]);
});

test('T7: when the rule changes, mail is grouped anew in steps of any size', async () => {
  for (const each of cases) {
    if (each.orderDependent) continue;
    let account = '' as AccountId;
    const read = await fed(each, shuffled(each.messages.length, 5), 3, 'conversation', (id) => {
      account = id;
    });
    const wanted = {
      subject: each.expect.jmap,
      conversation: each.expect.conversation,
      off: each.messages.map((_message, index) => [index + 1]),
    };
    for (const [rule, most] of [
      ['subject', 2],
      ['conversation', 7],
      ['off', 200],
      ['conversation', 1],
    ] as const) {
      await t.store.emails.setThreadRule(account, rule);
      for (let steps = 0; (await t.store.emails.threading(account)).waiting > 0; steps += 1) {
        if (steps > 1_000) throw new Error('it never ends');
        await t.store.emails.regroup(account, most);
      }
      expect(await read(), `${each.id}: ${rule} by ${most}`).toBe(asText(wanted[rule]));
    }
  }
  expect(wrongCounts(t.dataDir)).toEqual([]);
});
