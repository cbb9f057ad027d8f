import { createHash } from 'node:crypto';
import type { Comparator, Quota } from '#lib/contract/index.ts';
import { quotaFilterCondition, quotaProperties, quotaSortProperties } from '#lib/contract/index.ts';
import type { AccountMail, AccountQuota, QuotaState } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { checkCondition, checkSort, collated, compareBy, testOf, windowOf } from '../standard/run-query.ts';
import { queryChangesAnswer } from '../standard/run-query-changes.ts';

const quotaCapability = 'urn:ietf:params:jmap:quota';

/** Quota/get (RFC 9425 §4.2): what the mail server said last; an account without quotas has an empty list. */
export const getQuotas: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/get', given);
    const { account, now } = await quotasOf(context, checked.accountId);
    const result = await runGet(context, checked, {
      properties: quotaProperties,
      state: () => Promise.resolve(now.state),
      all: () => Promise.resolve([...now.all]),
      some: (ids) => Promise.resolve(now.all.filter(({ id }) => ids.includes(id))),
    });
    return [['Quota/get', { accountId: account.id, ...result }]];
  },
};

/** Quota/changes (RFC 9425 §4.3), out of what the mail server said since we started. */
export const changedQuotas: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/changes', given);
    const { account, said, now } = await quotasOf(context, checked.accountId);
    const before = stateAt(said, checked.sinceState);
    const max = checked.maxChanges ?? Number.POSITIVE_INFINITY;
    // the newest state that so many changes lead to; from there the client goes on
    const steps = said.slice(said.indexOf(before)).map((step) => ({ step, changes: differences(before, step) }));
    const reached = steps.findLast(({ changes }) => sizeOf(changes) <= max);
    if (reached === undefined || (reached.step === before && now !== before)) throw new MethodError('cannotCalculateChanges');
    const { step, changes } = reached;
    const { created, updated, destroyed, isOnlyUsed } = changes;
    const answer = { oldState: before.state, newState: step.state, hasMoreChanges: step !== now, created, updated, destroyed };
    return [['Quota/changes', { accountId: account.id, ...answer, updatedProperties: isOnlyUsed ? ['used'] : null }]];
  },
};

/** Quota/query (RFC 9425 §4.4). */
export const queryQuotas: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/query', given);
    const { account, now } = await quotasOf(context, checked.accountId);
    const window = windowOf(matchingIds(now, checked), checked);
    return [['Quota/query', { accountId: account.id, queryState: now.state, canCalculateChanges: true, ...window }]];
  },
};

/** Quota/queryChanges (RFC 9425 §4.5). */
export const queryQuotaChanges: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/queryChanges', given);
    const { said, now } = await quotasOf(context, checked.accountId);
    const ids = matchingIds(now, checked);
    const { created, updated, destroyed } = differences(stateAt(said, checked.sinceQueryState), now);
    const touched = new Set([...created, ...updated, ...destroyed]);
    const delta = { newQueryState: now.state, ids, touched, created: new Set(created), isImmutable: false };
    return [['Quota/queryChanges', queryChangesAnswer(checked, delta)]];
  },
};

/** Quota objects as they were in one state. */
type Said = { state: string; all: readonly Quota[] };

async function quotasOf(context: RequestContext, accountId: string): Promise<{ account: AccountMail; said: readonly Said[]; now: Said }> {
  const account = accountOf(context, accountId, 'read');
  const said = (await account.quotas()).map(({ state, quotas }: QuotaState): Said => ({ state, all: quotas.map(quotaObject) }));
  const now = said.at(-1);
  if (now === undefined) throw new MethodError('serverFail');
  return { account, said, now };
}

function stateAt(said: readonly Said[], state: string): Said {
  const found = said.find((one) => one.state === state);
  if (found === undefined) throw new MethodError('cannotCalculateChanges');
  return found;
}

type Differences = { created: string[]; updated: string[]; destroyed: string[]; isOnlyUsed: boolean };

function differences(before: Said, after: Said): Differences {
  const old = new Map(before.all.map((quota) => [quota.id, quota]));
  const created = after.all.filter(({ id }) => !old.has(id)).map(({ id }) => id);
  const changed = after.all.filter((quota) => old.has(quota.id) && JSON.stringify(old.get(quota.id)) !== JSON.stringify(quota));
  const destroyed = [...old.keys()].filter((id) => !after.all.some((quota) => quota.id === id));
  const isOnlyUsed = changed.length > 0 && changed.every((quota) => quota.hardLimit === old.get(quota.id)?.hardLimit);
  return { created, updated: changed.map(({ id }) => id), destroyed, isOnlyUsed };
}

const sizeOf = ({ created, updated, destroyed }: Differences): number => created.length + updated.length + destroyed.length;

function matchingIds({ all }: Said, given: { filter: Record<string, unknown> | null; sort: Comparator[] | null }): string[] {
  checkSort(given.sort, quotaSortProperties);
  const matches = testOf<Quota>(given.filter, (condition) => {
    const { name, scope, resourceType, type } = checkCondition(quotaFilterCondition, condition);
    return (quota) =>
      (name === undefined || collated(quota.name).includes(collated(name))) &&
      (scope === undefined || quota.scope === scope) &&
      (resourceType === undefined || quota.resourceType === resourceType) &&
      (type === undefined || (quota.types as string[]).includes(type));
  });
  const value = (quota: Quota, { property }: { property: string }) => (property === 'used' ? quota.used : collated(quota.name));
  return all
    .filter(matches)
    .sort(compareBy(given.sort, value, ({ id }) => id))
    .map(({ id }) => id);
}

function quotaObject({ root, resource, used, limit }: AccountQuota): Quota {
  const isStorage = resource === 'STORAGE';
  const octets = isStorage ? 1024 : 1;
  return {
    id: `q${createHash('sha256').update(`${root}\0${resource}`).digest('base64url').slice(0, 22)}`,
    resourceType: isStorage ? 'octets' : 'count',
    used: used * octets,
    hardLimit: limit * octets,
    scope: 'account',
    name: isStorage ? root || 'Storage' : `${root} ${resource.toLowerCase()}`.trim(),
    types: resource === 'MAILBOX' ? ['Mailbox'] : ['Email'],
    warnLimit: null,
    softLimit: null,
    description: null,
  };
}
