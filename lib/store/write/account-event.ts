import type { Connection } from '../sqlite/connection.ts';
import { freshId } from './fresh-id.ts';

type Event = { kind: string; emailId?: string | null; mailboxId?: string | null; blobId?: string | null; serverText: string | null };

/** Writes down what the person is told once (J12). */
export function noteEvent(connection: Connection, account: number, nowMs: number, event: Event): void {
  connection.run(
    'insert into account_event (id, account, at_ms, kind, email_id, mailbox_id, blob_id, server_text) values (?, ?, ?, ?, ?, ?, ?, ?)',
    freshId('v'),
    account,
    nowMs,
    event.kind,
    event.emailId ?? null,
    event.mailboxId ?? null,
    event.blobId ?? null,
    event.serverText?.slice(0, 1000) ?? null,
  );
}
