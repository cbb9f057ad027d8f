import { Archive, Bookmark, Clock, File, Folder, Inbox, Layers, type LucideIcon, OctagonAlert, Send, Star, Trash2 } from 'lucide-react';
import type { MailboxRole } from '#lib/mail/index.ts';

const icons: Record<MailboxRole, LucideIcon> = {
  inbox: Inbox,
  drafts: File,
  sent: Send,
  archive: Archive,
  junk: OctagonAlert,
  trash: Trash2,
  all: Layers,
  flagged: Star,
  important: Bookmark,
  snoozed: Clock,
};

/** The icon of a mailbox by its role. */
export function mailboxIcon(role: MailboxRole | null): LucideIcon {
  return role === null ? Folder : icons[role];
}
