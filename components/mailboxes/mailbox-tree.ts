import { locale } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId, MailboxRole } from '#lib/mail/index.ts';
import { mailboxName } from './mailbox-name.ts';

export type TreeNode = { mailbox: Mailbox; depth: number; hasChildren: boolean; position: number; siblings: number };

const roleOrder: MailboxRole[] = ['inbox', 'important', 'flagged', 'snoozed', 'drafts', 'sent', 'archive', 'all', 'junk', 'trash'];
const deepest = 20;

/** Mailboxes with a role in their fixed order, then the others. A child of a role mailbox stays under it. */
export function mailboxTree(mailboxes: readonly Mailbox[], collapsed: ReadonlySet<MailboxId>): { special: TreeNode[]; own: TreeNode[] } {
  const byName = new Intl.Collator(locale(), { numeric: true, sensitivity: 'base' });
  const known = new Set(mailboxes.map((mailbox) => mailbox.id));
  const children = new Map<MailboxId | null, Mailbox[]>();
  for (const mailbox of mailboxes) {
    // A special folder below INBOX (many servers) is shown on top like everywhere else.
    const parent = mailbox.role !== null || mailbox.parentId === null || !known.has(mailbox.parentId) ? null : mailbox.parentId;
    children.set(parent, [...(children.get(parent) ?? []), mailbox]);
  }
  const rank = (mailbox: Mailbox) => (mailbox.role === null ? roleOrder.length : roleOrder.indexOf(mailbox.role));
  const sorted = (list: readonly Mailbox[]) =>
    list.toSorted(
      (a, b) =>
        rank(a) - rank(b) || a.sortOrder - b.sortOrder || byName.compare(mailboxName(a), mailboxName(b)) || a.id.localeCompare(b.id),
    );
  function walk(list: readonly Mailbox[], depth: number, into: TreeNode[]): TreeNode[] {
    const level = sorted(list);
    level.forEach((mailbox, index) => {
      const below = children.get(mailbox.id) ?? [];
      into.push({ mailbox, depth, hasChildren: below.length > 0, position: index + 1, siblings: level.length });
      if (below.length > 0 && !collapsed.has(mailbox.id) && depth < deepest) walk(below, depth + 1, into);
    });
    return into;
  }
  const top = children.get(null) ?? [];
  return {
    special: walk(
      top.filter((mailbox) => mailbox.role !== null),
      0,
      [],
    ),
    own: walk(
      top.filter((mailbox) => mailbox.role === null),
      0,
      [],
    ),
  };
}

/** The number beside a folder: drafts count as a whole, Sent and Trash say nothing, else what is unread. */
export function mailboxBadge(mailbox: Mailbox): { count: number; strong: boolean } {
  if (mailbox.role === 'drafts') return { count: mailbox.totalEmails, strong: false };
  if (mailbox.role === 'sent' || mailbox.role === 'trash' || mailbox.role === 'snoozed') return { count: 0, strong: false };
  return { count: mailbox.unreadThreads, strong: mailbox.role !== 'junk' };
}
