import { type FormEvent, useEffect, useState } from 'react';
import { accountsApi, t } from '#lib/client/index.ts';
import type { Account, DoctorRequest } from '#lib/contract/index.ts';
import { Choice } from '../settings/section.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { emptyServer, isServerWhole, ServerFields, type TypedServer } from './server-fields.tsx';

type What = 'account' | 'address' | 'server';
type Fields = { accountId: string; address: string; server: TypedServer; login: string; password: string };

const empty: Fields = { accountId: '', address: '', server: emptyServer, login: '', password: '' };
const noHelp = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false } as const;

/** The question as the gateway wants it; null while something is missing. */
export function requestOf(what: What, fields: Fields): DoctorRequest | null {
  const password = fields.password === '' ? null : fields.password;
  if (what === 'account') return fields.accountId === '' ? null : { accountId: fields.accountId };
  if (what === 'address') return fields.address.trim() === '' ? null : { address: fields.address.trim(), password };
  const { server } = fields;
  if (!isServerWhole(server)) return null;
  return { server: { ...server, host: server.host.trim(), port: Number(server.port) }, login: fields.login.trim(), password };
}

/** What shall be examined: an account, an address, or a server. An account named in the address bar is examined at once. */
export function QuestionForm({ isBusy, onAsk, onStop }: { isBusy: boolean; onAsk: (request: DoctorRequest) => void; onStop: () => void }) {
  const [what, setWhat] = useState<What>('account');
  const [fields, setFields] = useState<Fields>(empty);
  const [accounts, setAccounts] = useState<Account[] | null>(null);
  const [isWrong, setWrong] = useState(false);
  const set = (patch: Partial<Fields>) => setFields((before) => ({ ...before, ...patch }));

  // Once, when the page has come: the account of a failing health dot stands in the address.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it calls does not change what it means
  useEffect(() => {
    let isHere = true;
    void accountsApi.accounts().then((told) => {
      if (!isHere) return;
      if (!told.ok) return setWhat('address');
      setAccounts(told.value.accounts);
      const wanted = new URLSearchParams(window.location.search).get('account');
      const named = told.value.accounts.find(({ id }) => id === wanted);
      set({ accountId: (named ?? told.value.accounts[0])?.id ?? '' });
      if (told.value.accounts.length === 0) setWhat('address');
      if (named !== undefined) onAsk({ accountId: named.id });
    });
    return () => {
      isHere = false;
    };
  }, []);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const request = requestOf(what, fields);
    setWrong(request === null);
    if (request !== null) onAsk(request);
  }

  const isReady = useHydrated() && (what !== 'account' || fields.accountId !== '');
  const missing = (value: string) => (isWrong && value.trim() === '' ? t('doctor.missing') : undefined);
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Choice
        legend={t('doctor.what')}
        value={what}
        options={[
          { value: 'account', label: t('doctor.what.account') },
          { value: 'address', label: t('doctor.what.address') },
          { value: 'server', label: t('doctor.what.server') },
        ]}
        onChange={(value) => {
          setWhat(value);
          setWrong(false);
        }}
      />
      {what === 'account' && accounts?.length === 0 ? <p className="text-ink-muted">{t('doctor.noAccounts')}</p> : null}
      {what === 'account' && accounts?.length !== 0 ? (
        <SelectField label={t('doctor.account')} value={fields.accountId} onChange={(event) => set({ accountId: event.target.value })}>
          {(accounts ?? []).map(({ id, address, incoming }) => (
            <option key={id} value={id}>
              {address} · {incoming.host}
            </option>
          ))}
        </SelectField>
      ) : null}
      {what === 'address' ? (
        <TextField
          label={t('doctor.address')}
          type="email"
          placeholder="name@example.org"
          {...noHelp}
          value={fields.address}
          error={missing(fields.address)}
          onChange={(event) => set({ address: event.target.value })}
        />
      ) : null}
      {what === 'server' ? (
        <>
          <ServerFields server={fields.server} isWrong={isWrong} onChange={(server) => set({ server })} />
          <TextField label={t('doctor.login')} {...noHelp} value={fields.login} onChange={(event) => set({ login: event.target.value })} />
          {fields.server.tls === 'plain' ? <Notice kind="warn">{t('doctor.plainWarning')}</Notice> : null}
        </>
      ) : null}
      {what === 'account' ? null : (
        <TextField
          label={t('doctor.password')}
          type="password"
          autoComplete="off"
          hint={t('doctor.passwordHint')}
          value={fields.password}
          onChange={(event) => set({ password: event.target.value })}
        />
      )}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={isBusy} disabled={!isReady}>
          {isBusy ? t('doctor.working') : t('doctor.start')}
        </Button>
        {isBusy ? <Button onClick={onStop}>{t('doctor.stop')}</Button> : null}
      </div>
    </form>
  );
}
