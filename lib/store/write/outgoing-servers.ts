import type { AccountId, OutgoingOffer } from '#lib/mail/index.ts';
import type { OutgoingServerName } from '../api/outgoing-servers.ts';
import type { Transaction } from './transaction.ts';

/** See OutgoingServerStore. */
export function noteOutgoingOffer(
  { connection }: Transaction,
  accountId: AccountId,
  { host, port, login }: OutgoingServerName,
  offer: OutgoingOffer,
  nowMs: number,
): void {
  connection.run(
    'insert or replace into outgoing_server (account, host, port, login, offer, learned_at_ms) select key, ?, ?, ?, ?, ? from account where id = ?',
    host,
    port,
    login,
    JSON.stringify(offer),
    nowMs,
    accountId,
  );
}
