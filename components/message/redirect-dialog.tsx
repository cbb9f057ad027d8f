import { useState } from 'react';
import { type Account, type ConversationEmail, mailClient, redirectEmail, t } from '#lib/client/index.ts';
import type { TypedAddress } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { RecipientField } from '../compose/recipient-field.tsx';
import { refusedText } from '../compose/refused-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';

export type RedirectDialogProps = { account: Account; email: ConversationEmail; onClose: () => void };

/** To whom a message is passed on as it is. */
export default function RedirectDialog({ account, email, onClose }: RedirectDialogProps) {
  const [people, setPeople] = useState<readonly TypedAddress[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const blobId = email.body?.blobId ?? null;
  const identity = identityFor(account, email);
  const isReady = blobId !== null && identity !== null && people.length > 0 && people.every(({ isValid }) => isValid);
  async function send(): Promise<void> {
    if (blobId === null || identity === null || !isReady) return;
    setBusy(true);
    try {
      const undoSeconds = mailClient().preferences()?.values.get().undoSeconds ?? 10;
      const to = [...new Set(people.map((person) => person.email))];
      await redirectEmail(account, mailClient().undoStack, { blobId, to, identity, undoSeconds });
      onClose();
    } catch (error) {
      if (!isMailError(error)) throw error;
      setBusy(false);
      setProblem(refusedText(error));
    }
  }
  return (
    <Dialog
      open
      title={t('message.redirectTitle')}
      closeLabel={t('message.redirectCancel')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('message.redirectCancel')}</Button>
          <Button variant="primary" busy={isBusy} disabled={!isReady} onClick={() => void send()}>
            {t('message.redirectSend')}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-ink-muted">{t('message.redirectText')}</p>
      {/* room for the suggestions below the field */}
      <div className="min-h-40">
        <RecipientField account={account} label={t('compose.to')} people={people} autoFocus onChange={setPeople} />
        {problem === null ? null : (
          <Notice kind="danger" className="mt-3">
            {problem}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}

/** The address that the message came to, else the account's own. */
function identityFor(account: Account, email: ConversationEmail): Identity | null {
  const all = account.cache.identities() ?? [];
  const recipients = [...(email.to ?? []), ...(email.body?.cc ?? [])].map((one) => one.email.toLowerCase());
  return all.find((identity) => recipients.includes(identity.email.toLowerCase())) ?? all[0] ?? null;
}
