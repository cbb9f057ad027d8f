import { Crown, Search, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { mailboxName } from '#components/mailboxes/index.ts';
import { classNames, useValue } from '#components/ui/index.ts';
import {
  type Account,
  errorText,
  go,
  n,
  type PreferenceStore,
  type Route,
  routePath,
  searchCount,
  showToast,
  t,
} from '#lib/client/index.ts';
import type { SavedSearch } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';

type SavedSearchesProps = {
  accounts: readonly Account[];
  /** the search on screen */
  search: string | null;
  preferences: PreferenceStore;
  onChosen: () => void;
};

/** Counted anew so long after mail moved: a stream of new mail asks once. */
const restMs = 1_500;

/** Searches that stand among the folders, each with how much it finds at the moment. */
export function SavedSearches({ accounts, search, preferences, onChosen }: SavedSearchesProps) {
  const { savedSearches, vipSenders } = useValue(preferences.values);
  const shown = useMemo(() => {
    const saved = savedSearches.filter(({ accountId }) => accountId === null || accounts.some(({ id }) => id === accountId));
    return vipSenders.length === 0 ? saved : [vipSearch(accounts), ...saved];
  }, [savedSearches, vipSenders, accounts]);
  const counts = useCounts(accounts, shown, vipSenders);
  if (shown.length === 0) return null;
  return (
    <section aria-label={t('saved.region')} className="mt-4 flex flex-col gap-px">
      <h2 className="px-2.5 pb-1 text-xs font-medium text-ink-muted">{t('saved.region')}</h2>
      {shown.map((saved) => {
        const place = placeOf(saved);
        const isCurrent = search === saved.query;
        const Icon = saved.id === vipId ? Crown : Search;
        return (
          <div key={saved.id} className="group/saved relative flex">
            <a
              href={routePath(place)}
              title={saved.query}
              aria-current={isCurrent || undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.button !== 0) return;
                event.preventDefault();
                go(place);
                onChosen();
              }}
              className={classNames(
                'flex h-8 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2.5 pointer-coarse:h-11',
                isCurrent ? 'bg-paper-selected font-medium text-accent' : 'hover:bg-paper-pressed',
              )}
            >
              <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
              <span className="min-w-0 flex-1 truncate">{saved.name}</span>
              <span className="text-sm text-ink-muted tabular-nums group-focus-within/saved:invisible group-hover/saved:invisible">
                {counts.has(saved.id) ? n(counts.get(saved.id) ?? 0) : null}
              </span>
            </a>
            {saved.id === vipId ? null : (
              <button
                type="button"
                aria-label={t('saved.remove', { name: saved.name })}
                onClick={() => void remove(preferences, saved)}
                className="absolute inset-y-0 end-1 my-auto inline-flex size-6 items-center justify-center rounded-sm text-ink-muted opacity-0 group-hover/saved:opacity-100 hover:bg-paper-hover hover:text-ink focus-visible:opacity-100 pointer-coarse:opacity-100"
              >
                <X aria-hidden size={14} />
              </button>
            )}
          </div>
        );
      })}
    </section>
  );
}

const vipId = 'vip';

/** Mail of priority senders, like a saved search, as long as there are any. */
const vipSearch = (accounts: readonly Account[]): SavedSearch => ({
  id: vipId,
  name: t('vip.view'),
  query: 'is:vip',
  accountId: accounts.length === 1 ? (accounts[0]?.id ?? null) : null,
});

/** Where a saved search looks: in its account, or in all of them. */
export function placeOf({ accountId, query }: SavedSearch): Route {
  const place = { mailboxId: null, threadId: null, search: query };
  return accountId === null ? { ...place, all: 'mail', accountId: null } : { ...place, all: null, accountId: accountId as Account['id'] };
}

function useCounts(
  accounts: readonly Account[],
  searches: readonly SavedSearch[],
  vipSenders: readonly string[],
): ReadonlyMap<string, number> {
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = async (): Promise<void> => {
      const found = await Promise.all(
        searches.map(async ({ id, query, accountId }): Promise<[string, number] | null> => {
          const of = accounts.filter((account) => accountId === null || account.id === accountId);
          const sum = await searchCount(of, query, mailboxName, vipSenders);
          return sum === null ? null : [id, sum];
        }),
      );
      if (isWanted) setCounts(new Map(found.filter((one) => one !== null)));
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void count(), restMs);
    };
    void count();
    const ends = accounts.flatMap((account) => [account.mailMoved.subscribe(later), account.status.subscribe(later)]);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [accounts, searches, vipSenders]);
  return counts;
}

async function remove(preferences: PreferenceStore, saved: SavedSearch): Promise<void> {
  const before = preferences.values.get().savedSearches;
  try {
    await preferences.change({ savedSearches: before.filter(({ id }) => id !== saved.id) });
    showToast({
      text: t('saved.removed', { name: saved.name }),
      action: { label: t('action.undo'), run: () => void preferences.change({ savedSearches: before }).catch(() => undefined) },
    });
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
  }
}
