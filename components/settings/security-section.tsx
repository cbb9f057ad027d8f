'use client';

import { Copy, KeyRound, Monitor, Plus, Smartphone } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { accountsApi, locale, mailClient, type Refusal, showToast, t } from '#lib/client/index.ts';
import type { AppPassword, SignInSession } from '#lib/contract/index.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { browserName } from './browser-name.ts';
import { Section } from './section.tsx';
import { useTold } from './use-told.ts';

/** Who is signed in where, and the passwords of other programs. */
export function SecuritySection() {
  return (
    <Section id="security" title={t('settings.security')}>
      <Sessions />
      <AppPasswords />
    </Section>
  );
}

const accessScopes: readonly AppPassword['scope'][] = ['read', 'write', 'send'];
const when = (ms: number): string => new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);

function Sessions() {
  const { value, refusal, reload } = useTold(accountsApi.sessions);
  const [asks, setAsks] = useState(false);
  async function end(session: SignInSession): Promise<void> {
    const told = await accountsApi.endSession(session.id);
    if (told.ok) await reload();
    else showToast({ kind: 'error', text: told.refusal.title });
  }
  async function endAll(): Promise<void> {
    const told = await accountsApi.endAllSessions();
    if (told.ok) window.location.assign('/sign-in');
    else showToast({ kind: 'error', text: told.refusal.title });
  }
  return (
    <div>
      <h3 className="text-sm font-medium">{t('settings.sessions')}</h3>
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {value === null && refusal === null ? <Skeleton className="mt-2 h-14 w-full" /> : null}
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
        {value?.sessions.map((session) => {
          const name = browserName(session.userAgent) ?? t('settings.unknownBrowser');
          const Icon = /Mobile|Android|iPhone/.test(session.userAgent ?? '') ? Smartphone : Monitor;
          return (
            <li key={session.id} className="flex items-center gap-3 px-4 py-3">
              <Icon aria-hidden size={18} strokeWidth={1.5} className="shrink-0 text-ink-muted" />
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2">
                  <span className="truncate font-medium">{name}</span>
                  {session.isCurrent ? (
                    <span className="rounded-sm bg-ok-soft px-1.5 text-xs font-medium text-ok">{t('settings.thisSession')}</span>
                  ) : null}
                </p>
                <p className="text-sm text-ink-muted">
                  {t('settings.lastSeen', { when: when(session.lastSeenAtMs) })} ·{' '}
                  {t('settings.since', { when: when(session.createdAtMs) })}
                </p>
              </div>
              {session.isCurrent ? null : (
                <Button size="small" aria-label={t('settings.endSessionOf', { name })} onClick={() => void end(session)}>
                  {t('settings.endSession')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <Button size="small" variant="ghost" className="mt-2 text-danger!" onClick={() => setAsks(true)}>
        {t('settings.endAll')}
      </Button>
      <Dialog
        open={asks}
        size="small"
        title={t('settings.endAllTitle')}
        closeLabel={t('settings.cancel')}
        onClose={() => setAsks(false)}
        actions={
          <>
            <Button onClick={() => setAsks(false)}>{t('settings.cancel')}</Button>
            <Button variant="danger" onClick={() => void endAll()}>
              {t('settings.endAll')}
            </Button>
          </>
        }
      >
        {t('settings.endAllText')}
      </Dialog>
    </div>
  );
}

function AppPasswords() {
  const { value, refusal, reload } = useTold(accountsApi.appPasswords);
  const [isNew, setNew] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  async function revoke(one: AppPassword): Promise<void> {
    const told = await accountsApi.revokeAppPassword(one.id);
    showToast(told.ok ? { text: t('settings.revoked', { name: one.name }) } : { kind: 'error', text: told.refusal.title });
    await reload();
  }
  return (
    <div>
      <h3 className="text-sm font-medium">{t('settings.appPasswords')}</h3>
      <p className="text-sm text-ink-muted">{t('settings.appPasswordsHint')}</p>
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      {value?.appPasswords.length === 0 ? <p className="mt-2 text-sm text-ink-muted">{t('settings.noAppPasswords')}</p> : null}
      {value !== null && value.appPasswords.length > 0 ? (
        <ul className="mt-2 divide-y divide-line rounded-lg border border-line">
          {value.appPasswords.map((one) => (
            <li key={one.id} className="flex items-center gap-3 px-4 py-3">
              <KeyRound aria-hidden size={18} strokeWidth={1.5} className="shrink-0 text-ink-muted" />
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{one.name}</p>
                <p className="text-sm text-ink-muted">
                  {t(`settings.scope.${one.scope}`)} ·{' '}
                  {one.lastUsedAtMs === null ? t('settings.neverUsed') : t('settings.lastUsed', { when: when(one.lastUsedAtMs) })}
                </p>
              </div>
              <Button size="small" aria-label={t('settings.revokeNamed', { name: one.name })} onClick={() => void revoke(one)}>
                {t('settings.revoke')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <Button size="small" className="mt-3" icon={<Plus aria-hidden size={15} />} onClick={() => setNew(true)}>
        {t('settings.newAppPassword')}
      </Button>
      {isNew ? (
        <NewAppPassword
          onClose={() => setNew(false)}
          onMade={(password) => {
            setNew(false);
            setSecret(password);
            void reload();
          }}
        />
      ) : null}
      {secret === null ? null : <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

function NewAppPassword({ onClose, onMade }: { onClose: () => void; onMade: (password: string) => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<AppPassword['scope']>('send');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  async function make(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (name.trim() === '') return;
    setBusy(true);
    const told = await accountsApi.makeAppPassword({ name: name.trim(), scope });
    setBusy(false);
    if (told.ok) onMade(told.value.password);
    else setRefusal(told.refusal);
  }
  return (
    <Dialog open size="small" title={t('settings.newAppPassword')} closeLabel={t('settings.close')} onClose={onClose}>
      <form onSubmit={(event) => void make(event)} className="flex flex-col gap-4">
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        <TextField
          label={t('settings.appName')}
          placeholder={t('settings.appNameHint')}
          autoFocus
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label={t('settings.appScope')}
          value={scope}
          onChange={(event) => setScope(accessScopes.find((one) => one === event.target.value) ?? 'send')}
        >
          {accessScopes.map((one) => (
            <option key={one} value={one}>
              {t(`settings.scope.${one}`)}
            </option>
          ))}
        </SelectField>
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={onClose}>
            {t('settings.cancel')}
          </Button>
          <Button type="submit" variant="primary" busy={busy} disabled={name.trim() === ''}>
            {t('settings.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const state = useValue(mailClient().state);
  const username = state.kind === 'ready' ? state.username : '';
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(secret);
    showToast({ text: t('settings.copied'), durationMs: 2_000 });
  }
  return (
    <Dialog
      open
      size="small"
      title={t('settings.appSecretTitle')}
      closeLabel={t('settings.close')}
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t('settings.done')}
        </Button>
      }
    >
      <p>{t('settings.appSecretText', { username })}</p>
      <div className="mt-3 flex items-center gap-2 rounded-md border border-line bg-paper-sunken py-1.5 pe-1.5 ps-3">
        <code className="min-w-0 flex-1 font-mono break-all select-all">{secret}</code>
        <Button size="small" icon={<Copy aria-hidden size={14} />} onClick={() => void copy()}>
          {t('settings.copy')}
        </Button>
      </div>
    </Dialog>
  );
}
