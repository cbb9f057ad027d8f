import type { Work } from './work.ts';

/** Thread and mailbox counts of the account anew from the memberships; for the rare change that concerns all of them (another trash). */
export function recountThreads(work: Work): void {
  const { connection, firstKey, lastKey } = work;
  const trash = [...work.mailboxes.values()].find((mailbox) => mailbox.role === 'trash')?.key ?? -1;
  connection.run(
    `update thread set unread_outside_trash = (select count(distinct e.key) from email e join location l on l.email = e.key
      where e.thread = thread.key and (e.flags & 9) = 0 and l.is_wanted = 1 and l.is_deleted = 0 and l.mailbox <> ?) where key between ? and ?`,
    trash,
    firstKey,
    lastKey,
  );
  connection.run(
    `update thread_mailbox set is_unread = case when mailbox = ? then unread > 0
      else (select unread_outside_trash > 0 from thread where key = thread_mailbox.thread) end where thread between ? and ?`,
    trash,
    firstKey,
    lastKey,
  );
  for (const mailbox of work.mailboxes.values()) {
    const changed = connection.run(
      `update mailbox set unread_threads = (select count(*) from thread_mailbox where mailbox = ?1 and is_unread = 1)
        where key = ?1 and unread_threads <> (select count(*) from thread_mailbox where mailbox = ?1 and is_unread = 1)`,
      mailbox.key,
    );
    if (changed > 0 && mailbox.log !== null) work.changes.countsUpdated('Mailbox', mailbox.log);
  }
}
