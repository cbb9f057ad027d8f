import { type FormEvent, useEffect, useState } from 'react';
import { accountsApi, t } from '#lib/client/index.ts';
import type { Account, DoctorProtocol, DoctorRequest } from '#lib/contract/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';
import { Choice } from '../settings/section.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';

type What = 'account' | 'address' | 'server';
type Fields = {
  accountId: string;
  address: string;
  host: string;
  port: string;
  protocol: DoctorProtocol;
  tls: TlsMode;
  login: string;
  password: string;
};

const usualPorts: Record<DoctorProtocol, Record<TlsMode, string>> = {
  imap: { tls: '993', starttls: '143', plain: '143' },
  pop3: { tls: '995', starttls: '110', plain: '110' },
  smtp: { tls: '465', starttls: '587', plain: '587' },
};
const empty: Fields = { accountId: '', address: '', host: '', port: '993', protocol: 'imap', tls: 'tls', login: '', password: '' };
const noHelp = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false } as const;

/** The question as the gateway wants it; null while something is missing. */
export function requestOf(what: What, fields: Fields): DoctorRequest | null {
  const password = fields.password === '' ? null : fields.password;
  if (what === 'account') return fields.accountId === '' ? null : { accountId: fields.accountId };
  if (what === 'address') return fields.address.trim() === '' ? null : { address: fields.address.trim(), password };
  const port = Number(fields.port);
  if (fields.host.trim() === '' || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  const { protocol, tls } = fields;
  return { server: { protocol, host: fields.host.trim(), port, tls }, login: fields.login.trim(), password };
}

/** What shall be examined: an account, an address, or a server. An account named in the address bar is examined at once. */
export function QuestionForm({ isBusy, onAsk, onStop }: { isBusy: boolean; onAsk: (request: DoctorRequest) => void; onStop: () => void }) {
  const [what, setWhat] = useState<What>('account');
  const [fields, setFields] = useState<Fields>(empty);
  const [accounts, setAccounts] = useState<Account[] | null>(null);
  const [isWrong, setWrong] = useState(false);
  const set = (patch: Partial<Fields>) => setFields((before) => ({ ...before, ...patch }));
  const choose = (patch: Partial<Pick<Fields, 'protocol' | 'tls'>>) => {
    const { protocol, tls } = { ...fields, ...patch };
    set({ ...patch, port: usualPorts[protocol][tls] });
  };

  // Once, when the page has come: the account of a failing health dot stands in the address.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it calls does not change what it means
  useEffect(() => {
    let isHere = true;
    void accountsApi.accounts().then((told) => {
      if (!isHere || !told.ok) return;
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
          <div className="grid gap-3 tablet:grid-cols-2">
            <SelectField
              label={t('doctor.protocol')}
              value={fields.protocol}
              onChange={(event) => choose({ protocol: event.target.value as DoctorProtocol })}
            >
              {(['imap', 'pop3', 'smtp'] as const).map((protocol) => (
                <option key={protocol} value={protocol}>
                  {t(`doctor.protocol.${protocol}`)}
                </option>
              ))}
            </SelectField>
            <SelectField label={t('doctor.tls')} value={fields.tls} onChange={(event) => choose({ tls: event.target.value as TlsMode })}>
              {(['tls', 'starttls', 'plain'] as const).map((tls) => (
                <option key={tls} value={tls}>
                  {t(`doctor.tls.${tls}`)}
                </option>
              ))}
            </SelectField>
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)_88px] gap-3">
            <TextField
              label={t('doctor.host')}
              placeholder="imap.example.org"
              inputMode="url"
              {...noHelp}
              value={fields.host}
              error={missing(fields.host)}
              onChange={(event) => set({ host: event.target.value })}
            />
            <TextField
              label={t('doctor.port')}
              inputMode="numeric"
              {...noHelp}
              value={fields.port}
              error={missing(fields.port)}
              onChange={(event) => set({ port: event.target.value })}
            />
          </div>
          <TextField label={t('doctor.login')} {...noHelp} value={fields.login} onChange={(event) => set({ login: event.target.value })} />
          {fields.tls === 'plain' ? <Notice kind="warn">{t('doctor.plainWarning')}</Notice> : null}
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
        <Button type="submit" variant="primary" busy={isBusy}>
          {isBusy ? t('doctor.working') : t('doctor.start')}
        </Button>
        {isBusy ? <Button onClick={onStop}>{t('doctor.stop')}</Button> : null}
      </div>
    </form>
  );
}
