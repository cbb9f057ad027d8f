import { AtSign, Command, Inbox, type LucideIcon, Search, UserRound } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { mailboxIcon, mailboxName } from '#components/mailboxes/index.ts';
import { classNames, Dialog, TextField } from '#components/ui/index.ts';
import {
  type Account,
  correspondentsFor,
  go,
  namedKeys,
  openComposer,
  type PreferenceStore,
  type Suggestion,
  shownKey,
  t,
} from '#lib/client/index.ts';
import type { Commands } from './commands.ts';
import { placeOf } from './saved-searches.tsx';
import type { Theme } from './theme.ts';

type CommandPaletteProps = {
  accounts: readonly Account[];
  account: Account;
  commands: Commands;
  preferences: PreferenceStore;
  onHelp: () => void;
  onLog: () => void;
  onClose: () => void;
};

type Entry = { key: string; label: string; icon: LucideIcon; shortcut?: string; run: () => void };

const mostShown = 40;
const pauseMs = 80;
const themes: Theme[] = ['system', 'light', 'dark'];

/** Everything that can be done or gone to, found by a few letters of its name. */
export function CommandPalette(props: CommandPaletteProps) {
  const { account, onClose } = props;
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const people = usePeople(account, typed);
  const listId = useId();
  const all = useEntries(props);
  const wanted = typed.trim();
  const entries = useMemo(
    () => [...matching(all, wanted), ...peopleEntries(people, account), ...searchEntry(wanted)],
    [all, wanted, people, account],
  );
  const active = entries[Math.min(at, entries.length - 1)];

  function choose(entry: Entry | undefined): void {
    if (entry === undefined) return;
    onClose();
    entry.run();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setAt(Math.min(entries.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') choose(active);
    else return;
    event.preventDefault();
  }
  return (
    <Dialog open title={t('palette.title')} onClose={onClose} closeLabel={t('shell.close')} size="medium">
      <div className="flex flex-col gap-2">
        <TextField
          label={t('palette.find')}
          hideLabel
          placeholder={t('palette.find')}
          leading={<Search aria-hidden size={15} className="text-ink-muted" />}
          value={typed}
          autoComplete="off"
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active === undefined ? undefined : `${listId}-${active.key}`}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div id={listId} role="listbox" aria-label={t('palette.title')} className="-mx-2 flex h-96 max-h-[60dvh] flex-col overflow-y-auto">
          {entries.map((entry, index) => (
            <EntryOption
              key={entry.key}
              id={`${listId}-${entry.key}`}
              entry={entry}
              isActive={entry === active}
              onPoint={() => setAt(index)}
              onChoose={() => choose(entry)}
            />
          ))}
          {entries.length === 0 ? <p className="px-3 py-4 text-center text-ink-muted">{t('palette.none')}</p> : null}
        </div>
      </div>
    </Dialog>
  );
}

type EntryOptionProps = { id: string; entry: Entry; isActive: boolean; onPoint: () => void; onChoose: () => void };

function EntryOption({ id, entry, isActive, onPoint, onChoose }: EntryOptionProps) {
  const Icon = entry.icon;
  const key = shownKey(entry.shortcut);
  return (
    <button
      id={id}
      type="button"
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: 'nearest' });
      }}
      onPointerMove={onPoint}
      onClick={onChoose}
      className={classNames(
        'flex h-9 shrink-0 items-center gap-2.5 rounded-md px-3 text-start aria-selected:bg-paper-hover pointer-coarse:h-11',
      )}
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {key === undefined ? null : <kbd className="font-sans text-xs text-ink-muted">{namedKeys(key)}</kbd>}
    </button>
  );
}

/** All letters of every word typed stand at the beginning of some word of the label; labels that begin so come first. */
function matching(all: readonly Entry[], typed: string): Entry[] {
  const wanted = typed.toLocaleLowerCase();
  if (wanted === '') return all.slice(0, mostShown);
  const words = wanted.split(/\s+/);
  const fits = ({ label }: Entry) => {
    const own = label.toLocaleLowerCase().split(/[\s:“”()]+/);
    return words.every((word) => own.some((one) => one.startsWith(word)));
  };
  const begins = ({ label }: Entry) => label.toLocaleLowerCase().startsWith(wanted);
  return all
    .filter(fits)
    .toSorted((a, b) => Number(begins(b)) - Number(begins(a)))
    .slice(0, mostShown);
}

function searchEntry(query: string): Entry[] {
  if (query === '') return [];
  const run = () => go({ mailboxId: null, threadId: null, search: query });
  return [{ key: 'search', label: t('palette.search', { query }), icon: Search, shortcut: '/', run }];
}

function peopleEntries(people: readonly Suggestion[], account: Account): Entry[] {
  return people
    .filter(({ email }) => email !== '')
    .map(({ name, email }, index) => ({
      key: `person-${index}`,
      label: t('palette.write', { name: name === null ? email : `${name} <${email}>` }),
      icon: AtSign,
      run: () => openComposer({ mode: 'new', accountId: account.id, to: email }),
    }));
}

function usePeople(account: Account, typed: string): readonly Suggestion[] {
  const [found, setFound] = useState<{ for: string; list: readonly Suggestion[] }>({ for: '', list: [] });
  const text = typed.trim();
  useEffect(() => {
    if (text.length < 2) return;
    let isOver = false;
    const timer = setTimeout(() => {
      void correspondentsFor(account, text, []).then((list) => {
        if (!isOver) setFound({ for: text, list });
      });
    }, pauseMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [account, text]);
  return text.length >= 2 && text.startsWith(found.for) ? found.list : [];
}

function useEntries({ accounts, account, commands, preferences, onHelp, onLog }: CommandPaletteProps): Entry[] {
  return useMemo(() => {
    const command = (key: string, label: string, run: () => void, shortcut?: string): Entry => ({
      ...{ key, label, icon: Command, run },
      ...(shortcut === undefined ? {} : { shortcut }),
    });
    const entries: Entry[] = [
      command('compose', t('shell.compose'), commands.compose, 'c'),
      command('archive', t('list.archive'), () => commands.archive(), 'e'),
      command('delete', t('list.delete'), () => commands.trash(), '#'),
      command('junk', t('palette.junk'), () => commands.junk(), '!'),
      command('star', t('list.star'), () => commands.star(), 's'),
      command('snooze', t('list.snooze'), () => commands.askSnooze(), 'b'),
      command('move', t('list.move'), commands.askMove, 'v'),
      command('label', t('tag.label'), commands.askLabel, 'l'),
      command('read', t('palette.read'), () => commands.read(true), 'Shift+I'),
      command('unread', t('palette.unread'), () => commands.read(false), 'Shift+U'),
      command('reply', t('list.reply'), () => commands.reply('reply'), 'r'),
      command('reply-all', t('list.replyAll'), () => commands.reply('reply-all'), 'a'),
      command('forward', t('list.forward'), () => commands.reply('forward'), 'f'),
      command('forward-files', t('forward.asFiles'), () => commands.takeAlong('forward'), 'Shift+F'),
      command('export', t('export.action'), () => commands.takeAlong('export')),
      command('undo', t('palette.undo'), commands.undo, 'z'),
      command('undo-log', t('undo.title'), onLog),
      command('select-all', t('palette.selectAll'), commands.selectAll),
    ];
    if (accounts.length > 1)
      entries.push({
        ...command('all', t('palette.go', { name: t('shell.allInboxes') }), () =>
          go({ all: 'inbox', accountId: null, mailboxId: null, threadId: null, search: null }),
        ),
        icon: Inbox,
      });
    for (const mailbox of account.cache.mailboxes() ?? [])
      entries.push({
        key: `folder-${mailbox.id}`,
        label: t('palette.go', { name: mailboxName(mailbox) }),
        icon: mailboxIcon(mailbox.role),
        run: () => go({ accountId: account.id, mailboxId: mailbox.id, threadId: null, search: null }),
      });
    for (const saved of preferences.values.get().savedSearches)
      entries.push({
        key: `saved-${saved.id}`,
        label: t('palette.saved', { name: saved.name }),
        icon: Search,
        run: () => go(placeOf(saved)),
      });
    for (const other of accounts.length > 1 ? accounts : [])
      entries.push({
        key: `account-${other.id}`,
        label: t('palette.account', { name: other.name }),
        icon: UserRound,
        run: () => go({ accountId: other.id, mailboxId: null, threadId: null, search: null }),
      });
    for (const theme of themes)
      entries.push(
        command(`theme-${theme}`, t('palette.theme', { name: t(`theme.${theme}`) }), () => {
          void preferences.change({ theme }).catch(() => undefined);
        }),
      );
    entries.push(
      command('contacts', t('shell.contacts'), () => window.location.assign('/contacts')),
      command('settings', t('shell.settings'), () => window.location.assign('/settings')),
      command('doctor', t('shell.doctor'), () => window.location.assign('/doctor')),
      command('console', t('palette.console'), () => window.location.assign('/doctor/console')),
      command('help', t('keys.title'), onHelp, '?'),
    );
    return entries;
  }, [accounts, account, commands, preferences, onHelp, onLog]);
}
