import type { SetError, TextIndex } from '#lib/contract/index.ts';
import { textIndexProperties, textIndexSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { applyPatch } from '../patch-object.ts';
import type { Method } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { runSingletonSet } from '../standard/run-singleton-set.ts';

const present = async (account: AccountMail): Promise<TextIndex> => ({
  id: 'singleton',
  reach: await account.store.emails.textReach(account.id),
});

/** TextIndex/get (`urn:postern:sync`): a singleton. */
export const getTextIndex: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const checked = checkArguments('TextIndex/get', given);
    const account = accountOf(context, checked.accountId, 'read');
    const object = await present(account);
    const result = await runGet(context, checked, {
      properties: textIndexProperties,
      state: () => Promise.resolve(object.reach),
      all: () => Promise.resolve([object]),
      some: (ids) => Promise.resolve(ids.includes('singleton') ? [object] : []),
    });
    return [['TextIndex/get', { accountId: account.id, ...result }]];
  },
};

/** TextIndex/set: the new reach holds from the next idle moment on. */
export const setTextIndex: Method = {
  capability: 'urn:postern:sync',
  async run(context, given) {
    const checked = checkArguments('TextIndex/set', given);
    const account = accountOf(context, checked.accountId, 'write');
    const response = await runSingletonSet(account.id, checked, {
      state: async () => (await present(account)).reach,
      update: (patch) => updateReach(account, patch),
    });
    return [['TextIndex/set', response]];
  },
};

/** null sets the default. */
async function updateReach(account: AccountMail, patch: Record<string, unknown>): Promise<SetError | null> {
  const patched = applyPatch(await present(account), patch);
  if (!patched.ok) return { type: 'invalidPatch', description: patched.reason };
  const wrong: string[] = [];
  for (const [name, value] of patched.changed) {
    if (name === 'id' && value === 'singleton') continue;
    const checked = textIndexSettable.reach.safeParse(value === undefined ? 'two-years' : value);
    if (name === 'reach' && checked.success) await account.store.emails.setTextReach(account.id, checked.data);
    else wrong.push(name);
  }
  return wrong.length > 0 ? { type: 'invalidProperties', properties: wrong } : null;
}
