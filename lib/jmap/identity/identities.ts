import { identityProperties, identitySettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailAddress, IdentityId } from '#lib/mail/index.ts';
import type { IdentityRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { changedIds } from '../standard/changed-ids.ts';
import { runChanges } from '../standard/run-changes.ts';
import { runGet } from '../standard/run-get.ts';
import type { ObjectUpdate, SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';

/** Identity/get (RFC 8621 §6.1): one for each account from its first login (J21). */
export const getIdentities: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('Identity/get', given);
    const account = accountOf(context, checked.accountId, 'read');
    const result = await runGet(context, checked, {
      properties: identityProperties,
      state: () => account.store.state(account.id, 'Identity'),
      all: () => account.store.identities.get(account.id, null),
      some: (ids) => account.store.identities.get(account.id, ids),
    });
    return [['Identity/get', { accountId: account.id, ...result }]];
  },
};

/** Identity/changes (RFC 8621 §6.2). */
export const changedIdentities: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('Identity/changes', given);
    const account = accountOf(context, checked.accountId, 'read');
    const { response } = await runChanges(account, 'Identity', checked);
    return [['Identity/changes', response]];
  },
};

/**
 * Identity/set (RFC 8621 §6.3): name, signatures, replyTo and bcc can change. Creating and destroying are `forbidden`: an account sends as
 * its own address.
 */
export const setIdentities: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('Identity/set', given);
    const account = accountOf(context, checked.accountId, 'write');
    return [['Identity/set', await runSet(context, checked, target(account))]];
  },
};

function target(account: AccountMail): SetTarget {
  const { identities } = account.store;
  return {
    properties: identityProperties,
    updatable: Object.keys(identitySettable),
    state: () => account.store.state(account.id, 'Identity'),
    changedSince: (state) => changedIds(account, 'Identity', state),
    current: (ids) => identities.get(account.id, ids),
    create: () => Promise.resolve(refused({ type: 'forbidden' })),
    async update(updates) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const update of updates) outcomes.set(update.id, await updateOne(account, update));
      return outcomes;
    },
    async destroy(ids) {
      const known = new Set<string>((await identities.get(account.id, ids)).map(({ id }) => id));
      return new Map(ids.map((id) => [id, refused({ type: known.has(id) ? 'forbidden' : 'notFound' })]));
    },
  };
}

const defaults = { name: '', replyTo: null, bcc: null, textSignature: '', htmlSignature: '' };

async function updateOne(account: AccountMail, { id, changed }: ObjectUpdate): Promise<SetOutcome<null>> {
  const wrong: string[] = [];
  const patch: Partial<Pick<IdentityRecord, keyof typeof defaults>> = {};
  for (const [name, value] of changed) {
    const property = name as keyof typeof defaults;
    const result = identitySettable[property].safeParse(value === undefined ? defaults[property] : value);
    if (!result.success || hasControls(property, result.data)) wrong.push(name);
    else Object.assign(patch, { [property]: result.data });
  }
  if (wrong.length > 0) return invalidProperties(wrong);
  const outcome = await account.store.identities.update(account.id, id as IdentityId, patch);
  return outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal));
}

/** What ends up in a header field has no line breaks in it (security.md §6). */
function hasControls(property: string, value: string | EmailAddress[] | null): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const bad = /[\u0000-\u001f\u007f\u2028\u2029]/;
  if (property === 'name') return bad.test(value as string);
  return Array.isArray(value) && value.some((address) => bad.test(address.email) || bad.test(address.name ?? ''));
}
