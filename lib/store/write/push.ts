import type { PushSubscriptionRow } from '../api.ts';
import type { Transaction } from './transaction.ts';

/** See PushStore.create. What has expired goes at the same time. */
export function createPushSubscription({ connection }: Transaction, row: PushSubscriptionRow, nowMs: number): void {
  connection.run('delete from push_subscription where expires_at_ms <= ?', nowMs);
  connection.run(
    `insert into push_subscription (id, person, credential, account_ids, device_client_id, url, p256dh, auth, verification_code, is_verified,
      expires_at_ms, types, created_at_ms) values (?, (select key from person where id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.personId,
    row.credential,
    row.accountIds === null ? null : JSON.stringify(row.accountIds),
    row.deviceClientId,
    row.url,
    row.keys?.p256dh ?? null,
    row.keys?.auth ?? null,
    row.verificationCode,
    row.isVerified ? 1 : 0,
    row.expiresAtMs,
    row.types === null ? null : JSON.stringify(row.types),
    nowMs,
  );
}

/** See PushStore.update. */
export function updatePushSubscription(
  { connection }: Transaction,
  id: string,
  patch: Partial<Pick<PushSubscriptionRow, 'isVerified' | 'expiresAtMs' | 'types' | 'told'>>,
): void {
  if (patch.isVerified !== undefined)
    connection.run('update push_subscription set is_verified = ? where id = ?', patch.isVerified ? 1 : 0, id);
  if (patch.expiresAtMs !== undefined) connection.run('update push_subscription set expires_at_ms = ? where id = ?', patch.expiresAtMs, id);
  if (patch.types !== undefined) {
    const types = patch.types === null ? null : JSON.stringify(patch.types);
    connection.run('update push_subscription set types = ? where id = ?', types, id);
  }
  if (patch.told !== undefined)
    connection.run('update push_subscription set told = ? where id = ?', patch.told === null ? null : JSON.stringify(patch.told), id);
}

export function destroyPushSubscriptions({ connection }: Transaction, ids: readonly string[]): void {
  for (const id of ids) connection.run('delete from push_subscription where id = ?', id);
}

export function destroyPushSubscriptionsOf({ connection }: Transaction, credential: string): void {
  connection.run('delete from push_subscription where credential = ?', credential);
}
