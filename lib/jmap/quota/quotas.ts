import { createHash } from 'node:crypto';
import type { Quota } from '#lib/contract/index.ts';
import { quotaFilterCondition, quotaProperties, quotaSortProperties } from '#lib/contract/index.ts';
import type { AccountMail, AccountQuota } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import { ownState } from '../own/own-state.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { checkCondition, checkSort, collated, compareBy, testOf, windowOf } from '../standard/run-query.ts';

const quotaCapability = 'urn:ietf:params:jmap:quota';

/** Quota/get (RFC 9425 §4.2): what the mail server said last; an account without quotas has an empty list. */
export const getQuotas: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/get', given);
    const { account, all, state } = await quotasOf(context, checked.accountId);
    const result = await runGet(context, checked, {
      properties: quotaProperties,
      state: () => Promise.resolve(state),
      all: () => Promise.resolve(all),
      some: (ids) => Promise.resolve(all.filter(({ id }) => ids.includes(id))),
    });
    return [['Quota/get', { accountId: account.id, ...result }]];
  },
};

/** Quota/changes (RFC 9425 §4.3): what was is not kept, so only the present state can be answered. */
export const changedQuotas: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/changes', given);
    const { account, state } = await quotasOf(context, checked.accountId);
    if (checked.sinceState !== state) throw new MethodError('cannotCalculateChanges');
    const nothing = { hasMoreChanges: false, created: [], updated: [], destroyed: [], updatedProperties: null };
    return [['Quota/changes', { accountId: account.id, oldState: state, newState: state, ...nothing }]];
  },
};

/** Quota/query (RFC 9425 §4.4). */
export const queryQuotas: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/query', given);
    const { account, all, state } = await quotasOf(context, checked.accountId);
    checkSort(checked.sort, quotaSortProperties);
    const matches = testOf<Quota>(checked.filter, (condition) => {
      const { name, scope, resourceType, type } = checkCondition(quotaFilterCondition, condition);
      return (quota) =>
        (name === undefined || collated(quota.name).includes(collated(name))) &&
        (scope === undefined || quota.scope === scope) &&
        (resourceType === undefined || quota.resourceType === resourceType) &&
        (type === undefined || (quota.types as string[]).includes(type));
    });
    const value = (quota: Quota, { property }: { property: string }) => (property === 'used' ? quota.used : collated(quota.name));
    const ids = all
      .filter(matches)
      .sort(compareBy(checked.sort, value, ({ id }) => id))
      .map(({ id }) => id);
    return [['Quota/query', { accountId: account.id, queryState: state, canCalculateChanges: false, ...windowOf(ids, checked) }]];
  },
};

/** Quota/queryChanges (RFC 9425 §4.5): never to be calculated, as `canCalculateChanges` says. */
export const queryQuotaChanges: Method = {
  capability: quotaCapability,
  async run(context, given) {
    const checked = checkArguments('Quota/queryChanges', given);
    await quotasOf(context, checked.accountId);
    throw new MethodError('cannotCalculateChanges');
  },
};

async function quotasOf(context: RequestContext, accountId: string): Promise<{ account: AccountMail; all: Quota[]; state: string }> {
  const account = accountOf(context, accountId, 'read');
  const all = (await account.quotas()).map(quotaObject);
  const states = await context.userMail.pushStates();
  return { account, all, state: await ownState(states[account.id]?.Quota, all) };
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
