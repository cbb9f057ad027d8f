import { useId, useState } from 'react';
import { classNames, useValue } from '#components/ui/index.ts';
import { type Account, n, t } from '#lib/client/index.ts';
import type { AccountHealth } from '#lib/contract/index.ts';
import { agoText } from './ago-text.ts';
import { eventText, healthDot, healthLook } from './health.ts';

/** A refusal older than the newest few is history. */
const shownEvents = 5;

/** The health dot with its word, and what stands behind it in a small popover. */
export function HealthButton({ account, isNarrow }: { account: Account; isNarrow: boolean }) {
  useValue(account.cache.version);
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
        className="fixed inset-auto bottom-25 left-3 max-h-[70dvh] w-80 max-w-[calc(100vw-24px)] overflow-y-auto rounded-lg bg-paper-raised p-4 text-ink shadow-float animate-appear"
      >
        {isOpen && health !== null ? <HealthDetails account={account} health={health} /> : null}
      </div>
    </>
  );
}

function HealthDetails({ account, health }: { account: Account; health: AccountHealth }) {
  const look = healthLook(health);
  const [nowMs] = useState(() => Date.now());
  const { error, lastSyncAt, retryAt } = health;
  const events = health.events.toReversed().slice(0, shownEvents);
  return (
    <div className="flex flex-col gap-3 text-sm select-text">
      <div>
        <p className="flex items-center gap-2 text-base font-semibold">
          <span aria-hidden className={classNames('size-2.5 shrink-0 rounded-full', healthDot(look))} />
          {error?.title ?? look.title}
        </p>
        <p className="truncate text-ink-muted">{account.name}</p>
      </div>
      {error === null ? null : (
        <div className="flex flex-col gap-1">
          <p>{error.detail}</p>
          {error.nextStep === null ? null : <p className="font-medium">{error.nextStep}</p>}
          {error.serverText === null ? null : (
            <p className="break-words text-ink-muted">{t('health.serverSaid', { text: error.serverText.slice(0, 300) })}</p>
          )}
          {retryAt === null ? null : <p>{t('health.retryAt', { when: agoText(Date.parse(retryAt), nowMs) })}</p>}
        </div>
      )}
      <ul className="flex flex-col gap-1 text-ink-muted">
        <li>{lastSyncAt === null ? t('health.never') : t('health.lastSync', { when: agoText(Date.parse(lastSyncAt), nowMs) })}</li>
        <li>{health.pending > 0 ? t('health.pending', { count: health.pending }) : t('health.nothingWaits')}</li>
        {health.toFetch > 0 ? <li className="tabular-nums">{t('health.toFetch', { count: health.toFetch })}</li> : null}
        {health.toIndex > 0 ? <li className="tabular-nums">{t('health.toIndex', { count: health.toIndex })}</li> : null}
        <li>{t('health.connections', { count: health.connections })}</li>
      </ul>
      {events.length === 0 ? null : (
        <section className="flex flex-col gap-2 border-t border-line pt-3">
          <h3 className="font-medium">
            {t('health.events')} <span className="text-ink-muted tabular-nums">{n(health.events.length)}</span>
          </h3>
          <ul className="flex flex-col gap-2">
            {events.map((event) => (
              <li key={event.id}>
                <p className="flex items-baseline gap-2">
                  <span className="min-w-0 flex-1">{eventText(event)}</span>
                  <time dateTime={event.at} className="shrink-0 text-xs text-ink-muted">
                    {agoText(Date.parse(event.at), nowMs)}
                  </time>
                </p>
                <p className="break-words text-ink-muted">
                  {event.serverText === null ? t('health.noReason') : t('health.serverSaid', { text: event.serverText.slice(0, 300) })}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {health.state === 'needs-you' ? (
        <a href="/settings" className="font-medium text-accent underline-offset-2 hover:underline">
          {t('health.fix')}
        </a>
      ) : null}
    </div>
  );
}
