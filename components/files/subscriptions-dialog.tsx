import { MailX, Newspaper, Search, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Account, deleteSubscription, errorText, go, loadSubscriptions, mailClient, t } from '#lib/client/index.ts';
import type { Subscription } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { shownSender } from '../message/shown-sender.ts';
import { UnsubscribeButton } from '../message/unsubscribe-button.tsx';
import { listDate } from '../threads/list-date.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

type SubscriptionsDialogProps = { account: Account; onClose: () => void; onLeave: () => void };

/** Who sends newsletters: how much, when it was last read, the way out, and the end of what is here. `onLeave`: the mail itself is looked at. */
export function SubscriptionsDialog({ account, onClose, onLeave }: SubscriptionsDialogProps) {
  const [nowMs] = useState(() => Date.now());
  const [list, setList] = useState<readonly Subscription[] | null>(null);
  const [isLoading, setLoading] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const end = new AbortController();
    loadSubscriptions(account, setList, end.signal).then(
      () => {
        if (!end.signal.aborted) setLoading(false);
      },
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (end.signal.aborted) return;
        setLoading(false);
        setFailure(errorText(error));
      },
    );
    return () => end.abort();
  }, [account]);

  async function deleteAll(subscription: Subscription): Promise<void> {
    const actions = mailClient().actions(account.id);
    if (actions === null) return;
    try {
      await deleteSubscription(account, actions, subscription);
      // The way back is in the message at the foot of the page, which a dialog would cover.
      onLeave();
    } catch (error) {
      if (!isMailError(error)) throw error;
      setFailure(errorText(error));
    }
  }

  return (
    <Dialog open size="large" title={t('news.title', { account: account.name })} closeLabel={t('files.close')} onClose={onClose}>
      {failure === null ? null : <Notice kind="danger">{failure}</Notice>}
      {list === null && failure === null ? <Skeleton aria-label={t('news.loading')} className="h-40 w-full" /> : null}
      {list !== null && list.length === 0 && !isLoading ? (
        <EmptyState art={<Newspaper size={40} strokeWidth={1.25} />} title={t('news.none')}>
          {t('news.noneText')}
        </EmptyState>
      ) : null}
      <ul aria-busy={isLoading} className="flex flex-col divide-y divide-line">
        {(list ?? []).map((subscription) => (
          <li key={subscription.address} className="py-2.5">
            <Sender
              account={account}
              subscription={subscription}
              nowMs={nowMs}
              onDelete={() => void deleteAll(subscription)}
              onLeave={onLeave}
            />
          </li>
        ))}
      </ul>
      {isLoading && list !== null ? <p className="py-2 text-sm text-ink-muted">{t('news.loading')}</p> : null}
    </Dialog>
  );
}

type SenderProps = { account: Account; subscription: Subscription; nowMs: number; onDelete: () => void; onLeave: () => void };

function Sender({ account, subscription, nowMs, onDelete, onLeave }: SenderProps) {
  const [leaves, setLeaves] = useState(false);
  const { address, name, count, unread, lastReadAt, lastReceivedAt, latestId } = subscription;
  const shown = shownSender({ name, email: address });
  const date = (at: string): string => listDate(Date.parse(at), nowMs);
  const facts = [
    t('news.count', { count }),
    ...(unread === 0 ? [] : [t('news.unread', { count: unread })]),
    t('news.latest', { date: date(lastReceivedAt) }),
    lastReadAt === null ? t('news.neverRead') : t('news.lastRead', { date: date(lastReadAt) }),
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Avatar name={name} email={address} />
      <div className="min-w-0 flex-1 basis-52 select-text">
        <p className="truncate">
          <span className="font-semibold">{shown.name ?? shown.address}</span>
          {shown.name === null ? null : (
            <span className={shown.isDoubtful ? 'text-sm text-warn' : 'text-sm text-ink-muted'}>{` <${shown.address}>`}</span>
          )}
        </p>
        <p className="text-sm text-ink-muted tabular-nums">{facts.join(' · ')}</p>
      </div>
      <div className="flex items-center gap-1 text-sm">
        {leaves ? (
          <UnsubscribeButton account={account} emailId={latestId} />
        ) : account.isReadOnly ? null : (
          <Button
            size="small"
            icon={<MailX aria-hidden size={14} />}
            aria-label={t('news.unsubscribeOf', { address })}
            onClick={() => setLeaves(true)}
          >
            {t('news.unsubscribe')}
          </Button>
        )}
        <IconButton
          icon={Search}
          size="small"
          label={t('news.showOf', { address })}
          onClick={() => {
            onLeave();
            go({ accountId: account.id, mailboxId: null, threadId: null, search: `from:${address}` });
          }}
        />
        {account.isReadOnly ? null : <IconButton icon={Trash2} size="small" label={t('news.deleteOf', { address })} onClick={onDelete} />}
      </div>
    </div>
  );
}
