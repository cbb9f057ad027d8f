import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { PushSubscriptionRow } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

type Row = {
  id: string;
  person_id: PersonId;
  credential: string;
  account_ids: string | null;
  device_client_id: string;
  url: string;
  p256dh: Uint8Array | null;
  auth: Uint8Array | null;
  verification_code: string;
  is_verified: number;
  expires_at_ms: number;
  types: string | null;
  told: string | null;
};

const select = 'select s.*, p.id person_id from push_subscription s join person p on p.key = s.person';
const live = `s.expires_at_ms > ?1 and (s.credential not like 's:%'
  or exists (select 1 from session t where t.id = substr(s.credential, 3) and t.expires_at_ms > ?1))`;

function record(row: Row): PushSubscriptionRow {
  return {
    id: row.id,
    personId: row.person_id,
    credential: row.credential,
    accountIds: row.account_ids === null ? null : (JSON.parse(row.account_ids) as AccountId[]),
    deviceClientId: row.device_client_id,
    url: row.url,
    keys: row.p256dh === null || row.auth === null ? null : { p256dh: row.p256dh, auth: row.auth },
    verificationCode: row.verification_code,
    isVerified: row.is_verified === 1,
    expiresAtMs: row.expires_at_ms,
    types: row.types === null ? null : (JSON.parse(row.types) as string[]),
    told: row.told === null ? null : (JSON.parse(row.told) as PushSubscriptionRow['told']),
  };
}

/** See PushStore.of. */
export const pushSubscriptionsOf = (connection: Connection, personId: PersonId, credential: string): PushSubscriptionRow[] =>
  connection.all<Row>(`${select} where p.id = ? and s.credential = ? order by s.created_at_ms, s.id`, personId, credential).map(record);

export const countPushSubscriptions = (connection: Connection, personId: PersonId): number =>
  connection.get<{ n: number }>('select count(*) n from push_subscription where person = (select key from person where id = ?)', personId)!
    .n;

/** See PushStore.live. */
export function livePushSubscription(connection: Connection, id: string, nowMs: number): PushSubscriptionRow | null {
  const row = connection.get<Row>(`${select} where ${live} and s.id = ?2`, nowMs, id);
  return row ? record(row) : null;
}

export const livePushSubscriptions = (connection: Connection, nowMs: number): PushSubscriptionRow[] =>
  connection.all<Row>(`${select} where ${live}`, nowMs).map(record);
