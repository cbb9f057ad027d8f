import type { MailboxId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { SyncedRow } from './run-pass.ts';

/** Messages that are read in the time for which a vanished Email may be held (J1). */
const soonFilled = 2_000;
export const isSoonFilled = ({ checkpoint, totalEmails }: SyncedRow) => checkpoint.serverMessages - totalEmails <= soonFilled;

/** Mail of it is read by passes of its own. */
export const isSynced = (row: MailboxSyncRow): row is SyncedRow =>
  row.path !== null && row.isSelectable && row.rights.mayReadItems && row.filing !== 'view';

/** Where new mail comes in. */
export const isMain = ({ role, filing }: MailboxSyncRow) => filing === 'all' || role === 'inbox';

const roleOrder = ['inbox', 'drafts', 'sent', 'archive', 'trash', 'junk'];

/** What is on a screen now, then the inbox, then the other roles, then by name. */
export function byUrgency(lookedAtMs: ReadonlyMap<MailboxId, number>) {
  const rank = (row: SyncedRow) => {
    if (isMain(row)) return 0;
    const index = row.role === null ? -1 : roleOrder.indexOf(row.role);
    return index < 0 ? roleOrder.length : index;
  };
  const begun = (row: SyncedRow) => (row.checkpoint.uidNext === null && isMain(row) ? 1 : 0);
  return (a: SyncedRow, b: SyncedRow) =>
    begun(b) - begun(a) || (lookedAtMs.get(b.id) ?? 0) - (lookedAtMs.get(a.id) ?? 0) || rank(a) - rank(b) || a.name.localeCompare(b.name);
}
