'use client';

import { useState } from 'react';
import { accountsApi, mailPagePath, type Refusal, rememberDoor, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { useHydrated } from '../ui/use-hydrated.ts';
import { ContinueWith } from './continue-with.tsx';
import { DoorPage } from './door-page.tsx';
import { MailboxForm } from './mailbox-form.tsx';
import { useProblemInAddress } from './problem-in-address.ts';
import { RefusalNotice } from './refusal-notice.tsx';

/** The front door. `hasDemo`: the server offers the demo; `house`: the name of its own identity provider. */
export function SignInScreen({ hasDemo, house }: { hasDemo: boolean; house: string | null }) {
  const [demo, setDemo] = useState<{ busy: boolean; refusal: Refusal | null }>({ busy: false, refusal: null });

  const hydrated = useHydrated();
  const [problem] = useProblemInAddress();

  async function tryDemo(): Promise<void> {
    setDemo({ busy: true, refusal: null });
    const told = await accountsApi.signInToDemo();
    if (told.ok) enter();
    else setDemo({ busy: false, refusal: told.refusal });
  }

  return (
    <DoorPage title={t('signIn.title')} text={t('signIn.promise')} refusal={problem}>
      {house === null ? null : <HouseSignIn name={house} />}
      <MailboxForm
        autoFocus
        byWindow="sign-in"
        size="large"
        submitLabel={t('signIn.submit')}
        busyLabel={t('signIn.busy')}
        onSubmit={async (login) => {
          const told = await accountsApi.signIn(login);
          if (told.ok) enter();
          return told.ok ? null : told.refusal;
        }}
      />
      {hasDemo ? (
        <section className="mt-6">
          <p className="mb-6 flex items-center gap-3 text-sm text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            {t('signIn.or')}
          </p>
          {demo.refusal === null ? null : (
            <div className="mb-3">
              <RefusalNotice refusal={demo.refusal} />
            </div>
          )}
          <Button
            size="large"
            className={classNames('w-full', !hydrated && 'disabled:opacity-100')}
            busy={demo.busy}
            disabled={!hydrated}
            onClick={() => void tryDemo()}
          >
            {demo.busy ? t('signIn.demoBusy') : t('signIn.demo')}
          </Button>
          <p className="mt-2 text-center text-sm text-ink-muted">{t('signIn.demoHint')}</p>
        </section>
      ) : null}
    </DoorPage>
  );
}

/** To the house's own identity provider, for whoever has a sign-in there. */
function HouseSignIn({ name }: { name: string }) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return (
    <section className="mb-6 flex flex-col gap-3">
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      <ContinueWith
        name={name}
        size="large"
        begin={async () => {
          const told = await accountsApi.beginOidc({ again: false });
          if (told.ok) rememberDoor({ kind: 'house', name });
          return told;
        }}
        onRefused={setRefusal}
      />
      <p className="mt-3 flex items-center gap-3 text-sm text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('signIn.or')}
      </p>
    </section>
  );
}

/** A whole new page: nothing of the time before the sign-in stays in memory. */
function enter(): void {
  rememberDoor({ kind: 'password' });
  // An email link that led here is opened there.
  window.location.assign(mailPagePath(new URLSearchParams(window.location.search).get('compose')));
}
