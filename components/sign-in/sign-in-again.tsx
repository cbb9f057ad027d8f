'use client';

import { type FormEvent, useEffect, useId, useState } from 'react';
import { accountsApi, type MailClient, type Refusal, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';
import { RefusalNotice } from './refusal-notice.tsx';

/**
 * The session ended while something was being written: over the page as it was, the password is asked for, and everything goes on. Signing in
 * in another tab is noticed too. Another person gets a page of their own.
 */
export function SignInAgain({ client, username }: { client: MailClient; username: string }) {
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isOpen, setOpen] = useState(true);
  const formId = useId();

  useEffect(() => {
    const look = () => void goOn(client);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [client]);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setMissing(password === '');
    if (password === '') return;
    setBusy(true);
    setRefusal(null);
    const told = await accountsApi.signIn({ address: username, password, servers: null, protocol: null });
    if (told.ok) await goOn(client);
    else setRefusal(told.refusal);
    setBusy(false);
  }

  if (!isOpen)
    return (
      <div
        role="status"
        className="fixed inset-x-0 top-0 z-50 flex items-center justify-center gap-3 border-b border-line bg-warn-soft px-4 py-1.5 text-sm"
      >
        {t('error.signedOut')}
        <Button size="small" variant="primary" onClick={() => setOpen(true)}>
          {t('signIn.submit')}
        </Button>
      </div>
    );
  return (
    <Dialog
      open
      size="small"
      title={t('signIn.againTitle')}
      closeLabel={t('signIn.againLater')}
      onClose={() => setOpen(false)}
      actions={
        <>
          <a
            href="/sign-in"
            target="_blank"
            rel="noopener"
            className="me-auto self-center rounded-sm px-1 text-sm font-medium text-ink-muted hover:text-ink"
          >
            {t('signIn.againElsewhere')}
          </a>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            {t(busy ? 'signIn.busy' : 'signIn.submit')}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <p className="text-ink-muted">{t('signIn.againText')}</p>
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        {/* for the browser's password manager */}
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <TextField
          label={t('signIn.againFor', { address: username })}
          type="password"
          name="password"
          data-autofocus
          autoComplete="current-password"
          value={password}
          error={isMissing ? t('signIn.missingPassword') : undefined}
          onChange={(event) => setPassword(event.target.value)}
        />
      </form>
    </Dialog>
  );
}

async function goOn(client: MailClient): Promise<void> {
  if ((await client.resume()) === 'other-person') window.location.assign('/mail');
}
