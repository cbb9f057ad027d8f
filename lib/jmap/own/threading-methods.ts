import type { SetError, Threading } from '#lib/contract/index.ts';
import { threadingProperties, threadingSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { ThreadRule } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import { applyPatch } from '../patch-object.ts';
import type { Method } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { inTurn } from '../standard/turns.ts';

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
    return inTurn(account.id, 'alone', async () => {
      const before = await present(account);
      if (checked.ifInState !== null && checked.ifInState !== stateOf(before)) throw new MethodError('stateMismatch');
      const notUpdated: Record<string, SetError> = {};
      const updated: Record<string, null> = {};
      for (const [id, patch] of Object.entries(checked.update ?? {})) {
        const outcome = id === 'singleton' ? ruleOf(before, patch) : { error: { type: 'notFound' } as const };
        if ('error' in outcome) notUpdated[id] = outcome.error;
        else {
          await account.setThreadRule(outcome.rule);
          updated[id] = null;
        }
      }
      const singletons = (ids: readonly string[]) => Object.fromEntries(ids.map((id): [string, SetError] => [id, { type: 'singleton' }]));
      const orNull = <T extends object>(map: T): T | null => (Object.keys(map).length === 0 ? null : map);
      const response = {
        accountId: account.id,
        oldState: stateOf(before),
        newState: stateOf(await present(account)),
        created: null,
        updated: orNull(updated),
        destroyed: null,
        notCreated: orNull(singletons(Object.keys(checked.create ?? {}))),
        notUpdated: orNull(notUpdated),
        notDestroyed: orNull(singletons(checked.destroy ?? [])),
      };
      return [['Threading/set', response]];
    });
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
