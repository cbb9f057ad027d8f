import type { SetError, Threading } from '#lib/contract/index.ts';
import { threadingProperties, threadingSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { ThreadRule } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { applyPatch } from '../patch-object.ts';
import type { Method } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { runSingletonSet } from '../standard/run-singleton-set.ts';

const present = async (account: AccountMail): Promise<Threading> => ({ id: 'singleton', ...(await account.threading()) });

/** What waits runs down by itself; a state is of what can be set. */
const stateOf = (threading: Threading): string => threading.rule;

/** Threading/get (`urn:postern:threading`, T7): a singleton. */
export const getThreading: Method = {
  capability: 'urn:postern:threading',
  async run(context, given) {
    const checked = checkArguments('Threading/get', given);
    const account = accountOf(context, checked.accountId, 'read');
    const object = await present(account);
    const result = await runGet(context, checked, {
      properties: threadingProperties,
      state: () => Promise.resolve(stateOf(object)),
      all: () => Promise.resolve([object]),
      some: (ids) => Promise.resolve(ids.includes('singleton') ? [object] : []),
    });
    return [['Threading/get', { accountId: account.id, ...result }]];
  },
};

/** Threading/set: only an update of `singleton` (RFC 8620 §5.3). The rule holds for new mail when it answers; what is here follows in idle time. */
export const setThreading: Method = {
  capability: 'urn:postern:threading',
  async run(context, given) {
    const checked = checkArguments('Threading/set', given);
    const account = accountOf(context, checked.accountId, 'write');
    const response = await runSingletonSet(account.id, checked, {
      state: async () => stateOf(await present(account)),
      async update(patch) {
        const outcome = ruleOf(await present(account), patch);
        if ('error' in outcome) return outcome.error;
        await account.setThreadRule(outcome.rule);
        return null;
      },
    });
    return [['Threading/set', response]];
  },
};

/** The rule after a patch; null sets the default. */
function ruleOf(before: Threading, patch: Record<string, unknown>): { rule: ThreadRule } | { error: SetError } {
  const patched = applyPatch(before, patch);
  if (!patched.ok) return { error: { type: 'invalidPatch', description: patched.reason } };
  let { rule } = before;
  const wrong: string[] = [];
  for (const [name, value] of patched.changed) {
    if (name === 'id' && value === 'singleton') continue;
    const checked = threadingSettable.rule.safeParse(value === undefined ? 'conversation' : value);
    if (name === 'rule' && checked.success) rule = checked.data;
    else wrong.push(name);
  }
  return wrong.length > 0 ? { error: { type: 'invalidProperties', properties: wrong } } : { rule };
}
