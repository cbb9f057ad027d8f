import {
  Archive,
  Clock,
  CornerUpLeft,
  Download,
  FolderInput,
  Forward,
  Mail,
  MailOpen,
  OctagonAlert,
  Paperclip,
  ReplyAll,
  ShieldCheck,
  Star,
  Tag,
  Trash2,
} from 'lucide-react';
import type { ListSelection } from '#components/threads/index.ts';
import { type MenuItem, MenuList } from '#components/ui/index.ts';
import { t } from '#lib/client/index.ts';
import type { Commands, RowMenuAt } from './commands.ts';
import type { MailView } from './mail-view.ts';

type RowMenuProps = { menu: RowMenuAt; view: MailView; commands: Commands; selection: ListSelection; onClose: () => void };

/** What can be done with the conversations that were clicked with the other button. */
export function RowMenu({ menu: { threads, at }, view, commands, selection, onClose }: RowMenuProps) {
  const emails = threads.flatMap((id) => view.rows.threadEmails(id));
  const isUnread = emails.some(({ keywords }) => keywords.$seen !== true && keywords.$draft !== true);
  const isStarred = emails.some(({ keywords }) => keywords.$flagged === true);
  const role = view.mailbox?.role ?? null;
  /** The commands act on what is ticked: for this one step it is what the menu is about. */
  const on = (act: () => void) => () => {
    if (selection.everythingBut.get() !== null) {
      act();
      return;
    }
    const before = [...selection.selected.get()];
    const isTicked = threads.every((id) => before.includes(id));
    selection.replace(threads);
    act();
    if (!isTicked) selection.replace(before);
  };
  /** A dialog asks first: what it is about stays ticked while it does. */
  const asking = (ask: () => void) => () => {
    if (selection.everythingBut.get() === null) selection.replace(threads);
    ask();
  };
  const one: MenuItem[] =
    threads.length === 1
      ? [
          { key: 'reply', label: t('list.reply'), icon: CornerUpLeft, shortcut: 'r', onSelect: on(() => commands.reply('reply')) },
          { key: 'reply-all', label: t('list.replyAll'), icon: ReplyAll, shortcut: 'a', onSelect: on(() => commands.reply('reply-all')) },
          { key: 'forward', label: t('list.forward'), icon: Forward, shortcut: 'f', onSelect: on(() => commands.reply('forward')) },
          { kind: 'separator', key: 'one' },
        ]
      : [];
  const archive: MenuItem[] =
    role === 'archive'
      ? []
      : [{ key: 'archive', label: t('list.archive'), icon: Archive, shortcut: 'e', onSelect: on(() => commands.archive()) }];
  const items: MenuItem[] = [
    ...one,
    ...archive,
    {
      key: 'delete',
      label: role === 'trash' ? t('list.deleteForGood') : t('list.delete'),
      icon: Trash2,
      shortcut: '#',
      onSelect: role === 'trash' ? asking(() => commands.trash()) : on(() => commands.trash()),
    },
    {
      key: 'junk',
      label: role === 'junk' ? t('list.notJunk') : t('list.junk'),
      icon: role === 'junk' ? ShieldCheck : OctagonAlert,
      shortcut: '!',
      onSelect: on(() => commands.junk()),
    },
    { key: 'snooze', label: t('list.snooze'), icon: Clock, shortcut: 'b', onSelect: asking(() => commands.askSnooze()) },
    { key: 'move', label: t('list.move'), icon: FolderInput, shortcut: 'v', onSelect: asking(commands.askMove) },
    { key: 'label', label: t('tag.label'), icon: Tag, shortcut: 'l', onSelect: asking(commands.askLabel) },
    { kind: 'separator', key: 'marks' },
    {
      key: 'read',
      label: isUnread ? t('list.markRead') : t('list.markUnread'),
      icon: isUnread ? MailOpen : Mail,
      shortcut: isUnread ? 'Shift+I' : 'Shift+U',
      onSelect: on(() => commands.read(isUnread)),
    },
    {
      key: 'star',
      label: isStarred ? t('list.unstar') : t('list.star'),
      icon: Star,
      shortcut: 's',
      onSelect: on(() => commands.star(undefined, !isStarred)),
    },
    { kind: 'separator', key: 'files' },
    {
      key: 'forward-files',
      label: t('forward.asFiles'),
      icon: Paperclip,
      shortcut: 'Shift+F',
      onSelect: on(() => commands.takeAlong('forward')),
    },
    { key: 'export', label: t('export.action'), icon: Download, onSelect: on(() => commands.takeAlong('export')) },
  ];
  return (
    <MenuList
      key={`${at.x} ${at.y}`}
      label={t('list.count', { count: threads.length })}
      items={items}
      anchor={() => at}
      onClose={onClose}
    />
  );
}
