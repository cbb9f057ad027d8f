import { Archive, Clock, Mail, MailOpen, Trash2 } from 'lucide-react';
import { classNames, IconButton } from '#components/ui/index.ts';
import { type RightsOver, type ThreadSummary, t } from '#lib/client/index.ts';
import { GridCell } from './grid-cell.tsx';

type RowHoverActionsProps = {
  thread: ThreadSummary;
  canArchive: boolean;
  isCompact: boolean;
  may: RightsOver;
  actions: {
    archive(thread: ThreadSummary): void;
    snooze(thread: ThreadSummary): void;
    trash(thread: ThreadSummary): void;
    read(thread: ThreadSummary, on: boolean): void;
  };
};

/** What can be done with a row that the pointer is on. */
export function RowHoverActions({ thread, canArchive, isCompact, may, actions }: RowHoverActionsProps) {
  if (!may.mayRemove && !may.maySetSeen) return null;
  return (
    <GridCell
      className={classNames(
        'absolute end-2 z-2 hidden gap-0.5 rounded-md bg-paper-hover group-hover/row:flex group-aria-selected/row:bg-paper-selected group-aria-current/row:bg-paper-selected coarse:group-hover/row:hidden',
        isCompact ? 'inset-y-1 items-center' : 'top-1.5',
      )}
    >
      {canArchive && may.mayRemove ? (
        <IconButton
          icon={Archive}
          label={t('list.archive')}
          shortcut="e"
          size="small"
          tabIndex={-1}
          onClick={() => actions.archive(thread)}
        />
      ) : null}
      {may.mayRemove ? (
        <IconButton icon={Trash2} label={t('list.delete')} shortcut="#" size="small" tabIndex={-1} onClick={() => actions.trash(thread)} />
      ) : null}
      {may.mayRemove ? (
        <IconButton icon={Clock} label={t('list.snooze')} shortcut="b" size="small" tabIndex={-1} onClick={() => actions.snooze(thread)} />
      ) : null}
      <IconButton
        icon={thread.unread ? MailOpen : Mail}
        label={thread.unread ? t('list.markRead') : t('list.markUnread')}
        shortcut={thread.unread ? 'Shift+I' : 'Shift+U'}
        size="small"
        tabIndex={-1}
        disabled={!may.maySetSeen}
        onClick={() => actions.read(thread, thread.unread)}
      />
    </GridCell>
  );
}
