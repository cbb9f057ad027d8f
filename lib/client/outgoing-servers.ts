import type { OutgoingServer } from '#lib/contract/index.ts';
import { type IdentityId, isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

const keptMs = 5 * 60_000;
const kept = new WeakMap<Account, { atMs: number; asked: Promise<readonly OutgoingServer[]> }>();

/** What the server takes that mail of an identity goes out through; null when nobody can say. Asked at most every five minutes. */
export async function outgoingServerOf(account: Account, identityId: IdentityId): Promise<OutgoingServer | null> {
  const known = kept.get(account);
  const isFresh = known !== undefined && account.io.nowMs() - known.atMs < keptMs;
  const asked = isFresh
    ? known.asked
    : account.client.call('OutgoingServer/get', { accountId: account.id, ids: null }).then(({ list }) => list);
  if (!isFresh) kept.set(account, { atMs: account.io.nowMs(), asked });
  try {
    return (await asked).find(({ id }) => id === identityId) ?? null;
  } catch (error) {
    // Whoever looks next asks again.
    kept.delete(account);
    if (!isMailError(error)) throw error;
    return null;
  }
}
