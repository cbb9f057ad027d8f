import type { IntentRow } from './intent-queue.ts';
import { pathRules } from './mailbox-path.ts';
import type { MailboxUnit } from './mailbox-unit.ts';
import type { Work } from './work.ts';

/** The server has made the mailbox: it has a path from now on. */
export function mailboxCreated(work: Work, row: IntentRow): void {
  const mailbox = ofIntent(work, row);
  const path = carriedPath(row);
  if (!mailbox || path === null) return;
  const delimiter = parentDelimiter(work, mailbox);
  if (mailbox.stage === 'creating') mailbox.stage = 'listed';
  mailbox.path = path;
  work.noteFiling();
  mailbox.delimiter = delimiter;
  mailbox.is_filled = 0;
  // Complete as long as it was here only; now another client may put something in it.
  work.connection.run(
    'update mailbox set stage = ?, path = ?, delimiter = ?, is_filled = 0 where key = ?',
    mailbox.stage,
    path,
    delimiter,
    mailbox.key,
  );
}

/** The path follows, and with it the paths of everything below (RFC 9051 §6.3.6). */
export function mailboxRenamed(work: Work, row: IntentRow): void {
  const mailbox = ofIntent(work, row);
  const to = carriedPath(row);
  if (!mailbox || mailbox.path === null || to === null) return;
  movePaths(work, mailbox, to);
}

function movePaths(work: Work, mailbox: MailboxUnit, to: string): void {
  const from = mailbox.path;
  if (from === null || from === to) return;
  const separator = mailbox.delimiter ?? pathRules(work).delimiter;
  setPath(work, mailbox, to);
  if (!separator) return;
  for (const each of work.mailboxes.values())
    if (each.path?.startsWith(`${from}${separator}`)) setPath(work, each, `${to}${each.path.slice(from.length)}`);
}

/** Its rows go, with the copies that lay in it. */
export function mailboxDeleted(work: Work, row: IntentRow): void {
  const mailbox = ofIntent(work, row);
  if (mailbox) eraseMailbox(work, mailbox);
}

export function eraseMailbox(work: Work, mailbox: MailboxUnit): void {
  for (const { key } of work.connection.all<{ key: number }>('select key from location where mailbox = ?', mailbox.key)) {
    const location = work.location(key);
    const unit = location ? work.unit(location.email) : null;
    if (location && unit) work.dropLocation(unit, location);
  }
  work.connection.run('delete from mailbox where key = ?', mailbox.key);
  work.mailboxes.delete(mailbox.key);
  work.noteFiling();
}

function setPath(work: Work, mailbox: MailboxUnit, path: string): void {
  mailbox.path = path;
  work.noteFiling();
  work.connection.run('update mailbox set path = ? where key = ?', path, mailbox.key);
}

function parentDelimiter(work: Work, mailbox: MailboxUnit): string | null {
  const parent = mailbox.parent === null ? undefined : work.mailboxes.get(mailbox.parent);
  return parent?.delimiter ?? pathRules(work).delimiter;
}

export const carriedPath = (row: { detail: string }): string | null => (JSON.parse(row.detail) as { path?: string }).path ?? null;

function ofIntent(work: Work, row: IntentRow): MailboxUnit | undefined {
  return row.mailbox === null ? undefined : work.mailboxes.get(row.mailbox);
}
