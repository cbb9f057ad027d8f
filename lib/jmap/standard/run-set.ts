import type { SetError, SetResponse } from '#lib/contract/index.ts';
import { isOurFailure, MethodError, methodErrorArguments } from '../method-error.ts';
import { applyPatch, isUnchanged, patchedProperties } from '../patch-object.ts';
import type { RequestContext } from '../request-context.ts';
import { resolveId } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { invalidProperties, refused } from '../set-error.ts';
import { inTurn } from './turns.ts';

type Json = Record<string, unknown>;

/** One object to update: what the patch makes of the properties that it names. */
export type ObjectUpdate = {
  id: string;
  /** values before */
  current: Json;
  /** property to new value, only those that differ; `undefined` = removed, that is: the default */
  changed: Map<string, unknown>;
};

/** What `/set` needs to know of a data type. */
export type SetTarget = {
  properties: readonly string[];
  /** the properties that an update may change; others may stand in a patch only with their present value */
  updatable: readonly string[];
  state(): Promise<string>;
  /**
   * Ids among the ones given that changed between two states, and whether others did too; null when it cannot be told.
   * Keeps another client's change from hiding between oldState and newState.
   */
  changedSince(state: string): Promise<readonly string[] | null>;
  /** present values of these properties, one entry for each object that exists */
  current(ids: readonly string[], properties: ReadonlySet<string>): Promise<Json[]>;
  create(object: Json, creationId: string): Promise<SetOutcome<{ id: string } & Json>>;
  /** each update whole or not at all; the value is what changed beyond the request, or null */
  update(updates: readonly ObjectUpdate[]): Promise<Map<string, SetOutcome<Json | null>>>;
  destroy(ids: readonly string[]): Promise<Map<string, SetOutcome<null>>>;
  /** the same patch with paths as the object has them, where a client may write them otherwise */
  plainPatch?(patch: Json): Json;
  /** creates that refer to others of the same call come after them */
  orderCreates?(entries: [string, Json][]): [string, Json][];
};

export type SetGiven = {
  accountId: string;
  ifInState: string | null;
  create: Record<string, Json> | null;
  update: Record<string, Json> | null;
  destroy: string[] | null;
};

/**
 * Standard `/set` (RFC 8620 §5.3): creates, then updates, then destroys; one bad object does not stop the others.
 *
 * @throws MethodError requestTooLarge, stateMismatch; serverPartialFail when something failed unexpectedly after something else was done
 */
export function runSet(context: RequestContext, given: SetGiven, target: SetTarget): Promise<SetResponse> {
  // with a state to be kept nothing may come in between; without one only updates need that, which write by what they read
  const { accountId } = given;
  if (given.ifInState !== null) return inTurn(accountId, 'alone', () => setInTurn(context, given, target, (_step, run) => run()));
  return setInTurn(context, given, target, (step, run) =>
    inTurn(accountId, 'shared', () => (step === 'update' ? inTurn(`updates of ${accountId}`, 'alone', run) : run())),
  );
}

type Turn = <T>(step: 'create' | 'update' | 'destroy', run: () => Promise<T>) => Promise<T>;

async function setInTurn(context: RequestContext, given: SetGiven, target: SetTarget, turn: Turn): Promise<SetResponse> {
  const creates = Object.entries(given.create ?? {});
  const updates = Object.entries(given.update ?? {});
  const destroys = given.destroy ?? [];
  if (creates.length + updates.length + destroys.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
  const oldState = await target.state();
  if (given.ifInState !== null && given.ifInState !== oldState) throw new MethodError('stateMismatch');

  const created = new Map<string, Json>();
  const updated = new Map<string, Json | null>();
  const destroyed: string[] = [];
  const notCreated = new Map<string, SetError>();
  const notUpdated = new Map<string, SetError>();
  const notDestroyed = new Map<string, SetError>();
  const touched = new Set<string>();
  try {
    for (const [creationId, object] of target.orderCreates?.(creates) ?? creates) {
      const outcome = await turn('create', () => target.create(object, creationId));
      if (!outcome.ok) {
        notCreated.set(creationId, outcome.error);
        continue;
      }
      created.set(creationId, outcome.value);
      touched.add(outcome.value.id);
      context.createdIds.set(creationId, outcome.value.id);
    }

    const doomed = new Set(destroys.map((id) => resolveId(context, id)));
    const patches = updates.map(([id, patch]) => ({ id: resolveId(context, id), patch: target.plainPatch?.(patch) ?? patch }));
    const outcomes = patches.length === 0 ? new Map() : await turn('update', () => updateAll(patches, doomed, target));
    for (const [id, outcome] of outcomes) {
      if (outcome.ok) {
        updated.set(id, outcome.value);
        touched.add(id);
      } else notUpdated.set(id, outcome.error);
    }

    if (doomed.size > 0) {
      const gone = await turn('destroy', () => target.destroy([...doomed]));
      for (const id of doomed) {
        const outcome = gone.get(id) ?? refused({ type: 'notFound' });
        if (outcome.ok) {
          destroyed.push(id);
          touched.add(id);
        } else notDestroyed.set(id, outcome.error);
      }
    }
  } catch (error) {
    if (touched.size === 0) throw error;
    if (isOurFailure(error)) context.log.error('set failed half way', { kind: methodErrorArguments(error).type, error });
    throw new MethodError('serverPartialFail');
  }

  const newState = await target.state();
  return {
    accountId: given.accountId,
    oldState: await ownOldState(oldState, newState, touched, target),
    newState,
    created: created.size === 0 ? null : (Object.fromEntries(created) as Record<string, { id: string }>),
    updated: orNull(updated),
    destroyed: destroyed.length === 0 ? null : destroyed,
    notCreated: orNull(notCreated),
    notUpdated: orNull(notUpdated),
    notDestroyed: orNull(notDestroyed),
  };
}

const orNull = <T>(entries: ReadonlyMap<string, T>): Record<string, T> | null => (entries.size === 0 ? null : Object.fromEntries(entries));

/**
 * A client that was at oldState may take newState as its own without asking. When mail arrived in between, that would hide it; then
 * "the server doesn't know what the previous state string was" (§5.3) and the client asks `/changes`.
 */
async function ownOldState(oldState: string, newState: string, touched: ReadonlySet<string>, target: SetTarget): Promise<string | null> {
  if (oldState === newState) return oldState;
  const changed = await target.changedSince(oldState);
  return changed?.every((id) => touched.has(id)) === true ? oldState : null;
}

async function updateAll(
  updates: readonly { id: string; patch: Json }[],
  doomed: ReadonlySet<string>,
  target: SetTarget,
): Promise<Map<string, SetOutcome<Json | null>>> {
  const outcomes = new Map<string, SetOutcome<Json | null>>();
  const wanted = new Map<string, Json>();
  const properties = new Set<string>(['id']);
  for (const { id, patch } of updates) {
    const names = patchedProperties(patch);
    if (doomed.has(id)) outcomes.set(id, refused({ type: 'willDestroy' }));
    else if (names === null) outcomes.set(id, refused({ type: 'invalidPatch' }));
    else {
      // a property that this type does not have is refused below, for the object alone
      for (const name of names) if (target.properties.includes(name)) properties.add(name);
      wanted.set(id, patch);
    }
  }
  if (wanted.size === 0) return outcomes;
  const present = new Map((await target.current([...wanted.keys()], properties)).map((object) => [object.id as string, object]));
  const ready: ObjectUpdate[] = [];
  for (const [id, patch] of wanted) {
    const current = present.get(id);
    if (current === undefined) {
      outcomes.set(id, refused({ type: 'notFound' }));
      continue;
    }
    const patched = applyPatch(current, patch);
    if (!patched.ok) {
      outcomes.set(id, refused({ type: 'invalidPatch', description: patched.reason }));
      continue;
    }
    const changed = new Map([...patched.changed].filter(([name, value]) => !isUnchanged(current, name, value)));
    const wrong = [...changed.keys()].filter((name) => !target.updatable.includes(name));
    const unknown = [...patched.changed.keys()].filter((name) => !target.properties.includes(name));
    if (wrong.length + unknown.length > 0) outcomes.set(id, invalidProperties([...wrong, ...unknown]));
    else if (changed.size === 0) outcomes.set(id, { ok: true, value: null });
    else ready.push({ id, current, changed });
  }
  if (ready.length > 0) for (const [id, outcome] of await target.update(ready)) outcomes.set(id, outcome);
  return outcomes;
}
