'use client';

import { useState } from 'react';
import { type Account, decideAboutQueued, mailClient, queueWords, shownQueue, t, takeOutOfQueue } from '#lib/client/index.ts';
import type { QueueItem } from '#lib/contract/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { DoctorLink } from '../outbox/doctor-link.tsx';
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
  const item = shownQueue(account).find((one) => one.emailId === emailId && waits(one));
  if (item === undefined) return null;
  const { text, why, asksDoctor } = queueWords(account, item);
  function run(work: Promise<void>): void {
    setBusy(true);
    void work.finally(() => setBusy(false));
  }
  return (
    <Notice kind={item.state === 'deferred' ? 'warn' : 'info'} className="mt-3">
      <p>{text}</p>
      {why === null ? null : <p className="text-ink-muted">{why}</p>}
      {asksDoctor ? <DoctorLink account={account} /> : null}
      {account.isReadOnly || item.state === 'sending' ? null : (
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

const waits = ({ state }: QueueItem): boolean => state === 'held' || state === 'deferred' || state === 'sending';
