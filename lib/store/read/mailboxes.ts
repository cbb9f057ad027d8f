import type { MailboxId, MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { Checkpoint, MailboxRecord, MailboxSyncRow } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

type Row = {
  id: string;
  name: string;
  parentId: string | null;
  role: MailboxRole | null;
  sort_order: number;
  is_subscribed: number;
  rights: string;
  total_emails: number;
  unread_emails: number;
  total_threads: number;
  unread_threads: number;
};
type SyncRow = Row & {
  role_is_chosen: number;
  path: string | null;
  delimiter: string | null;
  is_selectable: number;
  server_mailbox_id: string | null;
  uid_validity: number | null;
  uid_next: number | null;
  highest_mod_seq: string | null;
  low_uid: number | null;
  is_filled: number;
  server_messages: number;
  fill_mod_seq: string | null;
};

// Mod-sequences have 63 bits, more than a number keeps: they come out as text.
const select = `select m.*, p.id parentId
  from (select key, id, account, name, parent, role, role_is_chosen, sort_order, is_subscribed, rights, path, delimiter, is_selectable, server_mailbox_id, stage,
    total_emails, unread_emails, total_threads, unread_threads, uid_validity, uid_next, low_uid, is_filled, server_messages,
    cast(highest_mod_seq as text) highest_mod_seq, cast(fill_mod_seq as text) fill_mod_seq from mailbox) m
  left join mailbox p on p.key = m.parent where m.account = ? and m.stage <> 'deleting'`;

function recordOf(row: Row): MailboxRecord {
  return {
    id: row.id as MailboxId,
    name: row.name,
    parentId: row.parentId as MailboxId | null,
    role: row.role,
    sortOrder: row.sort_order,
    isSubscribed: row.is_subscribed === 1,
    rights: JSON.parse(row.rights) as MailboxRights,
    totalEmails: row.total_emails,
    unreadEmails: row.unread_emails,
    totalThreads: row.total_threads,
    unreadThreads: row.unread_threads,
  };
}

function checkpointOf(row: SyncRow): Checkpoint {
  return {
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    highestModSeq: row.highest_mod_seq === null ? null : BigInt(row.highest_mod_seq),
    lowUid: row.low_uid,
    isFilled: row.is_filled === 1,
    serverMessages: row.server_messages,
    fillModSeq: row.fill_mod_seq === null ? null : BigInt(row.fill_mod_seq),
  };
}

const syncRowOf = (row: SyncRow): MailboxSyncRow => ({
  ...recordOf(row),
  isRoleChosen: row.role_is_chosen === 1,
  path: row.path,
  delimiter: row.delimiter,
  isSelectable: row.is_selectable === 1,
  serverMailboxId: row.server_mailbox_id,
  checkpoint: checkpointOf(row),
});

export function mailboxRecords(connection: Connection, account: number, ids: readonly string[] | null): MailboxRecord[] {
  const rows = connection.all<Row>(`${select} order by m.key`, account);
  if (ids === null) return rows.map(recordOf);
  const wanted = new Set(ids);
  return rows.filter(({ id }) => wanted.has(id)).map(recordOf);
}
export const mailboxSyncRows = (connection: Connection, account: number): MailboxSyncRow[] =>
  connection.all<SyncRow>(`${select} order by m.key`, account).map(syncRowOf);
export function mailboxSyncRow(connection: Connection, account: number, id: string): MailboxSyncRow | null {
  const row = connection.get<SyncRow>(`${select} and m.id = ?`, account, id);
  return row ? syncRowOf(row) : null;
}
