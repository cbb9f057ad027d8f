import { threadTreeProperties } from '#lib/contract/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';

/** Trees are computed on reading, so one call asks for few. */
const maxTrees = 50;

/** ThreadTree/get (`urn:postern:threading`, T6): who answers whom in these Threads. */
export const getThreadTrees: Method = {
  capability: 'urn:postern:threading',
  async run(context, given) {
    const checked = checkArguments('ThreadTree/get', given);
    if (checked.ids === null || checked.ids.length > maxTrees) throw new MethodError('requestTooLarge');
    const account = await readyAccount(context, checked.accountId, 'read');
    const result = await runGet(context, checked, {
      properties: threadTreeProperties,
      state: () => account.store.state(account.id, 'Thread'),
      all: () => Promise.resolve([]),
      some: async (ids) => (await Promise.all(ids.map((id) => account.threadTree(id)))).filter((tree) => tree !== null),
    });
    return [['ThreadTree/get', { accountId: account.id, ...result }]];
  },
};

/** ThreadTree/rebuild (T5): a person asks for it; what only a deleted message held together falls apart. */
export const rebuildThread: Method = {
  capability: 'urn:postern:threading',
  async run(context, given) {
    const { accountId, threadId } = checkArguments('ThreadTree/rebuild', given);
    const account = await readyAccount(context, accountId, 'write');
    const [thread] = await account.store.emails.threads(account.id, [threadId]);
    if (thread === undefined) throw new MethodError('invalidArguments', 'threadId: no such Thread');
    return [['ThreadTree/rebuild', { accountId: account.id, threadIds: await account.rebuildThread(thread.id) }]];
  },
};

/** ThreadTree/current (J3): the old id of a merged Thread keeps working for page URLs. */
export const threadNow: Method = {
  capability: 'urn:postern:threading',
  async run(context, given) {
    const { accountId, threadId } = checkArguments('ThreadTree/current', given);
    const account = await readyAccount(context, accountId, 'read');
    return [['ThreadTree/current', { accountId: account.id, threadId: await account.store.emails.currentThread(account.id, threadId) }]];
  },
};
