import type { ImapSession, ListedMailbox } from '#lib/imap/index.ts';
import type { MailboxId, MailboxRole } from '#lib/mail/index.ts';
import type { ListedMailboxFact, MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';

/**
 * Takes the server's LIST into the store and says which mailboxes changed since their checkpoint (I9, I10).
 *
 * @returns ids of mailboxes worth a pass; those whose status the server did not give are among them
 */
export async function listMailboxes(context: AccountContext, session: ImapSession): Promise<MailboxId[]> {
  const { accountId, store } = context;
  const listed = await session.list();
  const roles = assignRoles(listed);
  await store.mailboxes.recordListing(
    accountId,
    listed.map((mailbox) => toFact(mailbox, roles.get(mailbox.path) ?? null)),
    [],
  );
  const statusOf = new Map(listed.map((mailbox) => [mailbox.path, mailbox.status]));
  const dirty: MailboxId[] = [];
  for (const row of await store.mailboxes.syncRows(accountId)) {
    if (row.path === null || !row.isSelectable || !row.checkpoint.isFilled) continue;
    const status = statusOf.get(row.path);
    if (status === undefined || status === null || differs(row, status)) dirty.push(row.id);
  }
  return dirty;
}

function differs(row: MailboxSyncRow, status: NonNullable<ListedMailbox['status']>): boolean {
  const { checkpoint } = row;
  if (status.uidValidity !== checkpoint.uidValidity || status.uidNext !== checkpoint.uidNext) return true;
  if (status.messages !== checkpoint.serverMessages) return true;
  if (status.highestModSeq !== null && checkpoint.highestModSeq !== null) return status.highestModSeq !== checkpoint.highestModSeq;
  return status.unseen !== null && status.unseen !== row.unreadEmails;
}

/** One mailbox a role (I11): the server's attribute first, then the name; INBOX is always the inbox; the first in LIST order wins. */
export function assignRoles(listed: readonly ListedMailbox[]): Map<string, MailboxRole> {
  const roles = new Map<string, MailboxRole>();
  const taken = new Set<MailboxRole>(['inbox']);
  const give = (mailbox: ListedMailbox, role: MailboxRole | null) => {
    if (role === null || taken.has(role) || roles.has(mailbox.path)) return;
    taken.add(role);
    roles.set(mailbox.path, role);
  };
  for (const mailbox of listed) if (mailbox.path.toUpperCase() === 'INBOX') roles.set(mailbox.path, 'inbox');
  for (const mailbox of listed) if (!mailbox.noSelect) give(mailbox, mailbox.role);
  for (const mailbox of listed) if (!mailbox.noSelect && mailbox.namespace === 'personal') give(mailbox, mailbox.nameRole);
  return roles;
}

function toFact(mailbox: ListedMailbox, role: MailboxRole | null): ListedMailboxFact {
  return {
    path: mailbox.path,
    name: mailbox.name,
    parentPath: mailbox.displayPath.length <= 1 ? null : mailbox.parentPath,
    delimiter: mailbox.delimiter,
    role,
    isSelectable: !mailbox.noSelect && !mailbox.nonExistent,
    isSubscribed: mailbox.subscribed,
    noInferiors: mailbox.noInferiors,
    serverMailboxId: mailbox.mailboxId,
    rights: null,
    serverMessages: mailbox.status?.messages ?? null,
  };
}
