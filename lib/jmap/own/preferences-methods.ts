import { createHash } from 'node:crypto';
import type { CheckedArguments, Preferences, PreferenceValues, SetError } from '#lib/contract/index.ts';
import { defaultPreferences, preferenceProperties, preferencesSettable } from '#lib/contract/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import { applyPatch } from '../patch-object.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { inTurn } from '../standard/turns.ts';

type Name = keyof PreferenceValues;
const names = Object.keys(preferencesSettable) as Name[];

/** Stored values that the contract still knows; what is not there, or no longer fits, is the default. */
async function present(context: RequestContext): Promise<Preferences> {
  const stored = await context.userMail.preferences();
  const values: Record<string, unknown> = { ...defaultPreferences };
  for (const name of names) {
    const checked = preferencesSettable[name].safeParse(stored[name]);
    if (Object.hasOwn(stored, name) && checked.success) values[name] = checked.data;
  }
  return { id: 'singleton', ...(values as PreferenceValues) };
}

const stateOf = (preferences: Preferences): string =>
  createHash('sha256').update(JSON.stringify(preferences)).digest('base64url').slice(0, 16);

/** Preferences/get (`urn:postern:preferences`): a singleton of the person, so without accountId. */
export const getPreferences: Method = {
  capability: 'urn:postern:preferences',
  async run(context, given) {
    const checked = checkArguments('Preferences/get', given);
    const object = await present(context);
    const result = await runGet(context, checked, {
      properties: preferenceProperties,
      state: () => Promise.resolve(stateOf(object)),
      all: () => Promise.resolve([object]),
      some: (ids) => Promise.resolve(ids.includes('singleton') ? [object] : []),
    });
    return [['Preferences/get', result]];
  },
};

/** Preferences/set: only an update of `singleton`; create and destroy are refused with `singleton` (RFC 8620 §5.3). */
export const setPreferences: Method = {
  capability: 'urn:postern:preferences',
  async run(context, given) {
    const checked = checkArguments('Preferences/set', given);
    if (context.userMail.scope === 'read') throw new MethodError('forbidden', 'this password may only read');
    return [['Preferences/set', await inTurn(context.userMail.personId, 'alone', () => runPreferencesSet(context, checked))]];
  },
};

async function runPreferencesSet(context: RequestContext, checked: CheckedArguments<'Preferences/set'>): Promise<Record<string, unknown>> {
  const before = await present(context);
  if (checked.ifInState !== null && checked.ifInState !== stateOf(before)) throw new MethodError('stateMismatch');
  const notUpdated = new Map<string, SetError>();
  let after = before;
  for (const [id, patch] of Object.entries(checked.update ?? {})) {
    const error = id === 'singleton' ? null : ({ type: 'notFound' } as const);
    const outcome = error === null ? patchedBy(after, patch) : { error };
    if ('error' in outcome) notUpdated.set(id, outcome.error);
    else after = outcome.preferences;
  }
  const isUpdated = checked.update !== null && Object.hasOwn(checked.update, 'singleton') && !notUpdated.has('singleton');
  if (after !== before) {
    const { id: _, ...values } = after;
    await context.userMail.setPreferences(values);
  }
  const singleton = { type: 'singleton' } as const;
  const refusedAll = (ids: readonly string[]): Record<string, SetError> | null =>
    ids.length === 0 ? null : Object.fromEntries(ids.map((id) => [id, singleton]));
  return {
    oldState: stateOf(before),
    newState: stateOf(after),
    created: null,
    updated: isUpdated ? { singleton: null } : null,
    destroyed: null,
    notCreated: refusedAll(Object.keys(checked.create ?? {})),
    notUpdated: notUpdated.size === 0 ? null : Object.fromEntries(notUpdated),
    notDestroyed: refusedAll(checked.destroy ?? []),
  };
}

function patchedBy(current: Preferences, patch: Record<string, unknown>): { preferences: Preferences } | { error: SetError } {
  const patched = applyPatch(current, patch);
  if (!patched.ok) return { error: { type: 'invalidPatch', description: patched.reason } };
  const values: Record<string, unknown> = { ...current };
  const wrong: string[] = [];
  for (const [name, value] of patched.changed) {
    if (name === 'id' && value === 'singleton') continue;
    if (!Object.hasOwn(preferencesSettable, name)) wrong.push(name);
    else {
      const checked = preferencesSettable[name as Name].safeParse(value === undefined ? defaultPreferences[name as Name] : value);
      if (checked.success) values[name] = checked.data;
      else wrong.push(name);
    }
  }
  if (wrong.length > 0) return { error: { type: 'invalidProperties', properties: wrong } };
  return { preferences: values as unknown as Preferences };
}
