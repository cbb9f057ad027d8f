import { CloudOff } from 'lucide-react';
import { useValue } from '#components/ui/index.ts';
import { n, plainly, type RunningSearch, t } from '#lib/client/index.ts';

/** How far the mail server has been searched, and what stopped it. */
export function ServerSearchBar({ search }: { search: RunningSearch }) {
  const { folders, searched, isDone, emailIds, error } = useValue(search.state);
  const isSearching = !isDone && folders > 0;
  const words = isSearching
    ? t('list.serverSearching', { done: n(Math.min(searched + 1, folders)), all: n(folders), count: folders })
    : error !== null
      ? t('list.serverIncomplete')
      : emailIds.size > 0
        ? t('list.serverFound', { count: emailIds.size })
        : '';
  return (
    <div className={words === '' ? undefined : 'border-b border-line'}>
      {isSearching ? (
        <progress
          aria-label={t('list.serverProgress')}
          value={searched}
          max={folders}
          className="block h-0.5 w-full appearance-none bg-paper-pressed [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-paper-pressed [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[inline-size]"
        />
      ) : null}
      {/* There from the first frame on: a live region that comes with its words is not read out. */}
      <p role="status" aria-live="polite" className={words === '' ? 'sr-only' : 'px-4 py-1.5 text-sm text-ink-muted tabular-nums'}>
        {words}
      </p>
      {error === null || isSearching ? null : (
        <p className="flex items-start gap-2 px-4 pb-2 text-sm text-ink-muted">
          <CloudOff aria-hidden size={16} className="mt-0.5 shrink-0" />
          <span>
            {plainly(error.detail)} {error.nextStep === null ? null : plainly(error.nextStep)}
          </span>
        </p>
      )}
    </div>
  );
}
