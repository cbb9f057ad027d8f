'use client';

import { ChevronRight, Eye, EyeOff } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { type Refusal, t } from '#lib/client/index.ts';
import type { MailboxLoginRequest } from '#lib/contract/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { emptyServerFields, isPort, type ServerFields, toManualServers, withTls } from './server-fields.ts';

export type MailboxFormProps = {
  submitLabel: string;
  busyLabel: string;
  size?: 'medium' | 'large';
  /** an account that exists: its address cannot be changed, its servers stand in the fields */
  account?: { address: string; servers: ServerFields } | null;
  autoFocus?: boolean;
  /** @returns why it was refused, or null when it worked */
  onSubmit: (login: MailboxLoginRequest) => Promise<Refusal | null>;
  onCancel?: { label: string; run: () => void } | null;
};

type Wrong = Partial<Record<'address' | 'password' | 'imapHost' | 'imapPort' | 'smtpPort', string>>;

/** Address, password, and the servers behind a disclosure. Signing in, adding an account and changing one are the same form. */
export function MailboxForm({
  submitLabel,
  busyLabel,
  size = 'medium',
  account = null,
  autoFocus = false,
  onSubmit,
  onCancel = null,
}: MailboxFormProps) {
  const [address, setAddress] = useState(account?.address ?? '');
  const [password, setPassword] = useState('');
  const [servers, setServers] = useState(account?.servers ?? emptyServerFields);
  const [showsServers, setShowsServers] = useState(account !== null);
  const [showsPassword, setShowsPassword] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>({});
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const serversId = useId();
  const form = useRef<HTMLFormElement>(null);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const found = findWrong({ address, password, servers: showsServers ? servers : null });
    setWrong(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setBusy(true);
    setRefusal(null);
    const refused = await onSubmit({ address: address.trim(), password, servers: showsServers ? toManualServers(servers) : null });
    if (refused === null) return;
    setBusy(false);
    setRefusal(refused);
    // The tables do not know the provider: the way on is by hand.
    if (refused.kind === 'not-found') setShowsServers(true);
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate method="post" className="flex flex-col gap-4">
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      <TextField
        label={t('signIn.address')}
        type="email"
        name="username"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={t('signIn.addressHint')}
        autoFocus={autoFocus}
        value={address}
        readOnly={account !== null}
        error={wrong.address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <TextField
        label={t('signIn.password')}
        type={showsPassword ? 'text' : 'password'}
        name="password"
        autoComplete="current-password"
        value={password}
        error={wrong.password}
        onChange={(event) => setPassword(event.target.value)}
        trailing={
          <IconButton
            icon={showsPassword ? EyeOff : Eye}
            size="small"
            className="-mr-1.5"
            label={showsPassword ? t('signIn.hidePassword') : t('signIn.showPassword')}
            onClick={() => setShowsPassword(!showsPassword)}
          />
        }
      />
      <div>
        <button
          type="button"
          aria-expanded={showsServers}
          aria-controls={serversId}
          onClick={() => setShowsServers(!showsServers)}
          className="-ml-1 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 text-sm font-medium text-ink-muted hover:text-ink"
        >
          <ChevronRight aria-hidden size={14} className={classNames('transition-transform duration-100', showsServers && 'rotate-90')} />
          {t('signIn.servers')}
        </button>
        {showsServers ? <ServerSettings id={serversId} servers={servers} wrong={wrong} onChange={setServers} /> : null}
      </div>
      <div className={classNames('flex gap-2', size === 'large' ? 'flex-col' : 'justify-end')}>
        {onCancel === null ? null : (
          <Button variant="ghost" size={size} onClick={onCancel.run}>
            {onCancel.label}
          </Button>
        )}
        <Button type="submit" variant="primary" size={size} busy={busy} className={size === 'large' ? 'w-full' : ''}>
          {busy ? busyLabel : submitLabel}
        </Button>
      </div>
    </form>
  );
}

type ServerSettingsProps = { id: string; servers: ServerFields; wrong: Wrong; onChange: (servers: ServerFields) => void };

function ServerSettings({ id, servers, wrong, onChange }: ServerSettingsProps) {
  const set = (patch: Partial<ServerFields>) => onChange({ ...servers, ...patch });
  const plainText = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false } as const;
  return (
    <fieldset id={id} className="mt-2 flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-paper-sunken p-3">
      <legend className="sr-only">{t('signIn.servers')}</legend>
      <TextField
        label={t('signIn.login')}
        placeholder={t('signIn.loginHint')}
        {...plainText}
        value={servers.login}
        onChange={(event) => set({ login: event.target.value })}
      />
      <TextField
        label={t('signIn.imapHost')}
        placeholder="imap.example.org"
        inputMode="url"
        {...plainText}
        value={servers.imapHost}
        error={wrong.imapHost}
        onChange={(event) => set({ imapHost: event.target.value })}
      />
      <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-3">
        <TextField
          label={t('signIn.imapPort')}
          inputMode="numeric"
          {...plainText}
          value={servers.imapPort}
          error={wrong.imapPort}
          onChange={(event) => set({ imapPort: event.target.value })}
        />
        <TlsSelect label={t('signIn.imapTls')} value={servers.imapTls} onChange={(tls) => onChange(withTls(servers, 'imap', tls))} />
      </div>
      <TextField
        label={t('signIn.smtpHost')}
        placeholder={servers.imapHost === '' ? 'smtp.example.org' : t('signIn.smtpHint')}
        inputMode="url"
        {...plainText}
        value={servers.smtpHost}
        onChange={(event) => set({ smtpHost: event.target.value })}
      />
      <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-3">
        <TextField
          label={t('signIn.smtpPort')}
          inputMode="numeric"
          {...plainText}
          value={servers.smtpPort}
          error={wrong.smtpPort}
          onChange={(event) => set({ smtpPort: event.target.value })}
        />
        <TlsSelect label={t('signIn.smtpTls')} value={servers.smtpTls} onChange={(tls) => onChange(withTls(servers, 'smtp', tls))} />
      </div>
      {servers.imapTls === 'plain' || servers.smtpTls === 'plain' ? <Notice kind="warn">{t('signIn.plainWarning')}</Notice> : null}
    </fieldset>
  );
}

function TlsSelect({ label, value, onChange }: { label: string; value: TlsMode; onChange: (tls: TlsMode) => void }) {
  return (
    <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value as TlsMode)}>
      <option value="tls">{t('signIn.tls.tls')}</option>
      <option value="starttls">{t('signIn.tls.starttls')}</option>
      <option value="plain">{t('signIn.tls.plain')}</option>
    </SelectField>
  );
}

function findWrong({ address, password, servers }: { address: string; password: string; servers: ServerFields | null }): Wrong {
  const wrong: Wrong = {};
  if (address.trim().length < 3) wrong.address = t('signIn.missingAddress');
  if (password === '') wrong.password = t('signIn.missingPassword');
  if (servers !== null && (servers.smtpHost.trim() !== '' || servers.login.trim() !== '') && servers.imapHost.trim() === '')
    wrong.imapHost = t('signIn.missingHost');
  if (servers !== null && !isPort(servers.imapPort)) wrong.imapPort = t('signIn.badPort');
  if (servers !== null && !isPort(servers.smtpPort)) wrong.smtpPort = t('signIn.badPort');
  return wrong;
}
