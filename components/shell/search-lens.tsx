import { X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { mailboxName } from '#components/mailboxes/index.ts';
import { searchBoxId } from '#components/threads/index.ts';
import { type Account, type RowSnippet, searchFilter, searchSnippets, t } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { type TypedFilter, typedFilters } from '#lib/search/index.ts';

/** What a search puts into the rows it found. */
export type SearchRows = {
  of(emailId: EmailId): RowSnippet | null;
  /** these Emails are on screen */
  seen(emailIds: readonly EmailId[]): void;
};

type SearchLensProps = {
  search: string;
  accountOf: (emailId: EmailId) => Account;
  vipSenders: readonly string[];
  /** other rows whenever more is known of them */
  onRows: (rows: SearchRows | null) => void;
  onSearch: (search: string | null) => void;
};

/** Typing goes on that soon after a key. */
const pauseMs = 250;

/** Of a search: its filters as chips, and where its words stand in the messages on screen. */
export function SearchLens({ search, accountOf, vipSenders, onRows, onSearch }: SearchLensProps) {
  useSnippets(search, accountOf, vipSenders, onRows);
  const filters = useMemo(() => typedFilters(search), [search]);
  if (filters.length === 0) return null;
  return (
    <ul aria-label={t('finder.filters')} className="flex flex-wrap gap-1.5 border-b border-line px-4 py-1.5">
      {filters.map((filter) => (
        <li
          key={filter.start}
          className="flex h-6 max-w-full items-center rounded-full bg-accent-soft text-sm text-accent pointer-coarse:h-9"
        >
          <button
            type="button"
            aria-label={t('finder.edit', { filter: said(filter) })}
            className="h-full min-w-0 truncate rounded-s-full pe-1 ps-2.5 hover:underline"
            onClick={() => editInPlace(search, filter)}
          >
            {said(filter)}
          </button>
          <button
            type="button"
            aria-label={t('finder.remove', { filter: said(filter) })}
            className="inline-flex h-full w-6 shrink-0 items-center justify-center rounded-e-full hover:bg-paper-pressed pointer-coarse:w-9"
            onClick={() => onSearch(without(search, filter))}
          >
            <X aria-hidden size={13} />
          </button>
        </li>
      ))}
    </ul>
  );
}

const said = ({ name, value, isNegated }: TypedFilter): string => `${isNegated ? '−' : ''}${name}: ${value}`;

function without(search: string, { start, end }: TypedFilter): string | null {
  const rest = `${search.slice(0, start).trimEnd()} ${search.slice(end).trimStart()}`.trim();
  return rest === '' ? null : rest;
}

/** The filter's value is selected in the search field: what is typed now takes its place. */
function editInPlace(search: string, { valueStart, end }: TypedFilter): void {
  const field = document.getElementById(searchBoxId);
  if (!(field instanceof HTMLInputElement)) return;
  const from = Math.max(0, field.value.indexOf(search));
  field.focus();
  field.setSelectionRange(from + valueStart, from + end);
}

function useSnippets(
  search: string,
  accountOf: SearchLensProps['accountOf'],
  vipSenders: readonly string[],
  onRows: SearchLensProps['onRows'],
): void {
  const [seen, setSeen] = useState<readonly EmailId[]>([]);
  const [found, setFound] = useState<{ for: string; rows: ReadonlyMap<EmailId, RowSnippet | null> }>({ for: search, rows: new Map() });
  const rows = found.for === search ? found.rows : null;
  const last = useRef('');
  const accountNow = useRef(accountOf);
  useEffect(() => {
    accountNow.current = accountOf;
  });
  const onSeen = useCallback((emailIds: readonly EmailId[]) => {
    const key = emailIds.join();
    if (key === last.current) return;
    last.current = key;
    setSeen(emailIds);
  }, []);
  useEffect(() => onRows({ of: (emailId) => rows?.get(emailId) ?? null, seen: onSeen }), [rows, onRows, onSeen]);
  useEffect(() => () => onRows(null), [onRows]);
  useEffect(() => {
    const wanted = seen.filter((emailId) => rows === null || !rows.has(emailId));
    if (wanted.length === 0) return;
    let isWanted = true;
    const timer = setTimeout(() => {
      void ask(search, wanted, (emailId) => accountNow.current(emailId), vipSenders).then((got) => {
        if (isWanted) setFound((known) => ({ for: search, rows: new Map([...(known.for === search ? known.rows : []), ...got]) }));
      });
    }, pauseMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [search, seen, rows, vipSenders]);
}

/** Of every Email asked for: its snippet, or null where there is none. */
async function ask(
  search: string,
  emailIds: readonly EmailId[],
  accountOf: SearchLensProps['accountOf'],
  vipSenders: readonly string[],
): Promise<ReadonlyMap<EmailId, RowSnippet | null>> {
  const found = new Map<EmailId, RowSnippet | null>(emailIds.map((emailId) => [emailId, null]));
  const byAccount = Map.groupBy(emailIds, accountOf);
  await Promise.all(
    [...byAccount].map(async ([account, ids]) => {
      const { cache, name } = account;
      const { filter, words } = searchFilter(search, cache.mailboxes() ?? [], mailboxName, Date.now(), cache.tags(), name, vipSenders);
      if (filter === null || words.length === 0) return;
      for (const [emailId, snippet] of await searchSnippets(account, filter, ids)) found.set(emailId, snippet);
    }),
  );
  return found;
}
