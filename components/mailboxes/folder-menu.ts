import {
  Archive,
  BookmarkMinus,
  BookmarkPlus,
  CheckCheck,
  CornerDownRight,
  Download,
  Eraser,
  File,
  Flame,
  Folder,
  FolderCog,
  FolderPlus,
  type LucideIcon,
  OctagonAlert,
  Pencil,
  Send,
  Trash2,
} from 'lucide-react';
import type { MenuItem } from '#components/ui/index.ts';
import { t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId, MailboxRole } from '#lib/mail/index.ts';
import { mailboxTree } from './mailbox-tree.ts';

/** What a folder's menu can ask for. */
export type FolderDeeds = {
  create(parentId: MailboxId | null): void;
  rename(mailbox: Mailbox): void;
  moveTo(mailbox: Mailbox): void;
  remove(mailbox: Mailbox): void;
  empty(mailbox: Mailbox): void;
  /** what the mail server keeps of deleted messages goes for good (I28) */
  compact(mailbox: Mailbox, count: number): void;
  markAllRead(mailbox: Mailbox): void;
  export(mailbox: Mailbox): void;
  subscribe(mailbox: Mailbox, on: boolean): void;
  giveRole(mailbox: Mailbox, role: MailboxRole | null): void;
  /** asks which role */
  chooseRole(mailbox: Mailbox): void;
};

/** Roles that a person chooses (I11). */
const choosable = [
  { role: 'drafts', icon: File, label: 'mailbox.drafts' },
  { role: 'sent', icon: Send, label: 'mailbox.sent' },
  { role: 'archive', icon: Archive, label: 'mailbox.archive' },
  { role: 'junk', icon: OctagonAlert, label: 'mailbox.junk' },
  { role: 'trash', icon: Trash2, label: 'mailbox.trash' },
] as const;

/**
 * The menu of one folder; what its rights do not allow is not in it (I32).
 *
 * @param deletedCount deleted messages that the mail server keeps; null: none of that kind, or nobody knows yet
 */
export function folderMenuItems(mailbox: Mailbox, deeds: FolderDeeds, deletedCount: number | null): MenuItem[] {
  const { myRights: may, role } = mailbox;
  const items: MenuItem[] = [];
  const add = (isAllowed: boolean, item: MenuItem) => isAllowed && items.push(item);
  add(may.maySetSeen && may.mayReadItems, {
    key: 'read',
    label: t('folder.markRead'),
    icon: CheckCheck,
    disabled: mailbox.unreadEmails === 0,
    onSelect: () => deeds.markAllRead(mailbox),
  });
  add(may.mayCreateChild, { key: 'new', label: t('folder.newInside'), icon: FolderPlus, onSelect: () => deeds.create(mailbox.id) });
  add(may.mayRename, { key: 'rename', label: t('folder.rename'), icon: Pencil, shortcut: 'F2', onSelect: () => deeds.rename(mailbox) });
  add(may.mayRename, { key: 'move', label: t('folder.move'), icon: CornerDownRight, onSelect: () => deeds.moveTo(mailbox) });
  add(may.mayReadItems, {
    key: 'export',
    label: t('export.action'),
    icon: Download,
    disabled: mailbox.totalEmails === 0,
    onSelect: () => deeds.export(mailbox),
  });
  add(role !== 'inbox' && may.mayReadItems && may.mayAddItems, {
    key: 'use',
    label: t('folder.useAs'),
    icon: FolderCog,
    onSelect: () => deeds.chooseRole(mailbox),
  });
  add(role !== 'inbox', {
    key: 'subscribed',
    label: t(mailbox.isSubscribed ? 'folder.unsubscribe' : 'folder.subscribe'),
    icon: mailbox.isSubscribed ? BookmarkMinus : BookmarkPlus,
    onSelect: () => deeds.subscribe(mailbox, !mailbox.isSubscribed),
  });
  const hasEnd = may.mayRemoveItems || may.mayDelete;
  if (hasEnd) items.push({ kind: 'separator', key: 'end' });
  add(may.mayRemoveItems, {
    key: 'empty',
    label: t('folder.empty'),
    icon: Eraser,
    danger: true,
    disabled: mailbox.totalEmails === 0,
    onSelect: () => deeds.empty(mailbox),
  });
  add(may.mayDelete, { key: 'delete', label: t('folder.delete'), icon: Trash2, danger: true, onSelect: () => deeds.remove(mailbox) });
  // It comes a moment after the others, so below them.
  const count = deletedCount ?? 0;
  add(may.mayRemoveItems && count > 0, {
    key: 'compact',
    label: t('folder.compact'),
    icon: Flame,
    danger: true,
    onSelect: () => deeds.compact(mailbox, count),
  });
  return items;
}

/** What a folder can be used as (I11): one folder for each, the one that was is then an ordinary one. */
export function folderRoleItems(mailbox: Mailbox, deeds: Pick<FolderDeeds, 'giveRole'>): MenuItem[] {
  const { role } = mailbox;
  const item = (key: string, label: string, icon: LucideIcon, wanted: MailboxRole | null): MenuItem => ({
    ...{ key, label, icon },
    checked: role === wanted,
    onSelect: () => {
      if (role !== wanted) deeds.giveRole(mailbox, wanted);
    },
  });
  return [
    ...choosable.map((choice) => item(choice.role, t(choice.label), choice.icon, choice.role)),
    item('plain', t('folder.usePlain'), Folder, null),
  ];
}

/** Where a folder can be, as a list to choose from: the top level is not in it. */
export function folderPlaces(
  mailboxes: readonly Mailbox[],
  isPossible: (mailbox: Mailbox) => boolean,
): { mailbox: Mailbox; depth: number }[] {
  const { special, own } = mailboxTree(mailboxes, new Set());
  return [...special, ...own].filter(({ mailbox }) => isPossible(mailbox));
}
