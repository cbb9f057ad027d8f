import type { AccountId } from '#lib/mail/index.ts';

/** Accounts as the person has put them; those that have no place yet come behind, in the order in which they are given. */
export function inOwnOrder<One extends { id: AccountId }>(accounts: readonly One[], order: readonly string[]): One[] {
  const place = new Map(order.map((id, at) => [id, at]));
  const of = ({ id }: One) => place.get(id) ?? order.length;
  return accounts.toSorted((a, b) => of(a) - of(b));
}

/** The order after one account has gone up or down among all. */
export function movedOrder(accounts: readonly { id: AccountId }[], id: AccountId, by: 1 | -1): AccountId[] {
  const ids = accounts.map((account) => account.id);
  const at = ids.indexOf(id);
  const to = at + by;
  if (at < 0 || to < 0 || to >= ids.length) return ids;
  ids.splice(at, 1);
  ids.splice(to, 0, id);
  return ids;
}
