import type { OutgoingOffer } from '#lib/mail/index.ts';
import type { OutgoingServerName } from '../api/outgoing-servers.ts';
import type { Connection } from '../sqlite/connection.ts';

/** See OutgoingServerStore. */
export function outgoingServerOf(
  connection: Connection,
  account: number,
  { host, port, login }: OutgoingServerName,
): { offer: OutgoingOffer; learnedAtMs: number } | null {
  const row = connection.get<{ offer: string; learned_at_ms: number }>(
    'select offer, learned_at_ms from outgoing_server where account = ? and host = ? and port = ? and login = ?',
    account,
    host,
    port,
    login,
  );
  return row === undefined ? null : { offer: JSON.parse(row.offer) as OutgoingOffer, learnedAtMs: row.learned_at_ms };
}
