'use client';
import { Suspense, useEffect } from 'react';
import { Button, EmptyState, useValue } from '#components/ui/index.ts';
import {
  errorText,
  type FirstWords,
  followSignOut,
  type Language,
  mailClient,
  openComposer,
  route as routeValue,
  startRouting,
  t,
  takeMailtoOfPage,
} from '#lib/client/index.ts';
import { Speaking } from '../ui/speaking.tsx';
import { SignInAgain } from './late-parts.ts';
import { AllMailScreen, MailScreen, useCurrentAccount } from './mail-screen.tsx';
import { MailSkeleton } from './mail-skeleton.tsx';

/** The mail page, in the language of who asks for it. */
export function MailApp(spoken: { language: Language; words: FirstWords }) {
  return (
    <Speaking {...spoken}>
      <MailPlace />
    </Speaking>
  );
}

/** Signs on at the gateway and shows the mail, or why it cannot. */
function MailPlace() {
  const client = mailClient();
  const state = useValue(client.state);
  useEffect(() => {
    startRouting();
    void client.start();
    return followSignOut();
  }, [client]);
  const isReady = state.kind === 'ready';
  useEffect(() => {
    const request = isReady ? takeMailtoOfPage() : null;
    if (request !== null) openComposer(request);
  }, [isReady]);
  useEffect(() => {
    if (state.kind === 'signed-out') window.location.replace('/sign-in');
  }, [state.kind]);
  const current = useCurrentAccount(state.kind === 'ready' ? state.accounts : []);
  const isAll = (useValue(routeValue).all ?? null) !== null && state.kind === 'ready' && state.accounts.length > 1;

  if (state.kind === 'failed') {
    return (
      <div className="h-dvh">
        <EmptyState
          title={t('shell.failedTitle')}
          action={
            <Button variant="primary" onClick={() => void client.start()}>
              {t('shell.tryAgain')}
            </Button>
          }
        >
          {errorText(state.error)} {t('shell.failedText')}
        </EmptyState>
      </div>
    );
  }
  if (state.kind !== 'ready') return <MailSkeleton />;
  const preferences = client.preferences();
  if (current === null || preferences === null) {
    return (
      <div className="h-dvh">
        <EmptyState
          title={t('shell.noAccountTitle')}
          action={
            <a href="/settings" className="font-medium text-accent">
              {t('account.add')}
            </a>
          }
        >
          {t('shell.noAccountText')}
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      {isAll ? (
        <AllMailScreen client={client} accounts={state.accounts} account={state.accounts[0] ?? current} preferences={preferences} />
      ) : (
        <MailScreen key={current.id} client={client} accounts={state.accounts} account={current} preferences={preferences} />
      )}
      {state.needsSignIn ? (
        <Suspense fallback={null}>
          <SignInAgain client={client} username={state.username} />
        </Suspense>
      ) : null}
    </>
  );
}
