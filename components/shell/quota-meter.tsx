import { classNames } from '#components/ui/index.ts';
import { locale, t } from '#lib/client/index.ts';
import type { Quota } from '#lib/contract/index.ts';
import { shownSize } from '../message/shown-size.ts';

/** From here on the bar warns. */
const nearlyFull = 0.9;

/** How full the account is, by the fullest of its quotas; nothing where the mail server has none. */
export function QuotaMeter({ quotas }: { quotas: readonly Quota[] }) {
  const fullest = quotas.filter(({ hardLimit }) => hardLimit > 0).toSorted((a, b) => b.used / b.hardLimit - a.used / a.hardLimit)[0];
  if (fullest === undefined) return null;
  const { used, hardLimit, resourceType } = fullest;
  const share = Math.min(1, used / hardLimit);
  const isTight = share >= nearlyFull;
  const words =
    resourceType === 'octets'
      ? t('quota.used', { used: shownSize(used, locale()), limit: shownSize(hardLimit, locale()) })
      : t('quota.messages', { used, limit: hardLimit });
  return (
    <div className="flex flex-col gap-1 px-2.5 text-xs text-ink-muted">
      <span className="flex justify-between gap-2">
        <span>{isTight ? t('quota.full') : t('quota.label')}</span>
        <span className="tabular-nums">{words}</span>
      </span>
      <meter className="sr-only" aria-label={t('quota.label')} max={hardLimit} value={used} high={hardLimit * nearlyFull}>
        {words}
      </meter>
      <span aria-hidden className="h-1 overflow-hidden rounded-full bg-paper-pressed">
        <span
          className={classNames('block h-full rounded-full', isTight ? 'bg-danger' : 'bg-accent')}
          style={{ width: `${Math.max(1, share * 100)}%` }}
        />
      </span>
    </div>
  );
}
