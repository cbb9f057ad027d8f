'use client';

import { LogOut, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { errorText, flushBeforeSignOut, mailClient, showToast, signOut, t } from '#lib/client/index.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ToastHost } from '../ui/toast-host.tsx';
import { TooltipHost } from '../ui/tooltip-host.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';
import { useValue } from '../ui/use-value.ts';
import { AccountsSection } from './accounts-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { AwaySection } from './away-section.tsx';
import { IdentitySection } from './identity-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { Section, SettingsQuery } from './section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SwipingSection } from './swiping-section.tsx';
import { TagsSection } from './tags-section.tsx';
import { TemplatesSection } from './templates-section.tsx';
import { WritingSection } from './writing-section.tsx';

// Few people are administrators.
const loadAdministration = () => import('./administration-section.tsx');
const AdministrationSection = lazy(async () => ({ default: (await untilItComes(loadAdministration)).AdministrationSection }));

const parts = [
  { id: 'accounts', label: 'settings.accounts' },
  { id: 'identity', label: 'settings.identity' },
  { id: 'away', label: 'settings.away' },
  { id: 'tags', label: 'tag.settings' },
  { id: 'writing', label: 'settings.writing' },
  { id: 'templates', label: 'templates.title' },
  { id: 'notifications', label: 'notify.title' },
  { id: 'keys', label: 'keys.title' },
  { id: 'appearance', label: 'settings.appearance' },
  { id: 'swiping', label: 'touch.title' },
  { id: 'security', label: 'settings.security' },
] as const;
const administration = { id: 'administration', label: 'administration.title' } as const;

/** Everything a person can set, on one page; administrators also set what holds for everybody. */
export function SettingsScreen({ isAdministrator }: { isAdministrator: boolean }) {
  const state = useValue(mailClient().state);
  useEffect(() => {
    void mailClient().start();
  }, []);
  useEffect(() => {
    if (state.kind === 'signed-out') window.location.assign('/sign-in');
  }, [state.kind]);
  const [query, setQuery] = useState('');
  const [isNothing, setNothing] = useState(false);
  // After the parts have said whether they are meant.
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      setNothing(query.trim() !== '' && document.querySelector('main section[id]:not([hidden])') === null),
    );
    return () => cancelAnimationFrame(frame);
  }, [query]);
  return (
    <div className="min-h-dvh bg-paper">
      <PageHeader title={t('settings.title')} backLabel={t('settings.back')} />
      <div className="mx-auto grid max-w-[1000px] gap-10 px-4 pt-6 pb-20 tablet:px-6 desktop:grid-cols-[180px_minmax(0,1fr)]">
        <nav aria-label={t('settings.sections')} className="hidden desktop:block">
          <ul className="sticky top-20 flex flex-col gap-px">
            {(isAdministrator ? [...parts, administration] : parts).map((part) => (
              <li key={part.id}>
                <a href={`#${part.id}`} className="block rounded-md px-3 py-1.5 text-ink-muted hover:bg-paper-hover hover:text-ink">
                  {t(part.label)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main className="min-w-0 max-w-[720px]">
          {state.kind === 'ready' ? (
            <>
              <TextField
                type="search"
                label={t('settings.find')}
                hideLabel
                placeholder={t('settings.find')}
                leading={<Search aria-hidden size={15} className="text-ink-muted" />}
                value={query}
                onChange={({ target }) => setQuery(target.value)}
                className="mb-4"
              />
              <SettingsQuery value={query}>
                <Parts isAdministrator={isAdministrator} />
              </SettingsQuery>
              {/* Stands alone where every part is hidden. */}
              <p role="status" className="peer text-ink-muted">
                {isNothing ? t('settings.findNone') : ''}
              </p>
            </>
          ) : null}
          {state.kind === 'failed' ? (
            <EmptyState
              title={t('settings.failed')}
              action={
                <Button variant="primary" onClick={() => void mailClient().start()}>
                  {t('settings.retry')}
                </Button>
              }
            >
              {errorText(state.error)}
            </EmptyState>
          ) : null}
          {state.kind === 'starting' ? (
            <div role="status" aria-label={t('settings.loading')} className="flex flex-col gap-4">
              <Skeleton className="h-5 w-40" />
              <Skeleton className="h-16 w-full" />
              <Skeleton className="h-16 w-full" />
            </div>
          ) : null}
        </main>
      </div>
      <ToastHost />
      <TooltipHost />
    </div>
  );
}

function Parts({ isAdministrator }: { isAdministrator: boolean }) {
  const [warns, setWarns] = useState(false);
  async function leave(): Promise<void> {
    if (await flushBeforeSignOut()) await leaveNow();
    else setWarns(true);
  }
  async function leaveNow(): Promise<void> {
    const told = await signOut();
    if (!told.ok) showToast({ kind: 'error', text: told.refusal.title });
  }
  return (
    <>
      <AccountsSection />
      <IdentitySection />
      <AwaySection />
      <TagsSection />
      <WritingSection />
      <TemplatesSection />
      <NotificationsSection />
      <KeysSection />
      <AppearanceSection />
      <SwipingSection />
      <SecuritySection />
      {isAdministrator ? (
        <Suspense>
          <AdministrationSection />
        </Suspense>
      ) : null}
      <Section id="sign-out" title={t('settings.signOut')} hint={t('settings.signOutHint')}>
        <div>
          <Button icon={<LogOut aria-hidden size={16} />} onClick={() => void leave()}>
            {t('settings.signOut')}
          </Button>
        </div>
      </Section>
      <Dialog
        open={warns}
        size="small"
        title={t('settings.signOutWarnTitle')}
        closeLabel={t('settings.cancel')}
        onClose={() => setWarns(false)}
        actions={
          <>
            <Button onClick={() => setWarns(false)}>{t('settings.cancel')}</Button>
            <Button variant="danger" onClick={() => void leaveNow()}>
              {t('settings.signOutAnyway')}
            </Button>
          </>
        }
      >
        {t('settings.signOutWarn')}
      </Dialog>
    </>
  );
}
