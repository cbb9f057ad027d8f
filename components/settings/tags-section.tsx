'use client';

import { ArrowDown, ArrowUp, Eye, EyeOff, Trash2 } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { type Account, changeTags, createTag, deleteTag, errorText, mailClient, showToast, t } from '#lib/client/index.ts';
import type { Tag } from '#lib/contract/index.ts';
import { isMailError, maxTagNameLength, tagColours } from '#lib/mail/index.ts';
import { TagChip } from '../tags/tag-chip.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { Menu } from '../ui/menu.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { Section } from './section.tsx';

/** The tags of each account: name, colour, order, which are shown. */
export function TagsSection() {
  const state = useValue(mailClient().state);
  const accounts = state.kind === 'ready' ? state.accounts.filter(({ isReadOnly }) => !isReadOnly) : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const account = accounts.find((one) => one.id === chosen) ?? accounts[0];
  return (
    <Section id="tags" title={t('tag.settings')} hint={t('tag.settingsHint')}>
      {accounts.length > 1 ? (
        <SelectField
          label={t('settings.account')}
          value={account?.id ?? ''}
          onChange={(event) => setChosen(event.target.value)}
          className="max-w-[400px]"
        >
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      ) : null}
      {account === undefined ? null : <AccountTags key={account.id} account={account} />}
    </Section>
  );
}

type Patches = Parameters<typeof changeTags>[1];

function AccountTags({ account }: { account: Account }) {
  useValue(account.cache.version);
  useEffect(() => {
    void account.load();
  }, [account]);
  const [deleting, setDeleting] = useState<Tag | null>(null);
  const tags = account.cache.tags();
  const [before, after] = t('tag.settingsNone', { key: '\u0000' }).split('\u0000');

  function change(patches: Patches): void {
    changeTags(account, patches).catch(notSaved);
  }
  /** Every tag gets the number of its place: those never ordered have none. */
  function move(from: number, to: number): void {
    const order = [...tags];
    const [moved] = order.splice(from, 1);
    if (moved === undefined) return;
    order.splice(to, 0, moved);
    change(new Map(order.flatMap((tag, index) => (tag.sortOrder === index + 1 ? [] : [[tag.id, { sortOrder: index + 1 }]]))));
  }
  async function remove(tag: Tag): Promise<void> {
    setDeleting(null);
    try {
      await deleteTag(account, tag);
      showToast({ kind: 'success', text: t('tag.deleted', { name: tag.name }), durationMs: 3_000 });
    } catch (error) {
      notSaved(error);
    }
  }

  return (
    <>
      {tags.length === 0 ? (
        <p className="text-ink-muted">
          {before}
          <KeyCap>l</KeyCap>
          {after}
        </p>
      ) : (
        <ul className="flex flex-col divide-y divide-line border-y border-line">
          {tags.map((tag, index) => (
            <TagItem
              key={tag.id}
              tag={tag}
              onChange={(patch) => change(new Map([[tag.id, patch]]))}
              onUp={index === 0 ? null : () => move(index, index - 1)}
              onDown={index === tags.length - 1 ? null : () => move(index, index + 1)}
              onDelete={() => setDeleting(tag)}
            />
          ))}
        </ul>
      )}
      <NewTag account={account} />
      <Dialog
        open={deleting !== null}
        size="small"
        title={t('tag.deleteTitle', { name: deleting?.name ?? '' })}
        closeLabel={t('settings.cancel')}
        onClose={() => setDeleting(null)}
        actions={
          <>
            <Button onClick={() => setDeleting(null)}>{t('settings.cancel')}</Button>
            <Button variant="danger" onClick={() => deleting !== null && void remove(deleting)}>
              {t('tag.deleteConfirm')}
            </Button>
          </>
        }
      >
        {t('tag.deleteText')}
      </Dialog>
    </>
  );
}

type TagItemProps = {
  tag: Tag;
  onChange: (patch: Partial<Pick<Tag, 'name' | 'colour' | 'isVisible'>>) => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onDelete: () => void;
};

function TagItem({ tag, onChange, onUp, onDown, onDelete }: TagItemProps) {
  const [name, setName] = useState<string | null>(null);
  const keep = () => {
    const next = (name ?? tag.name).trim();
    if (next !== '' && next !== tag.name) onChange({ name: next });
    setName(null);
  };
  const isLocal = tag.localMailboxIds.length > 0;
  return (
    <li className={classNames('flex flex-wrap items-center gap-x-2 gap-y-1 py-2', !tag.isVisible && 'opacity-60')}>
      <Menu
        label={t('tag.colourOf', { name: tag.name })}
        items={tagColours.map((colour) => ({
          key: colour,
          label: t(`tag.colour.${colour}`),
          checked: tag.colour === colour,
          onSelect: () => onChange({ colour }),
        }))}
        trigger={(props) => (
          <button
            {...props}
            type="button"
            aria-label={t('tag.colourOf', { name: tag.name })}
            className="inline-flex size-8 items-center justify-center rounded-md hover:bg-paper-hover aria-expanded:bg-paper-hover"
          >
            <span data-colour={tag.colour} className="tag-dot size-4 rounded-full" />
          </button>
        )}
      />
      <TextField
        label={t('tag.nameOf', { name: tag.name })}
        hideLabel
        value={name ?? tag.name}
        maxLength={maxTagNameLength}
        onChange={(event) => setName(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setName(null);
        }}
        className="w-52 max-tablet:flex-1"
      />
      <span className="order-last min-w-0 flex-1 basis-full truncate ps-10 text-sm text-ink-muted tablet:order-none tablet:basis-0 tablet:ps-0">
        {isLocal ? (
          <TagChip
            tag={{ keyword: tag.keyword, name: t('tag.localMark'), colour: 'orange', isLocal: true }}
            className="me-1.5 align-middle"
          />
        ) : null}
        {t(tag.isNamed ? 'tag.keyword' : 'tag.found', { keyword: tag.keyword })}
      </span>
      <span className="flex">
        <IconButton icon={ArrowUp} size="small" label={t('tag.up', { name: tag.name })} disabled={onUp === null} onClick={() => onUp?.()} />
        <IconButton
          icon={ArrowDown}
          size="small"
          label={t('tag.down', { name: tag.name })}
          disabled={onDown === null}
          onClick={() => onDown?.()}
        />
        <IconButton
          icon={tag.isVisible ? Eye : EyeOff}
          size="small"
          label={t(tag.isVisible ? 'tag.hide' : 'tag.unhide', { name: tag.name })}
          onClick={() => onChange({ isVisible: !tag.isVisible })}
        />
        <IconButton icon={Trash2} size="small" label={t('tag.delete', { name: tag.name })} onClick={onDelete} />
      </span>
    </li>
  );
}

function NewTag({ account }: { account: Account }) {
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const exists = account.cache.tags().some((tag) => tag.name.toLocaleLowerCase() === name.trim().toLocaleLowerCase());
  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === '' || exists) return;
    setBusy(true);
    try {
      await createTag(account, name);
      setName('');
    } catch (error) {
      notSaved(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form onSubmit={(event) => void add(event)} className="flex max-w-[400px] items-end gap-2">
      <TextField
        label={t('tag.new')}
        value={name}
        maxLength={maxTagNameLength}
        error={exists ? t('tag.exists') : undefined}
        onChange={(event) => setName(event.target.value)}
        className="flex-1"
      />
      <Button type="submit" busy={isBusy} disabled={name.trim() === '' || exists} className={exists ? 'mb-5.5' : undefined}>
        {t('tag.add')}
      </Button>
    </form>
  );
}

function notSaved(error: unknown): void {
  if (!isMailError(error)) throw error;
  showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
}
