import { freshId } from './fresh-id.ts';
import type { IntentRow } from './intent-queue.ts';
import { eraseMailbox } from './mailbox-carried.ts';
import { isLive, type MailboxUnit } from './mailbox-unit.ts';
import { type Farewell, Revival } from './revival.ts';
import type { Work } from './work.ts';

/** A creation was refused: the mailbox goes; one with a role stays as the place that exists here only (J13). */
export function dropMailbox(work: Work, mailbox: MailboxUnit): void {
  if (mailbox.role !== null && ['drafts', 'sent', 'trash'].includes(mailbox.role) && mailbox.parent === null) {
    mailbox.stage = 'local';
    work.connection.run("update mailbox set stage = 'local' where key = ?", mailbox.key);
    return;
  }
  if (mailbox.log !== null) work.changes.destroyed('Mailbox', mailbox.log);
  mailbox.log = null;
  eraseMailbox(work, mailbox);
}

/**
 * The mailbox and what was in it come back: under new ids when its deletion was refused, since the old ones were `destroyed` long ago; with
 * the ids they had when the person takes it back.
 */
export function restoreMailbox(work: Work, mailbox: MailboxUnit, farewell: Farewell | null): void {
  // One that the server has not made yet is not missing from its list.
  mailbox.stage = mailbox.path === null ? 'creating' : 'listed';
  const formerLog = farewell === null ? undefined : work.changes.destroyedSince('Mailbox', farewell.mailbox).get(mailbox.id);
  if (formerLog === undefined) {
    mailbox.id = freshId('m');
    mailbox.log = work.changes.created('Mailbox', mailbox.id);
  } else {
    work.changes.revived('Mailbox', formerLog);
    mailbox.log = formerLog;
  }
  if (farewell !== null) work.revival = new Revival(work, farewell);
  // Another mailbox may have got its role meanwhile.
  if ([...work.mailboxes.values()].some((other) => other !== mailbox && other.role === mailbox.role && isLive(other))) mailbox.role = null;
  work.connection.run(
    'update mailbox set stage = ?, id = ?, log = ?, role = ? where key = ?',
    mailbox.stage,
    mailbox.id,
    mailbox.log,
    mailbox.role,
    mailbox.key,
  );
  const leaves = "select 1 from intent where from_location = ? and kind in ('move', 'remove')";
  for (const { key } of work.connection.all<{ key: number }>('select key from location where mailbox = ? and is_wanted = 0', mailbox.key)) {
    const location = work.location(key);
    // One that leaves by an intent of its own goes on leaving; one that is only copied from here does not.
    if (location && !work.connection.get(leaves, key)) work.setLocation(location, { is_wanted: 1 });
  }
}

/** Name and parent as they were, unless the person renamed it again meanwhile. */
export function undoRename(work: Work, mailbox: MailboxUnit, row: IntentRow): void {
  const before = JSON.parse(row.detail) as { name: string; parent: number | null };
  if (work.connection.get("select 1 from intent where mailbox = ? and kind = 'mailbox-rename'", mailbox.key)) return;
  mailbox.name = before.name;
  mailbox.parent = before.parent !== null && work.mailboxes.has(before.parent) ? before.parent : null;
  work.connection.run('update mailbox set name = ?, parent = ? where key = ?', mailbox.name, mailbox.parent, mailbox.key);
  if (mailbox.log !== null) work.changes.updated('Mailbox', mailbox.log);
}
