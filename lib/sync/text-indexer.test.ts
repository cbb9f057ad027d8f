import { expect, test } from 'vitest';
import type { EmailId, TextReach } from '#lib/mail/index.ts';
import { syncedMessage } from '#lib/store/testing/store-content.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import type { TextWanted } from './fetch-text.ts';
import { until } from './testing/running-account.ts';
import { TextIndexer, type TextIndexLimits } from './text-indexer.ts';

const dayMs = 24 * 60 * 60_000;
const nowMs = Date.parse('2026-06-01T00:00:00Z');
const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** An inbox of messages received so many days ago, and an indexer over it that fetches by saying so. */
async function world(
  daysAgo: number[],
  limits: Partial<TextIndexLimits>,
  more: { isIdle?: () => boolean; gone?: number[]; reach?: TextReach } = {},
) {
  const t: TestStore = await openTestStore();
  const inbox = await t.mailbox('INBOX');
  await t.pass(inbox, {
    appeared: daysAgo.map((days, index) => {
      const message = syncedMessage(index + 1, `m${index + 1}`);
      return { ...message, content: { ...message.content, receivedAtMs: nowMs - days * dayMs, text: null } };
    }),
  });
  await t.store.emails.setTextReach(t.accountId, more.reach ?? 'two-years');
  const asked: { uid: number; keepsParts: boolean }[] = [];
  const stop = new AbortController();
  const progress: number[] = [];
  const indexer: TextIndexer = new TextIndexer({
    context: { accountId: t.accountId, store: t.store, log: silent, nowMs: () => nowMs, signal: stop.signal },
    limits: { prefetchMessages: 0, prefetchBytes: 1_000_000, idleMs: 5, ...limits },
    isIdle: more.isIdle ?? (() => true),
    fetch: async (wanted: readonly TextWanted[], keepsParts) => {
      for (const { uid } of wanted) asked.push({ uid, keepsParts });
      const found = wanted.filter(({ uid }) => more.gone?.includes(uid) !== true);
      await t.store.emails.storeText(
        t.accountId,
        found.map(({ emailId }) => ({ emailId: emailId as EmailId, search: 'words', preview: 'words', parts: [] })),
      );
      return keepsParts ? found.length * 1000 : 0;
    },
    onProgress: () => progress.push(indexer.waiting),
  });
  const ended = indexer.run();
  return {
    ...{ t, asked, progress, indexer },
    async end() {
      stop.abort();
      await ended;
      await t.close();
    },
  };
}

test('newest first, as far back as the reach, and progress runs down to nothing', async () => {
  const w = await world(
    Array.from({ length: 60 }, (_, index) => index * 20),
    {},
  );
  await until(async () => w.progress.at(-1) === 0, 'all indexed');
  // two years: messages 0, 20, … 720
  expect(w.asked.map(({ uid }) => uid)).toEqual(Array.from({ length: 37 }, (_, index) => index + 1));
  expect(w.progress.slice(0, 3)).toEqual([37, 12, 0]);
  expect(w.asked.some(({ keepsParts }) => keepsParts)).toBe(false);
  await w.end();
});

test('everything, where that is wanted', async () => {
  const w = await world([0, 800, 4000], {}, { reach: 'all' });
  await until(async () => w.progress.at(-1) === 0, 'all indexed');
  expect(w.asked.map(({ uid }) => uid)).toEqual([1, 2, 3]);
  await w.end();
});

test('with a reach of nothing only the newest are prefetched; their octets are kept up to the budget', async () => {
  const w = await world(
    Array.from({ length: 80 }, (_, index) => 1000 + index),
    { prefetchMessages: 60, prefetchBytes: 20_000 },
    { reach: 'off' },
  );
  await until(async () => w.progress.at(-1) === 0, 'all prefetched');
  expect(w.asked).toHaveLength(60);
  expect(w.asked.map(({ keepsParts }) => keepsParts)).toEqual([...Array(25).fill(true), ...Array(35).fill(false)]);
  await w.end();
});

test('a message that is gone from the server is asked for once in a round and stops nobody', async () => {
  const gone = Array.from({ length: 60 }, (_, index) => index + 1);
  const w = await world(
    Array.from({ length: 70 }, (_, index) => index),
    {},
    { gone },
  );
  await until(async () => (await w.t.store.emails.countWithoutText(w.t.accountId, 0)) === 60, 'the others');
  const firstRound = w.asked.slice(0, 70).map(({ uid }) => uid);
  expect(new Set(firstRound).size).toBe(70);
  await w.end();
});

test('while somebody does something nothing is fetched', async () => {
  let isIdle = true;
  const w = await world(
    Array.from({ length: 60 }, (_, index) => index),
    {},
    { isIdle: () => isIdle },
  );
  await until(async () => w.asked.length > 0, 'the first portion');
  isIdle = false;
  const atRest = async () => {
    const before = w.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    return before === w.asked.length;
  };
  await until(atRest, 'rest');
  const before = w.asked.length;
  isIdle = true;
  if (before < 60) await until(async () => w.asked.length === 60, 'it goes on');
  await w.end();
});
