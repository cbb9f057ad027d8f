'use client';

import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { accountsApi, lastDoor, type MailClient, onSignedInElsewhere, type Refusal, rememberDoor, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { type RoadBack, roadBack } from './road-back.ts';

/**
 * The session ended while something was being written: over the page as it was, the person is asked for what they came in with, a password or
 * the window of their provider (in a tab of its own), and everything goes on. Signing in in another tab is noticed too. Another person gets a
 * page of their own.
 */
export function SignInAgain({ client, username }: { client: MailClient; username: string }) {
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isOpen, setOpen] = useState(true);
  const road = useRoad(username);
  const formId = useId();

  useEffect(() => {
    const look = () => void goOn(client);
    window.addEventListener('focus', look);
    const leave = onSignedInElsewhere(look);
    return () => {
      window.removeEventListener('focus', look);
      leave();
    };
  }, [client]);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setMissing(password === '');
    if (password === '') return;
    setBusy(true);
    setRefusal(null);
    const told = await accountsApi.signIn({ address: username, password, servers: null, protocol: null });
    if (told.ok) {
      rememberDoor({ kind: 'password' });
      await goOn(client);
    } else setRefusal(told.refusal);
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
  const takesPassword = road?.takesPassword !== false;
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
          {takesPassword ? (
            <Button type="submit" form={formId} variant={road === null ? 'primary' : 'secondary'} busy={busy}>
              {t(busy ? 'signIn.busy' : 'signIn.submit')}
            </Button>
          ) : null}
        </>
      }
    >
      <p className="mb-4 text-ink-muted">{t('signIn.againText')}</p>
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {road === null ? null : <ByWindow road={road} username={username} onRefused={setRefusal} />}
      {takesPassword ? (
        <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          {road === null ? null : <p className="mt-5 text-sm text-ink-muted">{t('signIn.againOrPassword')}</p>}
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
      ) : null}
    </Dialog>
  );
}

/** What this browser remembers, and what the address's provider offers; null while a password is all that is known of. */
function useRoad(username: string): RoadBack | null {
  const [road, setRoad] = useState<RoadBack | null>(null);
  useEffect(() => {
    const door = lastDoor();
    setRoad(roadBack(door, null));
    let isGone = false;
    if (door.kind !== 'house')
      void accountsApi.discover(username).then((told) => {
        if (!isGone && told.ok) setRoad(roadBack(door, told.value.found));
      });
    return () => {
      isGone = true;
    };
  }, [username]);
  return road;
}

type ByWindowProps = { road: RoadBack; username: string; onRefused: (refusal: Refusal | null) => void };

/** The window opens in a tab of its own: this page holds what was being written. */
function ByWindow({ road: { by, name }, username, onRefused }: ByWindowProps) {
  const [busy, setBusy] = useState(false);
  const [blockedUrl, setBlockedUrl] = useState<string | null>(null);
  async function open(): Promise<void> {
    // at the click itself, or the browser takes it for something that nobody asked for
    const tab = window.open('about:blank', '_blank');
    setBusy(true);
    const told = await (by === 'house'
      ? accountsApi.beginOidc({ again: true })
      : accountsApi.beginOAuth({ address: username, protocol: null, again: true }));
    setBusy(false);
    onRefused(told.ok ? null : told.refusal);
    if (!told.ok) return tab?.close();
    if (tab === null) return setBlockedUrl(told.value.url);
    tab.opener = null;
    tab.location.href = told.value.url;
  }
  return (
    <div className="flex flex-col gap-2">
      <Button
        variant="primary"
        data-autofocus
        className="w-full"
        icon={<KeyRound aria-hidden size={16} />}
        busy={busy}
        onClick={() => void open()}
      >
        {t('signIn.againWith', { provider: name })}
      </Button>
      {blockedUrl === null ? (
        <p className="text-sm text-ink-muted">{t('signIn.againWindow')}</p>
      ) : (
        <a href={blockedUrl} target="_blank" rel="noopener" className="text-sm font-medium text-accent hover:underline">
          {t('signIn.againBlocked', { provider: name })}
        </a>
      )}
    </div>
  );
}

async function goOn(client: MailClient): Promise<void> {
  if ((await client.resume()) === 'other-person') window.location.assign('/mail');
}
