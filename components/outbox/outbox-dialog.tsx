import { CircleAlert, CircleHelp, Clock, type LucideIcon, RotateCw, Send } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Account, commaList, decideAboutQueued, queueWords, shownQueue, t, takeOutOfQueue } from '#lib/client/index.ts';
import type { QueueItem, QueueState } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { useValue } from '../ui/use-value.ts';
import { DoctorLink } from './doctor-link.tsx';

/** What waits to be sent and what was not, each with its cause, its next try and what can be done. */
export function OutboxDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  useValue(account.cache.version);
  const items = shownQueue(account);
  const subjects = useSubjects(account, items);
  return (
    <Dialog open title={t('queue.title')} closeLabel={t('shell.close')} onClose={onClose}>
      {items.length === 0 ? (
        <EmptyState title={t('queue.empty')}>{t('queue.emptyText')}</EmptyState>
      ) : (
        <ul className="flex flex-col divide-y divide-line">
          {items.map((item) => (
            <li key={item.id} className="py-4 first:pt-0 last:pb-0">
              <QueuedMessage account={account} item={item} subject={subjects.get(item.emailId ?? '') ?? null} onClose={onClose} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

const icons: Record<QueueState, LucideIcon> = {
  held: Clock,
  sending: Send,
  deferred: RotateCw,
  failed: CircleAlert,
  uncertain: CircleHelp,
};

function QueuedMessage({
  account,
  item,
  subject,
  onClose,
}: {
  account: Account;
  item: QueueItem;
  subject: string | null;
  onClose: () => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const { text, why, asksDoctor } = queueWords(account, item);
  const Icon = icons[item.state];
  const isBad = item.state === 'failed' || item.state === 'uncertain';
  const accepted = item.recipients.filter(({ state }) => state === 'accepted').length;
  const open = item.recipients.filter(({ state }) => state !== 'accepted');
  const names = commaList(open.map(({ email }) => email));
  const mayTakeOut = item.state !== 'sending' && item.state !== 'uncertain';
  function run(work: Promise<void>): void {
    setBusy(true);
    void work.finally(() => setBusy(false));
  }
  return (
    <article aria-label={subject ?? names} className="flex gap-3">
      <Icon
        aria-hidden
        size={18}
        strokeWidth={1.75}
        className={classNames('mt-0.5 shrink-0', isBad ? 'text-danger' : item.state === 'deferred' ? 'text-warn' : 'text-ink-muted')}
      />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p dir="auto" className="truncate font-medium">
          {subject === '' ? t('compose.noSubject') : (subject ?? '\u00a0')}
        </p>
        <p className="truncate text-sm text-ink-muted" title={names}>
          {t('queue.to', { names })}
        </p>
        <p className={classNames('text-sm', isBad ? 'font-medium text-danger' : undefined)}>{text}</p>
        <Cause item={item} why={why} />
        {accepted > 0 ? <p className="text-sm text-ink-muted">{t('queue.someHave', { count: accepted })}</p> : null}
        {asksDoctor ? <DoctorLink account={account} /> : null}
        <div className="mt-2 flex flex-wrap gap-2">
          {item.state === 'held' || item.state === 'deferred' || item.state === 'failed' ? (
            <Button size="small" disabled={isBusy || account.isReadOnly} onClick={() => run(decideAboutQueued(account, item, 'now'))}>
              {item.state === 'held' ? t('queue.sendNow') : t('queue.tryAgain')}
            </Button>
          ) : null}
          {item.state === 'uncertain' ? (
            <>
              <Button size="small" disabled={isBusy || account.isReadOnly} onClick={() => run(decideAboutQueued(account, item, 'sent'))}>
                {t('queue.arrived')}
              </Button>
              <Button size="small" disabled={isBusy || account.isReadOnly} onClick={() => run(decideAboutQueued(account, item, 'again'))}>
                {t('queue.sendAgain')}
              </Button>
            </>
          ) : null}
          {mayTakeOut && item.emailId !== null ? (
            <Button
              size="small"
              disabled={isBusy || account.isReadOnly}
              onClick={() => {
                onClose();
                run(takeOutOfQueue(account, item, { edit: true }));
              }}
            >
              {t('queue.edit')}
            </Button>
          ) : null}
          {mayTakeOut ? (
            <Button
              size="small"
              variant="ghost"
              disabled={isBusy || account.isReadOnly}
              onClick={() => run(takeOutOfQueue(account, item, { edit: false }))}
            >
              {t('queue.cancel')}
            </Button>
          ) : null}
        </div>
      </div>
    </article>
  );
}

const mostReplies = 5;

/** Why, in words, and below what the server said: of each recipient where it spoke of them. */
function Cause({ item, why }: { item: QueueItem; why: string | null }) {
  const { error, recipients, state } = item;
  if (state === 'held' || state === 'sending') return why === null ? null : <p className="text-sm text-ink-muted">{why}</p>;
  const replies = recipients.filter((one) => one.state !== 'accepted' && one.smtpReply !== null && one.smtpReply !== '');
  return (
    <div className="text-sm text-ink-muted">
      {why === null ? null : <p>{why}</p>}
      {replies.slice(0, mostReplies).map(({ email, smtpReply }) => (
        <p key={email} className="break-words">
          {t('queue.refusedBy', { address: email, text: (smtpReply ?? '').slice(0, 300) })}
        </p>
      ))}
      {replies.length === 0 && error?.serverText ? (
        <p className="break-words">{t('queue.serverSaid', { text: error.serverText.slice(0, 300) })}</p>
      ) : null}
    </div>
  );
}

/** The subjects of these messages; they need not be in any list. */
function useSubjects(account: Account, items: readonly QueueItem[]): ReadonlyMap<string, string> {
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const missing = items.map(({ emailId }) => emailId).filter((id) => id !== null && !known.has(id));
  const wanted = missing.join(' ');
  useEffect(() => {
    if (wanted === '') return;
    let isOver = false;
    account.client.call('Email/get', { accountId: account.id, ids: wanted.split(' '), properties: ['subject'] }).then(
      ({ list }) => {
        if (!isOver) setKnown((before) => new Map([...before, ...list.map(({ id, subject }) => [id, subject ?? ''] as const)]));
      },
      // The recipients say enough.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [account, wanted]);
  return known;
}
