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
import { isOwnAddress, isSendable } from '../submission/envelope.ts';

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
 * Identity/set (RFC 8621 §6.3). Further identities have the address of the account, with or without a `+detail`; the one that came with the
 * account stays.
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
    create: (object) => create(account, object),
    async update(updates) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const update of updates) outcomes.set(update.id, await updateOne(account, update));
      return outcomes;
    },
    async destroy(ids) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const id of ids) {
        const outcome = await identities.destroy(account.id, id as IdentityId);
        outcomes.set(id, outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal)));
      }
      return outcomes;
    },
  };
}

const defaults = { name: '', replyTo: null, bcc: null, textSignature: '', htmlSignature: '' };

/** More than anybody has signatures; a bound for what a client may create. */
const mostIdentities = 100;

async function create(
  account: AccountMail,
  object: Record<string, unknown>,
): Promise<SetOutcome<{ id: string } & Record<string, unknown>>> {
  const { email, ...rest } = object;
  const { values, wrong } = checkValues(new Map(Object.entries(rest)));
  if (typeof email !== 'string' || !isSendable(email)) wrong.push('email');
  if (wrong.length > 0 || typeof email !== 'string') return invalidProperties(wrong);
  const all = await account.store.identities.get(account.id, null);
  if (!isOwnAddress(email, all.slice(0, 1))) return refused({ type: 'forbiddenFrom' });
  if (all.length >= mostIdentities) return refused({ type: 'overQuota' });
  const full = { ...defaults, ...values };
  const id = await account.store.identities.create(account.id, { ...full, email });
  const unsaid = Object.fromEntries(Object.entries(full).filter(([name]) => !Object.hasOwn(object, name)));
  return done({ id, ...unsaid, mayDelete: true });
}

type Values = Partial<Pick<IdentityRecord, keyof typeof defaults>>;

/** `undefined` stands for the default. */
function checkValues(given: ReadonlyMap<string, unknown>): { values: Values; wrong: string[] } {
  const wrong: string[] = [];
  const values: Values = {};
  for (const [name, value] of given) {
    const property = name as keyof typeof defaults;
    const result = Object.hasOwn(defaults, name)
      ? identitySettable[property].safeParse(value === undefined ? defaults[property] : value)
      : null;
    if (result?.success !== true || hasControls(property, result.data)) wrong.push(name);
    else Object.assign(values, { [property]: result.data });
  }
  return { values, wrong };
}

async function updateOne(account: AccountMail, { id, changed }: ObjectUpdate): Promise<SetOutcome<null>> {
  const { values: patch, wrong } = checkValues(changed);
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
