import type { ImapRole, ListedMailbox } from '#lib/imap/index.ts';
import type { MailboxFiling } from '#lib/store/index.ts';

export type Filing = { filing: MailboxFiling; label: string | null };

export const ownFiling: Filing = { filing: 'own', label: null };

/** What the server calls the labels of its own mailboxes (X-GM-EXT-1). */
const systemLabels: Partial<Record<ImapRole, string>> = {
  inbox: '\\Inbox',
  sent: '\\Sent',
  drafts: '\\Draft',
  flagged: '\\Starred',
  important: '\\Important',
};

/**
 * Whose messages the mailboxes of a server with labels show (I33): where the one that holds all is listed, Trash and Junk hold their own and
 * everything else is a view of it. By path; empty for other servers, and where the person keeps All Mail from IMAP.
 */
export function filingsOf(listed: readonly ListedMailbox[], hasLabels: boolean): ReadonlyMap<string, Filing> {
  const filings = new Map<string, Filing>();
  const all = hasLabels ? listed.find((mailbox) => mailbox.role === 'all' && !mailbox.noSelect) : undefined;
  if (all === undefined) return filings;
  for (const mailbox of listed) {
    if (mailbox === all) filings.set(mailbox.path, { filing: 'all', label: null });
    else if (mailbox.noSelect || mailbox.nonExistent || mailbox.role === 'trash' || mailbox.role === 'junk' || mailbox.role === 'all')
      continue;
    else {
      const role = mailbox.path.toUpperCase() === 'INBOX' ? 'inbox' : mailbox.role;
      filings.set(mailbox.path, { filing: 'view', label: role === null ? null : (systemLabels[role] ?? null) });
    }
  }
  return filings;
}

/** Mail without a label is what other servers keep in Archive (J9). */
export const rolesByFiling = (listed: readonly ListedMailbox[], filings: ReadonlyMap<string, Filing>): ListedMailbox[] =>
  listed.map((mailbox) => (filings.get(mailbox.path)?.filing === 'all' ? { ...mailbox, role: 'archive' } : mailbox));
