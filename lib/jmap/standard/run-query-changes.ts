import type { QueryChangesResponse } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { Changes, StateType } from '#lib/store/index.ts';
import { MethodError } from '../method-error.ts';

type Given = {
  accountId: string;
  sinceQueryState: string;
  maxChanges: number | null;
  upToId: string | null;
  calculateTotal: boolean;
};

/** The difference of a query, as far as it is known. */
export type QueryDelta = {
  newQueryState: string;
  /** the whole result now, in order */
  ids: readonly string[];
  /** ids that may have come, gone or moved; those that were in neither result do no harm */
  touched: ReadonlySet<string>;
  /** ids that did not exist before: they cannot have been in the old result */
  created: ReadonlySet<string>;
  /** filter and sort look at nothing that can change: then `upToId` counts */
  isImmutable: boolean;
};

/**
 * Standard `/queryChanges` (RFC 8620 §5.6): what may have changed is taken out, and put in again where it is now (J7).
 *
 * @throws MethodError tooManyChanges
 */
export function queryChangesAnswer(given: Given, delta: QueryDelta): QueryChangesResponse {
  const upTo = delta.isImmutable && given.upToId !== null ? delta.ids.indexOf(given.upToId) : -1;
  const end = upTo < 0 ? delta.ids.length : upTo + 1;
  const added: { id: string; index: number }[] = [];
  if (delta.touched.size > 0)
    for (let index = 0; index < end; index += 1) {
      const id = delta.ids[index]!;
      if (delta.touched.has(id)) added.push({ id, index });
    }
  const removed = [...delta.touched].filter((id) => !delta.created.has(id));
  if (given.maxChanges !== null && removed.length + added.length > given.maxChanges) throw new MethodError('tooManyChanges');
  return {
    accountId: given.accountId,
    oldQueryState: given.sinceQueryState,
    newQueryState: delta.newQueryState,
    ...(given.calculateTotal ? { total: delta.ids.length } : {}),
    removed,
    added,
  };
}

/** Beyond this a client is quicker when it asks for everything anew. */
const mostChanges = 50_000;

/**
 * All changes of a type since a state.
 *
 * @throws MethodError cannotCalculateChanges
 */
export async function allChanges(account: AccountMail, type: StateType, sinceState: string): Promise<Changes> {
  const changes = await account.store.changes(account.id, type, sinceState, mostChanges);
  if (changes === null || changes.hasMoreChanges) throw new MethodError('cannotCalculateChanges');
  return changes;
}
