import { SendHorizontal } from 'lucide-react';
import { classNames } from '#components/ui/index.ts';
import { type Account, n, shownQueue, t } from '#lib/client/index.ts';

/** The way to the outbox, there only while something is in it. Drawn anew with the account's cache by who holds it. */
export function OutboxButton({ account, isNarrow, onOpen }: { account: Account; isNarrow: boolean; onOpen: () => void }) {
  const items = shownQueue(account);
  if (items.length === 0) return null;
  const isBad = items.some(({ state }) => state === 'failed' || state === 'uncertain');
  const label = t('queue.open', { count: items.length });
  return (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="dialog"
      data-tooltip={isNarrow ? label : undefined}
      onClick={onOpen}
      className={classNames(
        'relative flex h-8 shrink-0 items-center gap-2.5 rounded-md hover:bg-paper-pressed pointer-coarse:h-11',
        isNarrow ? 'w-8 justify-center' : 'w-full px-2.5',
        isBad ? 'text-danger' : 'text-ink',
      )}
    >
      <SendHorizontal aria-hidden size={17} strokeWidth={1.75} className="shrink-0" />
      {isNarrow ? null : <span className="min-w-0 flex-1 truncate text-start">{t('queue.title')}</span>}
      {isNarrow ? null : <span className="text-sm font-semibold tabular-nums">{n(items.length)}</span>}
    </button>
  );
}
