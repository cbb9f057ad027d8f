import { ArrowDownWideNarrow, ListFilter } from 'lucide-react';
import { useState } from 'react';
import { Checkbox, classNames, IconButton, Menu } from '#components/ui/index.ts';
import { type Chip, chips, type ListSort, type MessageKey, t } from '#lib/client/index.ts';

type ListHeadProps = {
  title: string;
  subtitle: string;
  chips: readonly Chip[];
  sort: ListSort;
  /** the ways to sort that this list has */
  sorts: readonly ListSort[];
  canSelect: boolean;
  onChips: (chips: readonly Chip[]) => void;
  onSort: (sort: ListSort) => void;
  onSelectAll: () => void;
};

const chipKey: Record<Chip, MessageKey> = {
  unread: 'list.chipUnread',
  starred: 'list.chipStarred',
  attachment: 'list.chipAttachment',
  contacts: 'list.chipContacts',
};

const sortKey: Record<ListSort, MessageKey> = {
  newest: 'list.newest',
  oldest: 'list.oldest',
  sender: 'list.sender',
  subject: 'list.subject',
  largest: 'list.largest',
  unread: 'list.unreadFirst',
  starred: 'list.starredFirst',
};

/** The line above the rows: what the list shows, sort, and the filter chips, which stay while one of them is on. */
export function ListHead({ title, subtitle, chips: active, sort, sorts, canSelect, onChips, onSort, onSelectAll }: ListHeadProps) {
  const [wantsChips, setWantsChips] = useState(false);
  const showsChips = wantsChips || active.length > 0;
  return (
    <div className="border-b border-line">
      <div className="flex h-10 items-center gap-2 pe-2 ps-4">
        <Checkbox label={t('list.selectAll')} hideLabel disabled={!canSelect} checked={false} onChange={onSelectAll} className="me-1" />
        <h1 className="min-w-0 truncate font-semibold">{title}</h1>
        <span className="min-w-0 flex-1 truncate text-sm text-ink-muted tabular-nums">{subtitle}</span>
        <IconButton
          icon={ListFilter}
          label={t('list.filter')}
          size="small"
          aria-expanded={showsChips}
          onClick={() => {
            setWantsChips(!showsChips);
            if (showsChips) onChips([]);
          }}
        />
        <Menu
          label={t('list.sort')}
          align="end"
          items={sorts.map((one) => ({
            key: one,
            label: t(sortKey[one]),
            checked: sort === one,
            onSelect: () => onSort(one),
          }))}
          trigger={(props) => <IconButton {...props} icon={ArrowDownWideNarrow} label={t('list.sort')} size="small" />}
        />
      </div>
      {showsChips ? <FilterChips active={active} onChips={onChips} /> : null}
    </div>
  );
}

function FilterChips({ active, onChips }: { active: readonly Chip[]; onChips: (chips: readonly Chip[]) => void }) {
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5 px-4 pb-2">
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
  );
}
