import { Clock, Folder, ListFilter, type LucideIcon, UserRound } from 'lucide-react';
import { type RefObject, useEffect, useImperativeHandle, useMemo, useState } from 'react';
import { mailboxName } from '#components/mailboxes/index.ts';
import { classNames } from '#components/ui/index.ts';
import { type Account, correspondentsFor, pastSearches, type Suggestion, t } from '#lib/client/index.ts';

/** What the search field hands its keys to while suggestions stand below it. */
export type SuggestionKeys = {
  move(by: 1 | -1): boolean;
  /** the whole search with the chosen suggestion in it; null: none is chosen */
  chosen(): string | null;
};

type SearchSuggestionsProps = {
  id: string;
  account: Account;
  typed: string;
  keys: RefObject<SuggestionKeys | null>;
  /** the option that is chosen, for the field to name */
  onActive: (optionId: string | null) => void;
  onPick: (search: string) => void;
};

type Option = { key: string; icon: LucideIcon; label: string; note: string; search: string };

const operators = [
  'from:',
  'to:',
  'subject:',
  'body:',
  'has:attachment',
  'is:unread',
  'is:starred',
  'is:answered',
  'in:',
  'label:',
  'larger:5M',
].concat(['before:', 'after:', 'older_than:1y', 'newer_than:7d', 'list:', 'account:']);
const mostFolders = 4;
const mostPast = 5;
const mostOperators = 4;
const pauseMs = 80;

/** Below the search field while somebody types: what was searched before, people, folders, and the filters that begin so. */
export function SearchSuggestions({ id, account, typed, keys, onActive, onPick }: SearchSuggestionsProps) {
  const people = usePeople(account, lastWord(typed));
  const [at, setAt] = useState({ typed, index: -1 });
  const options = useMemo(() => optionsFor(account, typed, people), [account, typed, people]);
  const index = at.typed === typed && at.index < options.length ? at.index : -1;
  useImperativeHandle(
    keys,
    () => ({
      move(by) {
        if (options.length === 0) return false;
        const next = Math.max(-1, Math.min(options.length - 1, index + by));
        setAt({ typed, index: next });
        onActive(next < 0 ? null : `${id}-${next}`);
        return true;
      },
      chosen: () => options[index]?.search ?? null,
    }),
    [options, index, typed, id, onActive],
  );
  if (options.length === 0) return null;
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('suggest.label')}
      className="absolute inset-x-0 top-full z-20 mt-1 flex max-h-80 flex-col overflow-y-auto rounded-lg bg-paper-raised p-1 shadow-float animate-appear"
    >
      {options.map(({ key, icon: Icon, label, note, search }, position) => (
        <button
          key={key}
          id={`${id}-${position}`}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={position === index}
          // Before the field loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(search);
          }}
          className={classNames(
            'flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2.5 text-start hover:bg-paper-hover aria-selected:bg-paper-hover pointer-coarse:h-11',
          )}
        >
          <Icon aria-hidden size={15} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
          <span className="min-w-0 flex-1 truncate">{label}</span>
          <span className="shrink-0 text-xs text-ink-muted">{note}</span>
        </button>
      ))}
    </div>
  );
}

const lastWord = (typed: string): string => /\S*$/.exec(typed)?.[0] ?? '';
const quoted = (name: string): string => (/[\s()"]/.test(name) ? `"${name.replaceAll('"', '')}"` : name);

function optionsFor(account: Account, typed: string, people: readonly Suggestion[]): Option[] {
  const word = lastWord(typed);
  const before = typed.slice(0, typed.length - word.length);
  const wanted = word.toLocaleLowerCase();
  const whole = typed.trim().toLocaleLowerCase();
  const past = pastSearches()
    .filter((one) => one.toLocaleLowerCase().startsWith(whole) && one.toLocaleLowerCase() !== whole)
    .slice(0, mostPast)
    .map((search): Option => ({ key: `past-${search}`, icon: Clock, label: search, note: t('suggest.past'), search }));
  if (wanted === '') return past;
  const folders = (account.cache.mailboxes() ?? [])
    .map(mailboxName)
    .filter((name) => name.toLocaleLowerCase().startsWith(wanted.replace(/^in:"?/, '')))
    .slice(0, mostFolders)
    .map(
      (name): Option => ({
        key: `in-${name}`,
        icon: Folder,
        label: name,
        note: t('suggest.folder'),
        search: `${before}in:${quoted(name)} `,
      }),
    );
  const from = people
    .filter(({ email }) => email !== '')
    .map(
      ({ name, email }): Option => ({
        key: `from-${email}`,
        icon: UserRound,
        label: t('suggest.from', { name: name ?? email }),
        note: email,
        search: `${before}from:${email} `,
      }),
    );
  const filters = operators
    .filter((one) => one.startsWith(wanted) && one !== wanted)
    .slice(0, mostOperators)
    .map(
      (one): Option => ({
        key: one,
        icon: ListFilter,
        label: one,
        note: t('suggest.operator'),
        search: `${before}${one}${one.endsWith(':') ? '' : ' '}`,
      }),
    );
  return [...past, ...filters, ...from, ...folders];
}

function usePeople(account: Account, word: string): readonly Suggestion[] {
  const [found, setFound] = useState<{ for: string; list: readonly Suggestion[] }>({ for: '', list: [] });
  const text = word.replace(/^(from|to|cc):/i, '');
  const isWanted = text.length >= 2 && !text.includes(':');
  useEffect(() => {
    if (!isWanted) return;
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
  }, [account, text, isWanted]);
  return isWanted && text.startsWith(found.for) ? found.list : [];
}
