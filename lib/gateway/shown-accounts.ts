import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { AccountRow, ShareAccess, Store } from '#lib/store/index.ts';

/** `sharedAs` null: the person's own; `personId` is the owner's in either case. */
export type ShownAccount = AccountRow & { sharedAs: ShareAccess | null };

/** The accounts that a person may use, own ones first. @param only null = all */
export async function shownAccounts(store: Store, personId: PersonId, only: readonly AccountId[] | null): Promise<ShownAccount[]> {
  const [own, shared] = await Promise.all([store.people.accountsOf(personId), store.people.sharedWith(personId)]);
  return [
    ...own.map((row) => ({ ...row, sharedAs: null })),
    ...shared.map(({ access, ...row }): ShownAccount => ({ ...row, sharedAs: access })),
  ].filter(({ id }) => only === null || only.includes(id));
}

/** The same accounts with the same rights. */
export function sameAccounts(before: readonly ShownAccount[], now: readonly ShownAccount[]): boolean {
  const rights = (accounts: readonly ShownAccount[]): string => accounts.map(({ id, sharedAs }) => `${id} ${sharedAs}`).join();
  return rights(before) === rights(now);
}
