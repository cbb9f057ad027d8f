'use client';

import { Suspense, useEffect, useRef, useState } from 'react';
import { errorText, followSignOut, mailClient, openComposers, t } from '#lib/client/index.ts';
import { SignInAgain } from '../sign-in/sign-in-again.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ToastHost } from '../ui/toast-host.tsx';
import { TooltipHost } from '../ui/tooltip-host.tsx';
import { useValue } from '../ui/use-value.ts';
import { ComposerHost } from './composer-host.tsx';
import { localDrafts } from './local-drafts.ts';
import { takeOver } from './take-up.ts';

const lookEveryMs = 100;
const lookTimes = 50;

/** A message in a browser window of its own: `/compose/<account>/<draft of this browser>`. It is taken over from the window that had it. */
export function ComposePage() {
  const client = mailClient();
  const state = useValue(client.state);
  const open = useValue(openComposers);
  const [found, setFound] = useState<'looking' | 'found' | 'gone'>('looking');
  const isAsked = useRef(false);
  const person = state.kind === 'ready' ? state.username : null;

  useEffect(() => {
    void client.start();
    return followSignOut();
  }, [client]);
  useEffect(() => {
    if (state.kind === 'signed-out') window.location.replace('/sign-in');
  }, [state.kind]);
  useEffect(() => {
    const now = client.state.get();
    if (person === null || now.kind !== 'ready' || isAsked.current) return;
    isAsked.current = true;
    const [, , accountId, draftId] = window.location.pathname.split('/');
    const account = now.accounts.find(({ id }) => id === accountId);
    void (async () => {
      await account?.load();
      // It is written into the browser's database at the moment when this window opens.
      for (let look = 0; look < lookTimes && account !== undefined; look += 1) {
        const draft = (await localDrafts(person)).find(({ id }) => id === draftId);
        if (draft !== undefined) {
          takeOver(draft);
          return setFound('found');
        }
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
      setFound('gone');
    })();
  }, [client, person]);

  return (
    <main className="h-dvh bg-paper text-ink">
      {state.kind === 'failed' ? (
        <EmptyState
          title={t('compose.failedTitle')}
          action={
            <Button variant="primary" onClick={() => void client.start()}>
              {t('compose.retry')}
            </Button>
          }
        >
          {errorText(state.error)}
        </EmptyState>
      ) : found === 'looking' ? (
        <div role="status" aria-label={t('compose.loading')} className="flex flex-col gap-4 p-6">
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-1/2" />
        </div>
      ) : open.length === 0 ? (
        <EmptyState
          title={found === 'gone' ? t('compose.pageGone') : t('compose.pageDone')}
          action={
            <a href="/mail" className="font-medium text-accent">
              {t('compose.toMail')}
            </a>
          }
        >
          {found === 'gone' ? t('compose.pageGoneText') : t('compose.pageDoneText')}
        </EmptyState>
      ) : null}
      <ComposerHost isPage />
      {state.kind === 'ready' && state.needsSignIn ? (
        <Suspense fallback={null}>
          <SignInAgain client={client} username={state.username} />
        </Suspense>
      ) : null}
      <ToastHost />
      <TooltipHost />
    </main>
  );
}
