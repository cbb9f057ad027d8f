import type { MailboxUnit } from './mailbox-unit.ts';
import type { Work } from './work.ts';

/** Where the account keeps its mailboxes: what stands before every top-level name, and the separator. */
type PathRules = { prefix: string; delimiter: string | null };

export function pathRules(work: Work): PathRules {
  const row = work.connection.get<{ path_prefix: string | null; path_delimiter: string | null }>(
    'select path_prefix, path_delimiter from account where key = ?',
    work.account,
  );
  return { prefix: row?.path_prefix ?? '', delimiter: row?.path_delimiter ?? null };
}

/**
 * Path that the mailbox has to have on the server: its parent's path there, the delimiter, its name. Null while the parent is not on the
 * server itself, or where the server has no hierarchy.
 */
export function pathOf(work: Work, mailbox: MailboxUnit): string | null {
  const { prefix, delimiter } = pathRules(work);
  if (mailbox.parent === null) return `${prefix}${mailbox.name}`;
  const parent = work.mailboxes.get(mailbox.parent);
  const separator = parent?.delimiter ?? delimiter;
  return parent?.path && separator ? `${parent.path}${separator}${mailbox.name}` : null;
}
