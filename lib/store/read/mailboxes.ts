import type { EmailId, MailboxId, MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { Checkpoint, FilledWindow, MailboxFiling, MailboxRecord, MailboxSyncRow, WindowPlace } from '../api.ts';
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
  windows: string;
  shown_most: number | null;
  shown_from: number | null;
  compared_at_ms: number | null;
  filing: MailboxFiling;
  label: string | null;
  stage: string;
};

// Mod-sequences have 63 bits, more than a number keeps: they come out as text.
const select = `select m.*, p.id parentId
  from (select key, id, account, name, parent, role, role_is_chosen, sort_order, is_subscribed, rights, path, delimiter, is_selectable, server_mailbox_id, stage,
    total_emails, unread_emails, total_threads, unread_threads, uid_validity, uid_next, low_uid, is_filled, server_messages, windows, shown_most, shown_from, compared_at_ms, filing, label,
    cast(highest_mod_seq as text) highest_mod_seq, cast(fill_mod_seq as text) fill_mod_seq from mailbox) m
  left join mailbox p on p.key = m.parent where m.account = ?`;
const selectLive = `${select} and m.stage <> 'deleting'`;
/** … and those to be deleted in which mail must be found first, for it was taken out of there. */
const selectSynced = `${select} and (m.stage <> 'deleting' or m.key in (
  select l.mailbox from intent i join location l on l.key = i.from_location where i.account = m.account and i.kind in ('move', 'copy') and l.uid is null))`;

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
    windows: windowsOf(row),
    shownMost: row.shown_most,
    shownFrom: row.shown_from,
    comparedAtMs: row.compared_at_ms,
  };
}

/** Those that the fill has not reached: what it passed over is no window any more. */
function windowsOf({ windows, low_uid: floor, is_filled: isFilled }: SyncRow): FilledWindow[] {
  if (isFilled === 1 || floor === null) return [];
  const stored = JSON.parse(windows) as FilledWindow[];
  return stored.filter(({ lowUid }) => lowUid < floor).map((window) => ({ ...window, highUid: Math.min(window.highUid, floor - 1) }));
}

const syncRowOf = (row: SyncRow): MailboxSyncRow => ({
  ...recordOf(row),
  filing: row.filing,
  label: row.filing === 'view' ? (row.label ?? row.path) : null,
  isRoleChosen: row.role_is_chosen === 1,
  path: row.path,
  delimiter: row.delimiter,
  isSelectable: row.is_selectable === 1,
  isLeaving: row.stage === 'deleting',
  serverMailboxId: row.server_mailbox_id,
  checkpoint: checkpointOf(row),
});

export function mailboxRecords(connection: Connection, account: number, ids: readonly string[] | null): MailboxRecord[] {
  const rows = connection.all<Row>(`${selectLive} order by m.key`, account);
  if (ids === null) return rows.map(recordOf);
  const wanted = new Set(ids);
  return rows.filter(({ id }) => wanted.has(id)).map(recordOf);
}
export const mailboxSyncRows = (connection: Connection, account: number): MailboxSyncRow[] =>
  connection.all<SyncRow>(`${selectSynced} order by m.key`, account).map(syncRowOf);
export function mailboxSyncRow(connection: Connection, account: number, id: string): MailboxSyncRow | null {
  const row = connection.get<SyncRow>(`${selectSynced} and m.id = ?`, account, id);
  return row ? syncRowOf(row) : null;
}

const inWindow = `from location l join email e on e.key = l.email
  where l.mailbox = ? and l.uid_validity = ? and l.uid between ? and ? and l.is_wanted = 1 and l.is_deleted = 0 and e.log is not null`;
/** It stands for its Thread in the list of the mailbox. */
const isLatest = `exists (select 1 from thread_mailbox t where t.thread = e.thread and t.mailbox = l.mailbox and t.latest_id = e.id)`;

/** See MailboxStore.windowPlaces. */
export function windowPlaces(connection: Connection, account: number): WindowPlace[] {
  const rows = connection.all<SyncRow & { key: number }>(`${selectLive} and m.is_filled = 0 and m.windows <> '[]' order by m.key`, account);
  return rows.flatMap((row) =>
    windowsOf(row)
      .toReversed()
      .map(({ lowUid, highUid, below }): WindowPlace => {
        const range = [row.key, row.uid_validity, lowUid, highUid] as const;
        // EXISTS counts what is marked \\Deleted too.
        const present = connection.get<{ n: number }>(
          'select count(*) n from location where mailbox = ? and uid_validity = ? and uid between ? and ?',
          ...range,
        )!.n;
        const counts = connection.get<{ emails: number; threads: number | null }>(
          `select count(*) emails, sum(${isLatest}) threads ${inWindow}`,
          ...range,
        )!;
        const first = (condition: string): EmailId | null =>
          connection.get<{ id: EmailId }>(`select e.id ${inWindow} and ${condition} order by e.received_at_ms desc, e.id limit 1`, ...range)
            ?.id ?? null;
        return {
          mailboxId: row.id as MailboxId,
          position: Math.max(0, row.server_messages - below - present),
          emails: counts.emails,
          threads: counts.threads ?? 0,
          firstEmailId: first('true'),
          firstThreadEmailId: first(isLatest),
        };
      }),
  );
}
