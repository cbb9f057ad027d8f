import type { SenderKey } from '../api/sender-keys.ts';
import type { Connection } from '../sqlite/connection.ts';

/** See SenderKeyStore. */
export function senderKeysOf(connection: Connection, account: number, address: string): SenderKey[] {
  return connection
    .all<{ fingerprint: string; key: Uint8Array; first_seen_ms: number }>(
      'select fingerprint, key, first_seen_ms from sender_key where account = ? and address = ? order by first_seen_ms, fingerprint',
      account,
      address,
    )
    .map(({ fingerprint, key, first_seen_ms }) => ({ fingerprint, key, firstSeenMs: first_seen_ms }));
}
