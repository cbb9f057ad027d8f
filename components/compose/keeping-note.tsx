import { locale, t } from '#lib/client/index.ts';
import { classNames } from '../ui/class-names.ts';
import type { Keeping } from './composer-state.ts';

/** Where the message is kept right now. Calm while somebody types; loud only when something is wrong, and read aloud only then. */
export function KeepingNote({ keeping, isKeptHere }: { keeping: Keeping; isKeptHere: boolean }) {
  const time = keeping.atMs === null ? '' : new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(keeping.atMs);
  const isWrong = keeping.kind === 'failed' || (!isKeptHere && keeping.kind === 'waiting');
  const words = {
    untouched: '',
    waiting: isKeptHere ? t('compose.saving') : t('compose.notKept'),
    saving: t('compose.saving'),
    saved: t('compose.saved', { time }),
    failed: isKeptHere ? t('compose.notSaved') : t('compose.notKept'),
  }[keeping.kind];
  return (
    <p
      role={isWrong ? 'status' : undefined}
      data-tooltip={isWrong ? t(isKeptHere ? 'compose.notSavedWhy' : 'compose.notKeptWhy') : undefined}
      className={classNames('min-w-0 flex-1 truncate px-2 text-end text-sm tabular-nums', isWrong ? 'text-warn' : 'text-ink-muted')}
    >
      {words}
    </p>
  );
}
