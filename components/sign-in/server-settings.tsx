import { t } from '#lib/client/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { mayApop, type Protocol, type ServerFields, withIncoming, withSmtpTls } from './server-fields.ts';

export type WrongServers = Partial<Record<'incomingHost' | 'incomingPort' | 'smtpPort', string>>;

type ServerSettingsProps = {
  id: string;
  servers: ServerFields;
  wrong: WrongServers;
  /** by which the account was read so far; null: it is a new one */
  before: Protocol | null;
  onChange: (servers: ServerFields) => void;
};

/** Servers by hand: protocol, host, port and protection for reading and for sending. */
export function ServerSettings({ id, servers, wrong, before, onChange }: ServerSettingsProps) {
  const set = (patch: Partial<ServerFields>) => onChange({ ...servers, ...patch });
  const plainText = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false } as const;
  const words = { protocol: t(`signIn.protocol.${servers.protocol}`) };
  return (
    <fieldset id={id} className="mt-2 flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-paper-sunken p-3">
      <legend className="sr-only">{t('signIn.servers')}</legend>
      <SelectField
        label={t('signIn.protocol')}
        hint={t(`signIn.protocolHint.${servers.protocol}`)}
        value={servers.protocol}
        onChange={(event) => onChange(withIncoming(servers, { protocol: event.target.value as Protocol }))}
      >
        <option value="imap">{t('signIn.protocol.imap')}</option>
        {/* the other way round its folders would stay behind */}
        {before === 'imap' ? null : <option value="pop3">{t('signIn.protocol.pop3')}</option>}
      </SelectField>
      {before === 'pop3' && servers.protocol === 'imap' ? <Notice kind="info">{t('settings.pop3.toImapText')}</Notice> : null}
      <TextField
        label={t('signIn.login')}
        placeholder={t('signIn.loginHint')}
        {...plainText}
        value={servers.login}
        onChange={(event) => set({ login: event.target.value })}
      />
      <TextField
        label={t('signIn.incomingHost', words)}
        placeholder={servers.protocol === 'imap' ? 'imap.example.org' : 'pop.example.org'}
        inputMode="url"
        {...plainText}
        value={servers.incomingHost}
        error={wrong.incomingHost}
        onChange={(event) => set({ incomingHost: event.target.value })}
      />
      <div className="grid grid-cols-[88px_minmax(0,1fr)] gap-3">
        <TextField
          label={t('signIn.incomingPort', words)}
          inputMode="numeric"
          {...plainText}
          value={servers.incomingPort}
          error={wrong.incomingPort}
          onChange={(event) => set({ incomingPort: event.target.value })}
        />
        <TlsSelect
          label={t('signIn.incomingTls', words)}
          value={servers.incomingTls}
          onChange={(incomingTls) => onChange(withIncoming(servers, { incomingTls }))}
        />
      </div>
      {mayApop(servers) ? (
        <Checkbox label={t('signIn.apop')} checked={servers.apop} onChange={(event) => set({ apop: event.target.checked })} />
      ) : null}
      <TextField
        label={t('signIn.smtpHost')}
        placeholder={servers.incomingHost === '' ? 'smtp.example.org' : t('signIn.smtpHint', words)}
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
        <TlsSelect label={t('signIn.smtpTls')} value={servers.smtpTls} onChange={(tls) => onChange(withSmtpTls(servers, tls))} />
      </div>
      {servers.incomingTls === 'plain' || servers.smtpTls === 'plain' ? <Notice kind="warn">{t('signIn.plainWarning')}</Notice> : null}
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
