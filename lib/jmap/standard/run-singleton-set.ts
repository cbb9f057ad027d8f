import type { SetError, SetResponse } from '#lib/contract/index.ts';
import { MethodError } from '../method-error.ts';
import { inTurn } from './turns.ts';

type Given = {
  ifInState: string | null;
  create: Record<string, unknown> | null;
  update: Record<string, Record<string, unknown>> | null;
  destroy: string[] | null;
};

/**
 * Standard `/set` of a singleton (RFC 8620 §5.3): only an update of the id `singleton` can succeed.
 *
 * @param update what it is refused with, or null when it is done
 * @throws MethodError stateMismatch
 */
export function runSingletonSet(
  accountId: string,
  given: Given,
  target: { state(): Promise<string>; update(patch: Record<string, unknown>): Promise<SetError | null> },
): Promise<SetResponse> {
  return inTurn(accountId, 'alone', async () => {
    const oldState = await target.state();
    if (given.ifInState !== null && given.ifInState !== oldState) throw new MethodError('stateMismatch');
    const notUpdated: Record<string, SetError> = {};
    const updated: Record<string, null> = {};
    for (const [id, patch] of Object.entries(given.update ?? {})) {
      const error = id === 'singleton' ? await target.update(patch) : ({ type: 'notFound' } as const);
      if (error === null) updated[id] = null;
      else notUpdated[id] = error;
    }
    const singletons = (ids: readonly string[]) => Object.fromEntries(ids.map((id): [string, SetError] => [id, { type: 'singleton' }]));
    const orNull = <T extends object>(map: T): T | null => (Object.keys(map).length === 0 ? null : map);
    return {
      accountId,
      oldState,
      newState: await target.state(),
      created: null,
      updated: orNull(updated),
      destroyed: null,
      notCreated: orNull(singletons(Object.keys(given.create ?? {}))),
      notUpdated: orNull(notUpdated),
      notDestroyed: orNull(singletons(given.destroy ?? [])),
    };
  });
}
