import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';

/** Whether a folder can be put there: the place takes folders, is another one, and is not inside it (RFC 8621 §2.5). */
export function mayMoveFolder(mailboxes: readonly Mailbox[], id: MailboxId, to: MailboxId | null): boolean {
  const byId = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  const moved = byId.get(id);
  if (moved === undefined || !moved.myRights.mayRename || moved.parentId === to) return false;
  if (to !== null && byId.get(to)?.myRights.mayCreateChild !== true) return false;
  for (let above = to; above !== null; above = byId.get(above)?.parentId ?? null) if (above === id) return false;
  return true;
}
