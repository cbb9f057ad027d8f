'use client';

import { CheckCheck } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { type Account, commaList, type Delivery, deliveryWords, errorText, mailClient, showToast, t } from '#lib/client/index.ts';
import { type AccountId, type EmailId, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';

/** What became of a message that was sent from here: who did not get it and why, who has it late, who was shown it. */
export function DeliveryNotices({ accountId, emailId }: { accountId: AccountId; emailId: EmailId }) {
  const account = mailClient().account(accountId);
  return account === null ? null : <Notices account={account} emailId={emailId} />;
}

function Notices({ account, emailId }: { account: Account; emailId: EmailId }) {
  const { deliveries } = account;
  const known = useValue(deliveries.of(emailId));
  useEffect(() => {
    deliveries.load(emailId).catch((error: unknown) => {
      // the message is there to be read without it, and a change asks again
      if (!isMailError(error)) throw error;
    });
  }, [deliveries, emailId]);
  const displayed = known.filter(({ outcome }) => outcome === 'displayed');
  return (
    <>
      {displayed.length === 0 ? null : (
        <p className="mt-1 flex items-center gap-1 ps-12 text-sm text-ink-muted">
          <CheckCheck aria-hidden size={14} className="text-ok" />
          {t('message.readBy', { address: commaList(displayed.map(({ address }) => address)) })}
        </p>
      )}
      {known
        .filter(({ outcome }) => outcome !== 'displayed')
        .map((delivery) => (
          <DeliveryNotice key={delivery.address} account={account} emailId={emailId} delivery={delivery} />
        ))}
    </>
  );
}

function DeliveryNotice({ account, emailId, delivery }: { account: Account; emailId: EmailId; delivery: Delivery }) {
  const { address, outcome, serverText } = delivery;
  const words = deliveryWords(delivery);
  const [other, setOther] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isFailed = outcome === 'failed';

  async function send(to: string): Promise<void> {
    setBusy(true);
    try {
      await account.deliveries.resend(emailId, address, to);
      setOther(null);
      showToast({ kind: 'success', text: t('message.sentAgain', { address: to }), durationMs: 4_000 });
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('message.notSentAgain'), detail: errorText(error) });
    } finally {
      setBusy(false);
    }
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (other !== null && other.trim() !== '') void send(other.trim());
  }

  return (
    <Notice kind={isFailed ? 'danger' : 'warn'} className="mt-3">
      <p>{t(isFailed ? 'message.notDelivered' : 'message.delayed', { address, reason: words.title })}</p>
      <p className="text-ink-muted">{words.detail}</p>
      {serverText === '' ? null : <p className="break-words text-ink-muted">{t('message.serverSays', { text: serverText })}</p>}
      {!isFailed || account.isReadOnly ? null : other === null ? (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button busy={busy} onClick={() => void send(address)}>
            {t('message.resend')}
          </Button>
          <Button onClick={() => setOther(address)}>{t('message.changeAddress')}</Button>
        </div>
      ) : (
        <form onSubmit={submit} className="mt-2 flex flex-wrap items-end gap-2">
          <TextField
            className="min-w-0 flex-1"
            type="email"
            autoFocus
            label={t('message.otherAddress', { address })}
            value={other}
            onChange={(event) => setOther(event.target.value)}
          />
          <Button type="submit" variant="primary" busy={busy}>
            {t('message.sendThere')}
          </Button>
          <Button onClick={() => setOther(null)}>{t('message.cancelChange')}</Button>
        </form>
      )}
    </Notice>
  );
}
