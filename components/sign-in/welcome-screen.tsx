'use client';

import { useState } from 'react';
import { accountsApi, type Refusal, signOut, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { DoorPage } from './door-page.tsx';
import { MailboxForm } from './mailbox-form.tsx';
import { useProblemInAddress } from './problem-in-address.ts';

/** For who is signed in and has no mailbox here yet: the first one is added. */
export function WelcomeScreen() {
  const [problem] = useProblemInAddress();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  async function leave(): Promise<void> {
    const told = await signOut();
    if (!told.ok) setRefusal(told.refusal);
  }
  return (
    <DoorPage title={t('signIn.welcomeTitle')} text={t('signIn.welcomeText')} refusal={refusal ?? problem}>
      <MailboxForm
        autoFocus
        byWindow="add"
        size="large"
        submitLabel={t('signIn.welcomeAdd')}
        busyLabel={t('signIn.busy')}
        onSubmit={async (login) => {
          const told = await accountsApi.addAccount(login);
          if (told.ok) window.location.assign('/mail');
          return told.ok ? null : told.refusal;
        }}
      />
      <p className="mt-6 flex justify-center gap-2">
        <a href="/settings" className="inline-flex h-7 items-center rounded-md px-2.5 text-sm font-medium hover:bg-paper-hover">
          {t('signIn.welcomeSettings')}
        </a>
        <Button size="small" variant="ghost" onClick={() => void leave()}>
          {t('signIn.welcomeLeave')}
        </Button>
      </p>
    </DoorPage>
  );
}
