import type { ChangesResponse } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { Changes, StateType } from '#lib/store/index.ts';
import { MethodError } from '../method-error.ts';

/** One answer names at most so many ids, whatever the client allows. */
const maxChangesEver = 5_000;

/**
 * Standard `/changes` (RFC 8620 §5.2) out of the store's change log.
 *
 * @throws MethodError cannotCalculateChanges
 */
export async function runChanges(
  account: AccountMail,
  type: StateType,
  given: { accountId: string; sinceState: string; maxChanges: number | null },
): Promise<{ response: ChangesResponse; changes: Changes }> {
  const max = Math.min(given.maxChanges ?? maxChangesEver, maxChangesEver);
  const changes = await account.store.changes(account.id, type, given.sinceState, max);
  if (changes === null) throw new MethodError('cannotCalculateChanges');
  const response = {
    accountId: given.accountId,
    oldState: given.sinceState,
    newState: changes.newState,
    hasMoreChanges: changes.hasMoreChanges,
    created: changes.created,
    updated: changes.updated,
    destroyed: changes.destroyed,
  };
  return { response, changes };
}
