'use client';

import { useEffect } from 'react';
import { t, tellSignedIn } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { DoorPage } from './door-page.tsx';

/** Where a tab ends in which somebody signed in again for another one: that one hears of it, and this one goes away where the browser lets it. */
export function SignedInScreen() {
  useEffect(() => {
    tellSignedIn();
    window.close();
  }, []);
  return (
    <DoorPage title={t('signIn.backTitle')} text={t('signIn.backText')}>
      <Button variant="primary" size="large" onClick={() => window.close()}>
        {t('signIn.backClose')}
      </Button>
      <a href="/mail" className="mt-4 self-center text-sm font-medium text-accent hover:underline">
        {t('signIn.backMail')}
      </a>
    </DoorPage>
  );
}
