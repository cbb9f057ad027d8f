import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ThreadTree } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

type Mail = { id: string; references?: string[]; atMinute: number };

/** Puts messages in and answers the Thread of the first, and the Emails by the left side of their Message-ID. */
async function put(mails: Mail[]): Promise<{ threadId: string; emailOf: Map<string, string> }> {
  const emailOf = new Map<string, string>();
  let threadId = '';
  for (const { id, references, atMinute } of mails) {
    const date = new Date(world.now.ms + atMinute * 60_000);
    const raw = [
      'From: Ana <ana@example.org>',
      'To: Ben <ben@example.org>',
      'Subject: Plan',
      `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${id}@example.org>`,
      ...(references === undefined ? [] : [`References: ${references.map((one) => `<${one}@example.org>`).join(' ')}`]),
      '',
      'text',
    ].join('\r\n');
    const made = await world.account.createEmail({
      raw: Buffer.from(raw),
      mailboxIds: [world.mailbox.inbox as MailboxId],
      keywords: [],
      receivedAtMs: date.getTime(),
    });
    if (!made.ok) throw new Error('not created');
    emailOf.set(id, made.value.id);
    threadId ||= made.value.threadId;
  }
  return { threadId, emailOf };
}

const treeOf = async (threadId: string): Promise<ThreadTree> => {
  const { list } = await world.call('ThreadTree/get', { ids: [threadId] });
  const [tree] = list;
  if (tree === undefined) throw new Error('no tree');
  return tree;
};

test('T6, RFC 5256 §3: who answers whom, parents before children; its own last reference wins; absent messages are left out', async () => {
  const { threadId, emailOf } = await put([
    { id: 'a', atMinute: 0 },
    { id: 'b', references: ['a'], atMinute: 1 },
    { id: 'c', references: ['a', 'b'], atMinute: 2 },
    { id: 'd', references: ['a'], atMinute: 3 },
    // says that d answers c; d itself knows better
    { id: 'e', references: ['a', 'c', 'd'], atMinute: 4 },
    { id: 'f', references: ['a', 'ghost'], atMinute: 5 },
  ]);
  const { isFlat, nodes } = await treeOf(threadId);
  const nameOf = new Map([...emailOf].map(([name, id]) => [id, name]));
  expect(isFlat).toBe(false);
  expect(
    nodes.map(({ emailId, parentId, depth }) => [nameOf.get(emailId), parentId === null ? null : nameOf.get(parentId), depth]),
  ).toEqual([
    ['a', null, 0],
    ['b', 'a', 1],
    ['c', 'b', 2],
    ['d', 'a', 1],
    ['e', 'd', 2],
    ['f', 'a', 1],
  ]);
});

test('T6: no loops, and answers to one absent message stand side by side', async () => {
  const loop = await put([
    { id: 'x', references: ['y'], atMinute: 0 },
    { id: 'y', references: ['x'], atMinute: 1 },
  ]);
  const { nodes } = await treeOf(loop.threadId);
  expect(nodes.map(({ depth }) => depth)).toEqual([0, 1]);
  const orphans = await put([
    { id: 'o1', references: ['never'], atMinute: 0 },
    { id: 'o2', references: ['never'], atMinute: 1 },
  ]);
  expect((await treeOf(orphans.threadId)).nodes.map(({ parentId, depth }) => [parentId, depth])).toEqual([
    [null, 0],
    [null, 0],
  ]);
});

test('T6: above 500 messages a Thread is flat', async () => {
  const { threadId } = await put([
    { id: 'm0', atMinute: 0 },
    ...Array.from({ length: 500 }, (_, index) => ({ id: `m${index + 1}`, references: ['m0'], atMinute: index + 1 })),
  ]);
  expect(await treeOf(threadId)).toEqual({ id: threadId, isFlat: true, nodes: [] });
});

test('the standard /get: notFound, properties, few at a time', async () => {
  const { threadId } = await put([{ id: 'alone', atMinute: 0 }]);
  const answer = await world.call('ThreadTree/get', { ids: [threadId, 'tNone'], properties: ['isFlat'] });
  expect(answer).toMatchObject({ list: [{ id: threadId, isFlat: false }], notFound: ['tNone'] });
  expect((await world.call('ThreadTree/get', { ids: null })).type).toBe('requestTooLarge');
  expect((await world.call('ThreadTree/get', { ids: Array.from({ length: 51 }, (_, index) => `t${index}`) })).type).toBe('requestTooLarge');
});
