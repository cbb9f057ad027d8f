import { expect, test } from 'vitest';
import { addEmail, createFakeAccount, mailboxWithRole, recount } from '#lib/client/testing/fake-account.ts';
import { createFakeJmap } from '#lib/client/testing/fake-jmap.ts';
import { openInbox } from '#lib/client/testing/open-inbox.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import { prefetchNeighbours } from './prefetch-neighbours.ts';

/** Five conversations, t4 on top; nothing is idle until `idle` is called. */
async function setUp() {
  const account = createFakeAccount('one', 'mia@postern.example', 'Mia');
  const mailboxId = mailboxWithRole(account, 'inbox');
  for (let n = 0; n < 5; n += 1)
    addEmail(account, { mailboxId, threadId: `t${n}` as ThreadId, subject: `About ${n}`, receivedAt: `2026-01-01T00:0${n}:00Z` });
  recount(account);
  const jmap = createFakeJmap([account]);
  const { world, account: mine, list } = await openInbox(jmap, mailboxId);
  const waiting: (() => void)[] = [];
  const whenIdle = (run: () => void) => {
    waiting.push(run);
    return () => void waiting.splice(waiting.indexOf(run), 1);
  };
  const idle = async () => {
    for (const run of waiting.splice(0)) run();
    await world.pass(400);
  };
  const withBody = () =>
    [4, 3, 2, 1, 0].filter((n) => {
      const conversation = mine.conversations.of(`t${n}` as ThreadId).get();
      return conversation.emails.some(({ body }) => body !== null);
    });
  const follow = (threadId: string) =>
    prefetchNeighbours({ list, rows: mine.cache, accountOf: () => mine }, threadId as ThreadId, whenIdle);
  return { world, follow, idle, waiting, withBody };
}

test('the conversations below and above the open one are fetched when that one is here and the browser idle, and no others', async () => {
  const { world, follow, idle, waiting, withBody } = await setUp();
  const stop = follow('t2');
  expect(waiting).toEqual([]);
  await world.pass(400);
  expect(withBody()).toEqual([2]);
  await idle();
  expect(withBody()).toEqual([3, 2, 1]);
  stop();
});

test('at the end of the list there is one neighbour; who goes on before the browser is idle asks for none', async () => {
  const { world, follow, idle, withBody } = await setUp();
  const stop = follow('t1');
  await world.pass(400);
  stop();
  await idle();
  expect(withBody()).toEqual([1]);
  follow('t4');
  await world.pass(400);
  await idle();
  expect(withBody()).toEqual([4, 3, 1]);
});
