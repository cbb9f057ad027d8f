'use client';

import { useState } from 'react';
import { type Account, decideAboutQueued, mailClient, scheduledTime, shownQueue, t, takeOutOfQueue } from '#lib/client/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useValue } from '../ui/use-value.ts';

/** Says of a message that stands in Sent already that it has not left yet, and when it will. */
export function WaitingNotice({ accountId, emailId }: { accountId: AccountId; emailId: EmailId }) {
  const account = mailClient().account(accountId);
  return account === null ? null : <Waiting account={account} emailId={emailId} />;
}

function Waiting({ account, emailId }: { account: Account; emailId: EmailId }) {
  useValue(account.cache.version);
  const [isBusy, setBusy] = useState(false);
  const item = shownQueue(account).find((one) => one.emailId === emailId && (one.state === 'held' || one.state === 'deferred'));
  if (item === undefined) return null;
  const when = scheduledTime(Date.parse(item.nextTryAt ?? item.sendAt));
  function run(work: Promise<void>): void {
    setBusy(true);
    void work.finally(() => setBusy(false));
  }
  return (
    <Notice kind={item.state === 'held' ? 'info' : 'warn'} className="mt-3">
      <p>{t(item.state === 'held' ? 'queue.held' : 'queue.deferred', { when })}</p>
      {item.error === null ? null : <p className="text-ink-muted">{item.error.detail}</p>}
      {account.isReadOnly ? null : (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="small" disabled={isBusy} onClick={() => run(decideAboutQueued(account, item, 'now'))}>
            {item.state === 'held' ? t('queue.sendNow') : t('queue.tryAgain')}
          </Button>
          <Button size="small" disabled={isBusy} onClick={() => run(takeOutOfQueue(account, item, { edit: true }))}>
            {t('queue.edit')}
          </Button>
        </div>
      )}
    </Notice>
  );
}
