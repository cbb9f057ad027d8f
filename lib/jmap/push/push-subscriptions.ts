import { pushSubscriptionProperties, pushSubscriptionSettable } from '#lib/contract/index.ts';
import { readPushKeys } from '#lib/gateway/index.ts';
import type { PushSubscriptionRow } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused } from '../set-error.ts';
import { runGet } from '../standard/run-get.ts';
import type { ObjectUpdate, SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';
import { utcDate } from '../utc-date.ts';

type Json = Record<string, unknown>;

/** At least 48 hours, and better 7 days (RFC 8620 §7.2). */
const longestMs = 14 * 24 * 60 * 60_000;
const mostOfPerson = 100;
const secretProperties = ['url', 'keys'];

/** PushSubscription/get (RFC 8620 §7.2.1, J22): only those that this credential made, never `url` and `keys`. */
export const getPushSubscriptions: Method = {
  capability: 'urn:ietf:params:jmap:core',
  async run(context, given) {
    const checked = checkArguments('PushSubscription/get', given);
    if (checked.properties?.some((name) => secretProperties.includes(name)))
      throw new MethodError('forbidden', 'url and keys are not given back');
    const objects = (await liveRows(context)).map(objectOf);
    const { list, notFound } = await runGet(context, checked, {
      properties: pushSubscriptionProperties,
      state: () => Promise.resolve(''),
      all: () => Promise.resolve(objects),
      some: (ids) => Promise.resolve(objects.filter(({ id }) => ids.includes(id as string))),
    });
    return [['PushSubscription/get', { list, notFound }]];
  },
};

/** PushSubscription/set (RFC 8620 §7.2.2). */
export const setPushSubscriptions: Method = {
  capability: 'urn:ietf:params:jmap:core',
  async run(context, given) {
    const checked = checkArguments('PushSubscription/set', given);
    const whole = { ...checked, accountId: context.userMail.personId, ifInState: null };
    const { accountId: _account, oldState: _old, newState: _new, ...response } = await runSet(context, whole, target(context));
    return [['PushSubscription/set', response]];
  },
};

const liveRows = async (context: RequestContext): Promise<PushSubscriptionRow[]> =>
  (await context.userMail.pushSubscriptions.list()).filter(({ expiresAtMs }) => expiresAtMs > context.nowMs());

/** The code is shown only to those who have it. */
function objectOf(row: PushSubscriptionRow): Json {
  const { id, deviceClientId, types } = row;
  return { id, deviceClientId, verificationCode: row.isVerified ? row.verificationCode : null, expires: expiresOf(row), types };
}

/** No client says more than the year 9999; such a one ends with its session. */
const latestMs = Date.parse('9999-12-31T00:00:00Z');
const expiresOf = ({ expiresAtMs }: PushSubscriptionRow): string | null => (expiresAtMs >= latestMs ? null : utcDate(expiresAtMs));

function target(context: RequestContext): SetTarget {
  const { pushSubscriptions } = context.userMail;
  return {
    properties: [...pushSubscriptionProperties, ...secretProperties],
    updatable: ['verificationCode', 'expires', 'types'],
    state: () => Promise.resolve(''),
    changedSince: () => Promise.resolve([]),
    current: async (ids) => (await liveRows(context)).filter(({ id }) => ids.includes(id)).map(objectOf),
    create: (object) => create(context, object),
    async update(updates) {
      const rows = new Map((await liveRows(context)).map((row) => [row.id, row]));
      const outcomes = new Map<string, SetOutcome<Json | null>>();
      for (const update of updates) {
        const row = rows.get(update.id);
        outcomes.set(update.id, row === undefined ? refused({ type: 'notFound' }) : await updateOne(context, row, update));
      }
      return outcomes;
    },
    async destroy(ids) {
      const own = new Set((await liveRows(context)).map(({ id }) => id));
      await pushSubscriptions.destroy(ids.filter((id) => own.has(id)));
      return new Map(ids.map((id) => [id, own.has(id) ? done(null) : refused({ type: 'notFound' })]));
    },
  };
}

async function create(context: RequestContext, object: Json): Promise<SetOutcome<{ id: string } & Json>> {
  const { pushSubscriptions } = context.userMail;
  const value = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : null);
  const deviceClientId = pushSubscriptionSettable.deviceClientId.safeParse(value('deviceClientId'));
  const url = pushSubscriptionSettable.url.safeParse(value('url'));
  const keys = pushSubscriptionSettable.keys.safeParse(value('keys'));
  const expires = pushSubscriptionSettable.expires.safeParse(value('expires'));
  const types = pushSubscriptionSettable.types.safeParse(value('types'));
  const wrong = Object.keys(object).filter((name) => !Object.hasOwn(pushSubscriptionSettable, name));
  for (const [name, { success }] of Object.entries({ deviceClientId, url, keys, expires, types })) if (!success) wrong.push(name);
  // it comes back from the place that is to be pushed to (§7.2)
  if (value('verificationCode') !== null) wrong.push('verificationCode');
  const pushKeys = keys.success && keys.data !== null ? readPushKeys(keys.data) : null;
  if (keys.success && keys.data !== null && pushKeys === null) wrong.push('keys');
  const expiresAtMs = expires.success ? expiryOf(context, expires.data) : null;
  if (expires.success && expiresAtMs === null) wrong.push('expires');
  if (wrong.length > 0 || !deviceClientId.success || !url.success || !types.success || expiresAtMs === null)
    return invalidProperties(wrong);
  if ((await pushSubscriptions.count()) >= mostOfPerson) return refused({ type: 'overQuota' });
  const row = await pushSubscriptions.create({
    ...{ deviceClientId: deviceClientId.data, url: url.data, keys: pushKeys, types: types.data, expiresAtMs },
  });
  if (row === null) return refused({ type: 'rateLimit' });
  const defaults = Object.fromEntries(
    ['keys', 'verificationCode', 'types'].filter((name) => !Object.hasOwn(object, name)).map((name) => [name, null]),
  );
  return done({ id: row.id, ...defaults, expires: expiresOf(row) });
}

async function updateOne(
  context: RequestContext,
  row: PushSubscriptionRow,
  { id, changed }: ObjectUpdate,
): Promise<SetOutcome<Json | null>> {
  const wrong: string[] = [];
  const patch: Parameters<typeof context.userMail.pushSubscriptions.update>[1] = {};
  let beyond: Json | null = null;
  for (const [name, value] of changed) {
    if (name === 'verificationCode') {
      // once verified it may be said again, not taken back
      if (value === row.verificationCode) patch.isVerified = true;
      else wrong.push(name);
    } else if (name === 'expires') {
      const expires = pushSubscriptionSettable.expires.safeParse(value ?? null);
      const expiresAtMs = expires.success ? expiryOf(context, expires.data) : null;
      if (!expires.success || expiresAtMs === null) wrong.push(name);
      else {
        patch.expiresAtMs = expiresAtMs;
        const shown = expiresOf({ ...row, expiresAtMs });
        if (shown !== expires.data) beyond = { expires: shown };
      }
    } else {
      const types = pushSubscriptionSettable.types.safeParse(value ?? null);
      if (types.success) patch.types = types.data;
      else wrong.push(name);
    }
  }
  if (wrong.length > 0) return invalidProperties(wrong);
  await context.userMail.pushSubscriptions.update(id, patch);
  return done(beyond);
}

/** Bounded where the credential does not end by itself (§7.2); null for a time that is over. */
function expiryOf(context: RequestContext, expires: string | null): number | null {
  const { isTimed } = context.userMail.pushSubscriptions;
  const most = isTimed ? latestMs : context.nowMs() + longestMs;
  if (expires === null) return Math.floor(most / 1000) * 1000;
  const wanted = Date.parse(expires);
  return wanted <= context.nowMs() ? null : Math.min(wanted, Math.floor(most / 1000) * 1000);
}
