import type { AccountId } from '#lib/mail/index.ts';
import type { SenderKey } from '../api/sender-keys.ts';
import { accountKey, type Transaction } from './transaction.ts';

const mostOfAddress = 5;
const mostOfAccount = 5_000;

/** See SenderKeyStore. */
export function keepSenderKey({ connection }: Transaction, accountId: AccountId, address: string, given: SenderKey): void {
  const account = accountKey(connection, accountId);
  const counts = connection.get<{ all_keys: number; own: number }>(
    'select count(*) as all_keys, coalesce(sum(address = ?), 0) as own from sender_key where account = ?',
    address,
    account,
  );
  if (counts === undefined || counts.own >= mostOfAddress || counts.all_keys >= mostOfAccount) return;
  connection.run(
    'insert or ignore into sender_key (account, address, fingerprint, key, first_seen_ms) values (?, ?, ?, ?, ?)',
    account,
    address,
    given.fingerprint,
    given.key,
    given.firstSeenMs,
  );
}
