import { useState } from 'react';
import { classNames } from '#components/ui/index.ts';
import { type Account, type MessageKey, n, plainly, t } from '#lib/client/index.ts';
import type { AccountEvent, AccountHealth } from '#lib/contract/index.ts';
import { agoText } from './ago-text.ts';
import { healthDot, healthLook } from './health.ts';
import { HealthLinks } from './health-links.tsx';

/** A refusal older than the newest few is history. */
const shownEvents = 5;

/** What stands behind the health dot. */
export function HealthDetails({ account, health }: { account: Account; health: AccountHealth }) {
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
          <p>{plainly(error.detail)}</p>
          {error.nextStep === null ? null : <p className="font-medium">{plainly(error.nextStep)}</p>}
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
      <HealthLinks account={account} health={health} />
    </div>
  );
}

const acts: Record<string, MessageKey> = {
  keywords: 'health.event.keywords',
  move: 'health.event.move',
  copy: 'health.event.copy',
  remove: 'health.event.remove',
  append: 'health.event.append',
  'mailbox-create': 'health.event.mailboxCreate',
  'mailbox-rename': 'health.event.mailboxRename',
  'mailbox-delete': 'health.event.mailboxDelete',
  'mailbox-subscribe': 'health.event.mailboxSubscribe',
  vacation: 'health.event.vacation',
};

/** A change that the mail server refused late (J12), in words; its `kind` is what was asked for and why not. */
function eventText({ kind }: Pick<AccountEvent, 'kind'>): string {
  if (kind === 'vacation:OWN_VACATION') return t('health.event.vacation.own');
  const key = acts[kind.split(':')[0] ?? ''];
  return key === undefined ? t('health.event.other') : t(key);
}
