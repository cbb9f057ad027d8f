import { type FormEvent, useCallback, useState } from 'react';
import { type Account, accountsApi, type Refusal, showToast, t } from '#lib/client/index.ts';
import type { Identity, IdentityOutgoing } from '#lib/contract/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { isPort, usualPorts } from '../sign-in/server-fields.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useTold } from './use-told.ts';

type Fields = { host: string; port: string; tls: TlsMode; login: string; password: string };
const noFields: Fields = { host: '', port: '465', tls: 'tls', login: '', password: '' };
const isComplete = ({ host, port, login, password }: Fields): boolean =>
  host.trim() !== '' && isPort(port) && login.trim() !== '' && password !== '';
const outgoingOf = ({ host, port, tls, login, password }: Fields): IdentityOutgoing => ({
  server: { host: host.trim(), port: Number(port), tls, login: login.trim() },
  password,
});

/** Through which server mail of one identity goes, and the way to another one. */
export function OutgoingServer({ account, identity }: { account: Account; identity: Identity }) {
  const { value, reload } = useTold(useCallback(() => accountsApi.identityServers(account.id), [account.id]));
  const [isOpen, setOpen] = useState(false);
  const own = value?.identities.find(({ id }) => id === identity.id)?.outgoing ?? null;
  if (value === null) return null;
  async function reset(): Promise<void> {
    const told = await accountsApi.setIdentityServer(account.id, identity.id, null);
    if (told.ok) await reload();
    else showToast({ kind: 'error', text: told.refusal.title, detail: told.refusal.detail });
  }
  return (
    <div>
      <p className="text-sm font-medium">{t('settings.outgoingOf')}</p>
      <p className="mt-0.5 mb-2 text-ink-muted">
        {own === null ? t('settings.outgoingUsual') : t('settings.outgoingOwn', { host: own.host, login: own.login })}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setOpen(true)}>{t(own === null ? 'settings.outgoingSet' : 'settings.outgoingChange')}</Button>
        {own === null ? null : <Button onClick={() => void reset()}>{t('settings.outgoingReset')}</Button>}
      </div>
      {isOpen ? (
        <ServerDialog
          account={account}
          identity={identity}
          first={own === null ? { ...noFields, login: identity.email } : { ...own, port: String(own.port), password: '' }}
          onClose={() => setOpen(false)}
          onSaved={() => {
            setOpen(false);
            void reload();
          }}
        />
      ) : null}
    </div>
  );
}

type ServerDialogProps = { account: Account; identity: Identity; first: Fields; onClose: () => void; onSaved: () => void };

function ServerDialog({ account, identity, first, onClose, onSaved }: ServerDialogProps) {
  const [fields, setFields] = useState(first);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!isComplete(fields)) return;
    setBusy(true);
    const told = await accountsApi.setIdentityServer(account.id, identity.id, outgoingOf(fields));
    setBusy(false);
    setRefusal(told.ok ? null : told.refusal);
    if (!told.ok) return;
    showToast({ kind: 'success', text: t('settings.outgoingSaved'), durationMs: 3_000 });
    onSaved();
  }
  return (
    <Dialog open size="small" title={t('settings.outgoingOf')} closeLabel={t('settings.cancel')} onClose={onClose}>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-4">
        <ServerInputs fields={fields} onChange={setFields} />
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        <div>
          <Button type="submit" variant="primary" busy={isBusy} disabled={!isComplete(fields)}>
            {t('settings.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ServerInputs({ fields, onChange }: { fields: Fields; onChange: (fields: Fields) => void }) {
  const set = (patch: Partial<Fields>) => onChange({ ...fields, ...patch });
  const plainText = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false } as const;
  return (
    <>
      <TextField
        label={t('settings.outgoingHost')}
        placeholder="smtp.example.org"
        inputMode="url"
        {...plainText}
        value={fields.host}
        onChange={(event) => set({ host: event.target.value })}
      />
      <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-3">
        <TextField
          label={t('settings.outgoingPort')}
          inputMode="numeric"
          {...plainText}
          value={fields.port}
          onChange={(event) => set({ port: event.target.value })}
        />
        <SelectField
          label={t('settings.outgoingTls')}
          value={fields.tls}
          onChange={(event) => {
            const tls = event.target.value === 'starttls' ? 'starttls' : 'tls';
            set({ tls, ...(fields.port === usualPorts.smtp[fields.tls] ? { port: usualPorts.smtp[tls] } : {}) });
          }}
        >
          <option value="tls">{t('signIn.tls.tls')}</option>
          <option value="starttls">{t('signIn.tls.starttls')}</option>
        </SelectField>
      </div>
      <TextField
        label={t('settings.outgoingLogin')}
        {...plainText}
        value={fields.login}
        onChange={(event) => set({ login: event.target.value })}
      />
      <TextField
        label={t('settings.outgoingPassword')}
        hint={t('settings.outgoingHint')}
        type="password"
        autoComplete="off"
        value={fields.password}
        onChange={(event) => set({ password: event.target.value })}
      />
    </>
  );
}

type AddressDialogProps = { account: Account; onClose: () => void; onAdded: (id: string) => void };

/** One more address to send from, through the account's server or one of its own. */
export function AddressDialog({ account, onClose, onAdded }: AddressDialogProps) {
  const [email, setEmail] = useState('');
  const [name, setName] = useState(account.cache.identities()?.[0]?.name ?? '');
  const [hasOwn, setHasOwn] = useState(false);
  const [fields, setFields] = useState(noFields);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const mayAdd = /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(email.trim()) && (!hasOwn || isComplete(fields));
  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!mayAdd) return;
    setBusy(true);
    const outgoing = hasOwn ? outgoingOf(fields) : null;
    const told = await accountsApi.addIdentity(account.id, { email: email.trim(), name: name.trim(), outgoing });
    if (told.ok) {
      const { list } = await account.client.call('Identity/get', { accountId: account.id, ids: null });
      account.cache.putIdentities(list);
      showToast({ kind: 'success', text: t('settings.addressAdded', { address: email.trim() }), durationMs: 4_000 });
      onAdded(told.value.id);
      return;
    }
    setBusy(false);
    setRefusal(told.refusal);
  }
  return (
    <Dialog open size="small" title={t('settings.addressTitle')} closeLabel={t('settings.cancel')} onClose={onClose}>
      <form onSubmit={(event) => void add(event)} className="flex flex-col gap-4">
        <p className="text-ink-muted">{t('settings.addressText')}</p>
        <TextField
          label={t('settings.newAddress')}
          type="email"
          autoComplete="off"
          maxLength={320}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label={t('settings.name')}
          autoComplete="name"
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Checkbox
          label={t('settings.ownServer')}
          checked={hasOwn}
          onChange={(event) => {
            setHasOwn(event.target.checked);
            if (fields.login === '') setFields({ ...fields, login: email.trim() });
          }}
        />
        {hasOwn ? <ServerInputs fields={fields} onChange={setFields} /> : null}
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        <div>
          <Button type="submit" variant="primary" busy={isBusy} disabled={!mayAdd}>
            {t('settings.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
