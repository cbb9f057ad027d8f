import { threadProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { runChanges } from '../standard/run-changes.ts';
import { runGet } from '../standard/run-get.ts';

/** Thread/get (RFC 8621 §3.1): every Email of the Thread by receivedAt (J3). */
export const getThreads: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Thread/get', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const result = await runGet(context, checked, {
      properties: threadProperties,
      state: () => account.store.state(account.id, 'Thread'),
      all: async (_, max) => account.store.emails.threads(account.id, await allThreadIds(account, max)),
      some: (ids) => account.store.emails.threads(account.id, ids),
    });
    return [['Thread/get', { accountId: account.id, ...result }]];
  },
};

async function allThreadIds(account: AccountMail, max: number): Promise<string[]> {
  const result = await account.store.emails.query(account.id, {
    filter: null,
    sort: [],
    collapseThreads: true,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: max + 1,
    calculateTotal: false,
  });
  if ('anchorNotFound' in result) return [];
  if (result.ids.length > max) throw new MethodError('requestTooLarge');
  return (await account.store.emails.summaries(account.id, result.ids)).map(({ threadId }) => threadId);
}

/** Thread/changes (RFC 8621 §3.2). */
export const changedThreads: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Thread/changes', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { response } = await runChanges(account, 'Thread', checked);
    return [['Thread/changes', response]];
  },
};
