import {
  Archive,
  BellOff,
  Clock,
  Download,
  FolderInput,
  Mail,
  MailOpen,
  MoreHorizontal,
  OctagonAlert,
  Paperclip,
  ShieldCheck,
  Star,
  Tag,
  Trash2,
} from 'lucide-react';
import { Checkbox, IconButton, Menu } from '#components/ui/index.ts';
import { n, type RightsOver, t } from '#lib/client/index.ts';

type BulkActions = {
  archive(): void;
  trash(): void;
  junk(): void;
  read(on: boolean): void;
  star(on: boolean): void;
  move(): void;
  label(): void;
  snooze(): void;
  mute(): void;
  forwardFiles(): void;
  export(): void;
  clear(): void;
};

type BulkBarProps = {
  /** of the list, whose head it stands for */
  title: string;
  count: number;
  /** the whole list, also what is not here yet */
  isEverything: boolean;
  canArchive: boolean;
  isJunk: boolean;
  isTrash: boolean;
  anyUnread: boolean;
  allStarred: boolean;
  /** what would be refused here is off (I32) */
  may: RightsOver;
  actions: BulkActions;
};

/** Takes the place of the head while conversations are ticked. */
export function BulkBar({ title, count, isEverything, canArchive, isJunk, isTrash, anyUnread, allStarred, may, actions }: BulkBarProps) {
  const words = t(isEverything ? 'list.selectedAll' : 'list.selected', { count });
  return (
    <div
      role="toolbar"
      aria-label={words}
      className="@container flex h-10 items-center gap-0.5 border-b border-line bg-paper-selected pe-2 ps-4"
    >
      <h1 className="sr-only">{title}</h1>
      <Checkbox label={t('list.clearSelection')} hideLabel mixed checked={false} onChange={actions.clear} className="me-2" />
      {/* The bar has its words for a name: where there is no room for them the figure is enough. */}
      <span className="me-auto truncate font-medium tabular-nums">
        <span className="hidden @min-[480px]:inline">{words}</span>
        <span aria-hidden className="@min-[480px]:hidden">
          {n(count)}
        </span>
      </span>
      {canArchive ? (
        <IconButton icon={Archive} label={t('list.archive')} shortcut="e" disabled={!may.mayRemove} onClick={actions.archive} />
      ) : null}
      <IconButton
        icon={Trash2}
        label={isTrash ? t('list.deleteForGood') : t('list.delete')}
        shortcut="#"
        disabled={!may.mayRemove}
        onClick={actions.trash}
      />
      <IconButton
        icon={isJunk ? ShieldCheck : OctagonAlert}
        label={isJunk ? t('list.notJunk') : t('list.junk')}
        shortcut="!"
        disabled={!may.mayRemove}
        onClick={actions.junk}
      />
      <IconButton
        icon={anyUnread ? MailOpen : Mail}
        label={anyUnread ? t('list.markRead') : t('list.markUnread')}
        shortcut={anyUnread ? 'Shift+I' : 'Shift+U'}
        disabled={!may.maySetSeen}
        onClick={() => actions.read(anyUnread)}
      />
      <IconButton
        icon={Star}
        label={allStarred ? t('list.unstar') : t('list.star')}
        shortcut="s"
        disabled={!may.maySetKeywords}
        filled={allStarred}
        className={allStarred ? 'text-star' : undefined}
        onClick={() => actions.star(!allStarred)}
      />
      <IconButton icon={FolderInput} label={t('list.move')} shortcut="v" disabled={!may.mayRemove} onClick={actions.move} />
      <IconButton icon={Tag} label={t('tag.label')} shortcut="l" disabled={!may.maySetKeywords} onClick={actions.label} />
      <IconButton icon={Clock} label={t('list.snooze')} shortcut="b" disabled={!may.mayRemove} onClick={actions.snooze} />
      <Menu
        label={t('list.more')}
        align="end"
        items={[
          { key: 'mute', label: t('list.mute'), icon: BellOff, shortcut: 'm', disabled: !may.maySetKeywords, onSelect: actions.mute },
          { key: 'forward', label: t('forward.asFiles'), icon: Paperclip, shortcut: 'Shift+F', onSelect: actions.forwardFiles },
          { key: 'export', label: t('export.action'), icon: Download, onSelect: actions.export },
        ]}
        trigger={(props) => <IconButton {...props} icon={MoreHorizontal} label={t('list.more')} />}
      />
    </div>
  );
}
