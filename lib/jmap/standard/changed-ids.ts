import type { AccountMail } from '#lib/gateway/index.ts';
import type { StateType } from '#lib/store/index.ts';

/** Ids that changed since a state, up to a number that a `/set` cannot exceed; null when it cannot be told or there are more. */
export async function changedIds(account: AccountMail, type: StateType, sinceState: string): Promise<readonly string[] | null> {
  const changes = await account.store.changes(account.id, type, sinceState, 5_000);
  if (changes === null || changes.hasMoreChanges) return null;
  return [...changes.created, ...changes.updated, ...changes.destroyed];
}
