import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '#components/ui/index.ts';
import { t } from '#lib/client/index.ts';

type SearchBoxProps = {
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
export function SearchBox({ value, onChange, onLeave }: SearchBoxProps) {
  const [typed, setTyped] = useState(value ?? '');
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(value);

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

  function clear(): void {
    setTyped('');
    sent.current = null;
    onChange(null, true);
  }

  return (
    <search className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md border border-transparent bg-paper-sunken pl-2.5 focus-within:border-accent focus-within:bg-paper">
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
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            if (typed === '') onLeave();
            else clear();
            event.preventDefault();
            event.stopPropagation();
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            const wanted = typed.trim() === '' ? null : typed.trim();
            sent.current = wanted;
            onChange(wanted, true);
            onLeave();
            event.preventDefault();
          }
        }}
        className="h-full min-w-0 flex-1 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {typed === '' ? (
        <kbd
          aria-hidden
          className="mr-2.5 hidden rounded-sm border border-line-strong px-1.5 font-sans text-xs text-ink-muted desktop:block"
        >
          /
        </kbd>
      ) : (
        <IconButton icon={X} label={t('list.searchClear')} size="small" className="mr-1" onClick={clear} />
      )}
    </search>
  );
}
