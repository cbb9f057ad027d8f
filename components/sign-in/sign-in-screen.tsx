'use client';

import { useState } from 'react';
import { accountsApi, mailPagePath, type Refusal, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { useHydrated } from '../ui/use-hydrated.ts';
import { BrandMark } from './brand-mark.tsx';
import { ContinueWith } from './continue-with.tsx';
import { DoorScene } from './door-scene.tsx';
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
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] bg-paper desktop:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <main className="flex flex-col px-6 py-6 tablet:px-10">
        <p className="flex items-center gap-2.5 text-accent">
          <BrandMark />
          <span className="text-lg font-semibold text-ink">Postern</span>
          <span className="min-w-0 truncate text-sm text-ink-muted desktop:hidden">{t('signIn.tagline')}</span>
        </p>
        <div className="mx-auto flex w-full max-w-[372px] flex-1 flex-col justify-center py-10">
          <h1 className="text-2xl font-semibold">{t('signIn.title')}</h1>
          <p className="mt-1.5 mb-7 text-ink-muted">{t('signIn.promise')}</p>
          {problem === null ? null : (
            <div className="mb-4">
              <RefusalNotice refusal={problem} />
            </div>
          )}
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
        </div>
      </main>
      <aside className="hidden flex-col justify-center border-s border-line bg-paper-sunken px-16 desktop:flex">
        <DoorScene />
        <p className="mt-12 max-w-[420px] text-xl font-semibold">{t('signIn.tagline')}</p>
        <p className="mt-2 max-w-[420px] text-ink-muted">{t('signIn.about')}</p>
      </aside>
    </div>
  );
}

/** To the house's own identity provider, for whoever has a sign-in there. */
function HouseSignIn({ name }: { name: string }) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return (
    <section className="mb-6 flex flex-col gap-3">
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      <ContinueWith name={name} size="large" begin={accountsApi.beginOidc} onRefused={setRefusal} />
      <p className="mt-3 flex items-center gap-3 text-sm text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('signIn.or')}
      </p>
    </section>
  );
}

/** A whole new page: nothing of the time before the sign-in stays in memory. */
function enter(): void {
  // An email link that led here is opened there.
  window.location.assign(mailPagePath(new URLSearchParams(window.location.search).get('compose')));
}
