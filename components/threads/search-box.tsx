import { Search, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { IconButton } from '#components/ui/index.ts';
import { type Account, keepSearch, t } from '#lib/client/index.ts';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { SuggestionKeys } from './search-suggestions.tsx';

// No part of the first load (performance.md).
const SearchSuggestions = lazy(async () => ({
  default: (await untilItComes(() => import('./search-suggestions.tsx'))).SearchSuggestions,
}));

type SearchBoxProps = {
  /** whose people and folders are suggested */
  account: Account;
  /** what is being searched for; null: no search */
  value: string | null;
  /** as you type; `done` on Enter */
  onChange: (value: string | null, done: boolean) => void;
  /** Esc with an empty box, and Enter: back to the list */
  onLeave: () => void;
};

const pauseMs = 180;

export const searchBoxId = 'mail-search';

/** The search field on top of the list. Searches as you type, after a short pause. */
export function SearchBox({ account, value, onChange, onLeave }: SearchBoxProps) {
  const [typed, setTyped] = useState(value ?? '');
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  const suggestionsId = useId();
  const suggestions = useRef<SuggestionKeys | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState<string | null>(null);

  // The address changed from elsewhere (back, another folder): the field follows.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value ?? '');
  }, [value]);

  useEffect(() => {
    const wanted = typed.trim() === '' ? null : typed.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = wanted;
      onChange(wanted, false);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [typed, onChange]);

  function search(text: string): void {
    const wanted = text.trim() === '' ? null : text.trim();
    setOpen(false);
    sent.current = wanted;
    if (wanted !== null) keepSearch(wanted);
    onChange(wanted, true);
    onLeave();
  }

  /** A suggestion that is no whole search yet is typed on. */
  function take(text: string): void {
    setTyped(text);
    setActive(null);
    if (/[: ]$/.test(text)) field.current?.focus();
    else search(text);
  }

  function clear(): void {
    setTyped('');
    sent.current = null;
    onChange(null, true);
  }

  return (
    <search className="relative flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md border border-transparent bg-paper-sunken ps-2.5 focus-within:border-accent focus-within:bg-paper">
      <Search aria-hidden size={16} className="shrink-0 text-ink-muted" />
      <input
        ref={field}
        id={searchBoxId}
        type="search"
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        autoComplete="off"
        spellCheck={false}
        maxLength={1000}
        value={typed}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={isOpen ? suggestionsId : undefined}
        aria-activedescendant={isOpen ? (active ?? undefined) : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(null);
          setOpen(true);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            if (typed === '') onLeave();
            else if (isOpen && active !== null) setOpen(false);
            else clear();
            event.preventDefault();
            event.stopPropagation();
          } else if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            if (suggestions.current?.move(event.key === 'ArrowDown' ? 1 : -1) !== true && event.key === 'ArrowDown') search(typed);
            event.preventDefault();
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            const chosen = isOpen && active !== null ? (suggestions.current?.chosen() ?? null) : null;
            if (chosen === null) search(typed);
            else take(chosen);
            event.preventDefault();
          }
        }}
        className="h-full min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {typed === '' ? (
        <kbd
          aria-hidden
          className="me-2.5 hidden rounded-sm border border-line-strong px-1.5 font-sans text-xs text-ink-muted desktop:block"
        >
          /
        </kbd>
      ) : (
        <IconButton icon={X} label={t('list.searchClear')} size="small" className="me-1" onClick={clear} />
      )}
      {isOpen && typed !== '' ? (
        <Suspense fallback={null}>
          <SearchSuggestions id={suggestionsId} account={account} typed={typed} keys={suggestions} onActive={setActive} onPick={take} />
        </Suspense>
      ) : null}
    </search>
  );
}
