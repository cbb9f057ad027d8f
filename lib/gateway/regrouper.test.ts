import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '#lib/log/index.ts';
import { syncedMessage } from '#lib/store/testing/store-content.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { Regrouper } from './regrouper.ts';

let t: TestStore;
beforeAll(async () => {
  t = await openTestStore();
});
afterAll(() => t.close());

const log = createLogger({ level: () => 'error', write: () => undefined });
const until = async (holds: () => Promise<boolean>) => {
  const endMs = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error('it does not come to an end');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

test('T7: mail is grouped anew in idle time, not while mail comes in, and goes on after a restart', async () => {
  const inbox = await t.mailbox('INBOX');
  // 300 conversations of two, under two subjects
  const appeared = Array.from({ length: 600 }, (_, index) => {
    const [pair, isAnswer] = [Math.floor(index / 2), index % 2 === 1];
    return syncedMessage(index + 1, `m${index}`, {
      messageId: [`${pair}-${isAnswer ? 'b' : 'a'}@example.org`],
      references: isAnswer ? [`${pair}-a@example.org`] : null,
      inReplyTo: null,
      subject: isAnswer ? `Another ${pair}` : `Topic ${pair}`,
    });
  });
  await t.pass(inbox, { appeared });
  const threads = async () => {
    const ids = await t.store.emails.idsOfUids(
      t.accountId,
      inbox,
      appeared.map(({ uid }) => uid),
    );
    return new Set((await t.store.emails.summaries(t.accountId, ids)).map(({ threadId }) => threadId)).size;
  };
  expect(await threads()).toBe(300);
  const waiting = async () => (await t.store.emails.threading(t.accountId)).waiting;

  let isBusy = true;
  const run = () => {
    const end = new AbortController();
    const options = { accountId: t.accountId, store: t.store, log, signal: end.signal, isBusy: () => isBusy, nowMs: () => Date.now() };
    const regrouper = new Regrouper(options);
    const finished = regrouper.run();
    return {
      regrouper,
      stop: () => {
        end.abort();
        return finished;
      },
    };
  };
  const first = run();
  await t.store.emails.setThreadRule(t.accountId, 'subject');
  first.regrouper.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await waiting()).toBe(600);
  await first.stop();
  expect(await threads()).toBe(300);

  isBusy = false;
  const second = run();
  await until(async () => (await waiting()) === 0);
  expect(await threads()).toBe(600);
  await t.store.emails.setThreadRule(t.accountId, 'conversation');
  second.regrouper.wake();
  await until(async () => (await waiting()) === 0);
  expect(await threads()).toBe(300);
  await second.stop();
});
