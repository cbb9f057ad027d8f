import { Suspense, useId, useState } from 'react';
import { classNames, useValue } from '#components/ui/index.ts';
import { type Account, t } from '#lib/client/index.ts';
import { healthDot, healthLook } from './health.ts';
import { HealthDetails } from './late-parts.ts';

/** The health dot with its word, and what stands behind it in a small popover. */
export function HealthButton({ account, isNarrow }: { account: Account; isNarrow: boolean }) {
  useValue(account.cache.aboutVersion);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const health = account.cache.health();
  const look = healthLook(health);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-expanded={isOpen}
        aria-label={`${look.title}. ${t('health.details', { name: account.name })}`}
        data-tooltip={isNarrow ? look.title : undefined}
        className={classNames(
          'flex h-8 min-w-0 items-center gap-2.5 rounded-md text-sm text-ink-muted hover:bg-paper-pressed hover:text-ink aria-expanded:bg-paper-pressed',
          isNarrow ? 'w-8 justify-center' : 'px-2.5',
        )}
      >
        <span className={classNames('size-2.5 shrink-0 rounded-full', healthDot(look))} />
        {isNarrow ? null : <span className="min-w-0 truncate">{look.title}</span>}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={t('health.details', { name: account.name })}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="fixed inset-auto bottom-25 start-3 max-h-[70dvh] w-80 max-w-[calc(100vw-24px)] overflow-y-auto rounded-lg bg-paper-raised p-4 text-ink shadow-float animate-appear"
      >
        {isOpen && health !== null ? (
          <Suspense fallback={null}>
            <HealthDetails account={account} health={health} />
          </Suspense>
        ) : null}
      </div>
    </>
  );
}
