import { Archive, ArrowDownWideNarrow, FolderInput, Mail, MailOpen, OctagonAlert, ShieldCheck, Star, Trash2, X } from 'lucide-react';
import { Checkbox, classNames, IconButton, Menu } from '#components/ui/index.ts';
import { type Chip, chips, type ListSort, type MessageKey, t } from '#lib/client/index.ts';

type ListHeadProps = {
  title: string;
  subtitle: string;
  chips: readonly Chip[];
  sort: ListSort;
  canSelect: boolean;
  onChips: (chips: readonly Chip[]) => void;
  onSort: (sort: ListSort) => void;
  onSelectAll: () => void;
};

const chipKey: Record<Chip, MessageKey> = { unread: 'list.chipUnread', starred: 'list.chipStarred', attachment: 'list.chipAttachment' };

/** The line above the rows: what the list shows, filter chips, sort. */
export function ListHead({ title, subtitle, chips: active, sort, canSelect, onChips, onSort, onSelectAll }: ListHeadProps) {
  return (
    <div className="flex h-10 items-center gap-2 border-b border-line pr-2 pl-4">
      <Checkbox label={t('list.selectAll')} hideLabel disabled={!canSelect} checked={false} onChange={onSelectAll} className="mr-1" />
      <h1 className="min-w-0 truncate font-semibold">{title}</h1>
      <span className="hidden shrink-0 text-sm text-ink-muted tabular-nums tablet:inline">{subtitle}</span>
      <span className="flex-1" />
      <fieldset className="flex shrink-0 items-center gap-1">
        <legend className="sr-only">{t('list.filter')}</legend>
        {chips.map((chip) => {
          const isOn = active.includes(chip);
          return (
            <button
              key={chip}
              type="button"
              aria-pressed={isOn}
              onClick={() => onChips(isOn ? active.filter((other) => other !== chip) : [...active, chip])}
              className={classNames(
                'h-6 rounded-full border px-2.5 text-sm whitespace-nowrap',
                isOn ? 'border-accent bg-accent-soft text-accent' : 'border-line-strong text-ink-muted hover:bg-paper-hover hover:text-ink',
              )}
            >
              {t(chipKey[chip])}
            </button>
          );
        })}
      </fieldset>
      <Menu
        label={t('list.sort')}
        align="end"
        items={(['newest', 'oldest'] as const).map((one) => ({
          key: one,
          label: t(one === 'newest' ? 'list.newest' : 'list.oldest'),
          checked: sort === one,
          onSelect: () => onSort(one),
        }))}
        trigger={(props) => <IconButton {...props} icon={ArrowDownWideNarrow} label={t('list.sort')} size="small" />}
      />
    </div>
  );
}

export type BulkActions = {
  archive(): void;
  trash(): void;
  junk(): void;
  read(on: boolean): void;
  star(on: boolean): void;
  move(): void;
  clear(): void;
};

type BulkBarProps = {
  count: number;
  canArchive: boolean;
  isJunk: boolean;
  isTrash: boolean;
  anyUnread: boolean;
  allStarred: boolean;
  actions: BulkActions;
};

/** Takes the place of the head while conversations are ticked. */
export function BulkBar({ count, canArchive, isJunk, isTrash, anyUnread, allStarred, actions }: BulkBarProps) {
  return (
    <div
      role="toolbar"
      aria-label={t('list.selected', { count })}
      className="flex h-10 items-center gap-0.5 border-b border-line bg-paper-selected pr-2 pl-4"
    >
      <Checkbox label={t('list.clearSelection')} hideLabel mixed checked={false} onChange={actions.clear} className="mr-2" />
      <span className="mr-auto truncate font-medium tabular-nums">{t('list.selected', { count })}</span>
      {canArchive ? <IconButton icon={Archive} label={t('list.archive')} shortcut="e" onClick={actions.archive} /> : null}
      <IconButton icon={Trash2} label={isTrash ? t('list.deleteForGood') : t('list.delete')} shortcut="#" onClick={actions.trash} />
      <IconButton
        icon={isJunk ? ShieldCheck : OctagonAlert}
        label={isJunk ? t('list.notJunk') : t('list.junk')}
        shortcut="!"
        onClick={actions.junk}
      />
      <IconButton
        icon={anyUnread ? MailOpen : Mail}
        label={anyUnread ? t('list.markRead') : t('list.markUnread')}
        shortcut={anyUnread ? 'Shift+I' : 'Shift+U'}
        onClick={() => actions.read(anyUnread)}
      />
      <IconButton
        icon={Star}
        label={allStarred ? t('list.unstar') : t('list.star')}
        shortcut="s"
        filled={allStarred}
        className={allStarred ? 'text-star' : undefined}
        onClick={() => actions.star(!allStarred)}
      />
      <IconButton icon={FolderInput} label={t('list.move')} shortcut="v" onClick={actions.move} />
      <IconButton icon={X} label={t('list.clearSelection')} shortcut="Esc" onClick={actions.clear} />
    </div>
  );
}
