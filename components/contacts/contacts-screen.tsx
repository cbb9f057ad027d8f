'use client';

import { ArrowLeft, Download, Ellipsis, Search, Upload, UserPlus, Users } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type ContactList, errorText, mailClient, t } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import type { ContactBook } from '#lib/mail/index.ts';
import { usePreferences } from '../settings/use-preferences.ts';
import { BrandMark } from '../sign-in/brand-mark.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Menu } from '../ui/menu.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ToastHost } from '../ui/toast-host.tsx';
import { TooltipHost } from '../ui/tooltip-host.tsx';
import { useValue } from '../ui/use-value.ts';
import type { Chosen } from './chosen.ts';
import { importContacts, saveAsFile } from './contact-files.ts';
import { ContactPane } from './contact-pane.tsx';
import { ContactRows } from './contact-rows.tsx';
import { isGroup, matches, sorted } from './shown-contact.ts';
import { useContacts } from './use-contacts.ts';

type Shelf = ContactBook | 'groups';
const shelves = ['contacts', 'groups', 'collected'] as const;

const isOn = (shelf: Shelf, card: JmapContactCard): boolean =>
  shelf === 'groups' ? isGroup(card) : !isGroup(card) && card.addressBookIds[shelf] === true;

/** The person's address book: a list to search on the left, somebody on the right. */
export function ContactsScreen() {
  const { list, state } = useContacts();
  const client = useValue(mailClient().state);
  const [chosen, setChosen] = useState<Chosen>({ kind: 'none' });
  const [shelf, setShelf] = useState<Shelf>('contacts');
  const [typed, setTyped] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const all = state.kind === 'ready' ? state.contacts : [];

  useEffect(() => {
    if (client.kind === 'signed-out') window.location.assign('/sign-in');
  }, [client.kind]);
  // The address may name somebody: `/contacts#c…`.
  useEffect(() => {
    const id = window.location.hash.slice(1);
    if (id !== '') setChosen({ kind: 'card', id, isEditing: false });
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isWriting = event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') search.current?.focus();
      else if (event.key === 'z') mailClient().undoStack.undoLast();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const found = sorted(all.filter((card) => (typed.trim() === '' ? isOn(shelf, card) : matches(card, typed))));
  const isOpen = chosen.kind !== 'none';
  const failure = state.kind === 'failed' ? state.error : client.kind === 'failed' ? client.error : null;
  return (
    <div className="flex h-dvh flex-col bg-paper">
      <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-4">
        <a
          href="/mail"
          aria-label={t('contacts.back')}
          data-tooltip={t('contacts.back')}
          className={classNames(
            'inline-flex size-8 items-center justify-center rounded-md text-ink-muted hover:bg-paper-hover hover:text-ink',
            isOpen && 'max-tablet:hidden',
          )}
        >
          <ArrowLeft aria-hidden size={18} />
        </a>
        <h1 className="flex-1 text-lg font-semibold">{t('contacts.title')}</h1>
        {list === null || list.isReadOnly ? null : (
          <>
            <Button variant="primary" icon={<UserPlus aria-hidden size={16} />} onClick={() => setChosen({ kind: 'new', isGroup: false })}>
              {t('contacts.new')}
            </Button>
            <MoreMenu list={list} all={all} onNewGroup={() => setChosen({ kind: 'new', isGroup: true })} />
          </>
        )}
        <span className="ms-2 text-accent max-tablet:hidden">
          <BrandMark size={22} />
        </span>
      </header>
      <div className="flex min-h-0 flex-1">
        <nav
          aria-label={t('contacts.title')}
          className={classNames(
            'flex w-full min-w-0 flex-col border-line tablet:w-90 tablet:shrink-0 tablet:border-e',
            isOpen && 'max-tablet:hidden',
          )}
        >
          <div className="flex flex-col gap-2 px-4 pt-3 pb-2">
            <TextField
              ref={search}
              label={t('contacts.search')}
              hideLabel
              placeholder={t('contacts.search')}
              type="search"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              leading={<Search aria-hidden size={16} className="text-ink-muted" />}
            />
            <Shelves value={shelf} onChange={setShelf} />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">
            {failure === null ? null : (
              <Failure text={errorText(failure)} onRetry={() => void (list === null ? mailClient().start() : list.load())} />
            )}
            {failure === null && state.kind === 'loading' ? <Loading /> : null}
            {state.kind === 'ready' && found.length === 0 ? <Nobody shelf={shelf} typed={typed} /> : null}
            {found.length === 0 ? null : (
              <ContactRows
                key={`${shelf} ${typed}`}
                cards={found}
                chosenId={chosen.kind === 'card' ? chosen.id : null}
                onChoose={(id) => setChosen({ kind: 'card', id, isEditing: false })}
              />
            )}
          </div>
        </nav>
        <main className={classNames('min-w-0 flex-1 overflow-y-auto', !isOpen && 'max-tablet:hidden')}>
          {list === null || state.kind !== 'ready' ? null : <ContactPane list={list} all={all} chosen={chosen} onChosen={setChosen} />}
        </main>
      </div>
      <ToastHost />
      <TooltipHost />
    </div>
  );
}

function Shelves({ value, onChange }: { value: Shelf; onChange: (shelf: Shelf) => void }) {
  return (
    <fieldset className="flex gap-1 rounded-lg border border-line bg-paper-sunken p-1">
      <legend className="sr-only">{t('contacts.shelf')}</legend>
      {shelves.map((shelf) => (
        <label
          key={shelf}
          className="flex-1 cursor-pointer rounded-md px-2 py-1 text-center text-sm text-ink-muted hover:text-ink has-checked:bg-paper-raised has-checked:font-medium has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line-strong)] has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input type="radio" name="shelf" className="sr-only" checked={shelf === value} onChange={() => onChange(shelf)} />
          {t(`contacts.shelf.${shelf}`)}
        </label>
      ))}
    </fieldset>
  );
}

function MoreMenu({ list, all, onNewGroup }: { list: ContactList; all: readonly JmapContactCard[]; onNewGroup: () => void }) {
  const { values, change } = usePreferences();
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu
        label={t('contacts.more')}
        align="end"
        items={[
          { key: 'group', label: t('contacts.newGroup'), icon: Users, onSelect: onNewGroup },
          { kind: 'separator', key: 'line-1' },
          { key: 'import', label: t('contacts.import'), icon: Upload, onSelect: () => file.current?.click() },
          { key: 'export4', label: t('contacts.export4'), icon: Download, onSelect: () => void saveAsFile(all, '4.0', 'contacts') },
          { key: 'export3', label: t('contacts.export3'), icon: Download, onSelect: () => void saveAsFile(all, '3.0', 'contacts') },
          { kind: 'separator', key: 'line-2' },
          {
            key: 'collect',
            label: t('contacts.collect'),
            isToggle: true,
            checked: values.collectContacts,
            onSelect: () => change({ collectContacts: !values.collectContacts }),
          },
        ]}
        trigger={(props) => (
          <button
            {...props}
            type="button"
            aria-label={t('contacts.more')}
            data-tooltip={t('contacts.more')}
            className="inline-flex size-9 items-center justify-center rounded-md text-ink-muted hover:bg-paper-hover hover:text-ink aria-expanded:bg-paper-hover"
          >
            <Ellipsis aria-hidden size={18} />
          </button>
        )}
      />
      <input
        ref={file}
        type="file"
        accept=".vcf,.vcard,text/vcard,text/x-vcard,text/directory"
        aria-label={t('contacts.import')}
        tabIndex={-1}
        className="hidden"
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          if (chosen !== undefined) void importContacts(list, chosen);
        }}
      />
    </>
  );
}

function Loading() {
  return (
    <div role="status" aria-label={t('contacts.loading')} className="flex flex-col gap-3 p-4">
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-10 w-full" />
      ))}
    </div>
  );
}

function Failure({ text, onRetry }: { text: string; onRetry: () => void }) {
  return (
    <EmptyState
      title={t('contacts.failed')}
      action={
        <Button variant="primary" onClick={onRetry}>
          {t('contacts.retry')}
        </Button>
      }
    >
      {text}
    </EmptyState>
  );
}

function Nobody({ shelf, typed }: { shelf: Shelf; typed: string }) {
  if (typed.trim() !== '') return <EmptyState title={t('contacts.notFound', { text: typed.trim().slice(0, 100) })} />;
  const words = {
    contacts: ['contacts.none', 'contacts.noneText'],
    groups: ['contacts.noGroups', 'contacts.noGroupsText'],
    collected: ['contacts.noCollected', 'contacts.noCollectedText'],
  } as const;
  const [title, text] = words[shelf];
  return (
    <EmptyState art={<Users aria-hidden size={32} strokeWidth={1.5} />} title={t(title)}>
      {t(text)}
    </EmptyState>
  );
}
