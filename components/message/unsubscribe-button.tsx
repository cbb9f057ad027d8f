import { MailX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Account, errorText, mailtoRequest, openComposer, showToast, t } from '#lib/client/index.ts';
import type { Unsubscribe } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { visibleText } from './shown-sender.ts';

/** The way out of a list (C4): one click where that is vouched for, else a message to look at and send, else the list's own page. */
export function UnsubscribeButton({ account, emailId }: { account: Account; emailId: EmailId }) {
  const [way, setWay] = useState<Unsubscribe | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let isHere = true;
    account.client.call('Unsubscribe/get', { accountId: account.id, ids: [emailId] }).then(
      ({ list }) => {
        if (isHere) setWay(list[0] ?? null);
      },
      (error: unknown) => {
        // the message is there to be read without it
        if (!isMailError(error)) throw error;
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, emailId]);
  if (way === null) return null;
  const message = way.mailto === null ? null : mailtoRequest(way.mailto);
  const pageHost = way.webUrl === null ? '' : (URL.parse(way.webUrl)?.hostname ?? '');
  const host = way.oneClickHost ?? pageHost;
  const close = () => setIsAsking(false);

  async function leave(): Promise<void> {
    setBusy(true);
    try {
      const { outcome } = await account.client.call('Unsubscribe/act', { accountId: account.id, id: emailId });
      const isAsked = outcome === 'asked';
      const words = isAsked ? 'trust.unsubscribed' : outcome === 'unreachable' ? 'trust.notReached' : 'trust.notUnsubscribed';
      showToast({ kind: isAsked ? 'success' : 'error', text: t(words, { host }), ...(isAsked ? { durationMs: 6_000 } : {}) });
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('trust.notReached', { host }), detail: errorText(error) });
    } finally {
      setBusy(false);
      close();
    }
  }

  return (
    <>
      <button
        type="button"
        onClick={() => setIsAsking(true)}
        className="-ms-1 inline-flex items-center gap-1 rounded-sm px-1 hover:text-ink hover:underline"
      >
        <MailX aria-hidden size={14} />
        {t('trust.unsubscribe')}
      </button>
      <Dialog
        open={isAsking}
        size="small"
        title={t('trust.unsubscribeTitle')}
        closeLabel={t('trust.close')}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>{t('trust.cancel')}</Button>
            {way.oneClickHost !== null ? (
              <Button variant="primary" busy={busy} onClick={() => void leave()}>
                {t('trust.unsubscribe')}
              </Button>
            ) : message !== null ? (
              <Button
                variant="primary"
                onClick={() => {
                  close();
                  openComposer({ ...message, accountId: account.id });
                }}
              >
                {t('trust.writeIt')}
              </Button>
            ) : (
              <Button
                variant="primary"
                onClick={() => {
                  close();
                  window.open(way.webUrl ?? '', '_blank', 'noopener,noreferrer');
                }}
              >
                {t('trust.openPage')}
              </Button>
            )}
          </>
        }
      >
        <p className="break-words">
          {way.oneClickHost !== null
            ? t('trust.oneClick', { host: way.oneClickHost })
            : message !== null
              ? t('trust.byMail', { address: visibleText(message.to ?? '') })
              : t('trust.byWeb', { host: pageHost })}
        </p>
      </Dialog>
    </>
  );
}
