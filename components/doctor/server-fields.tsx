import { t } from '#lib/client/index.ts';
import type { DoctorProtocol } from '#lib/contract/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';
import { isPort, usualPorts } from '../sign-in/server-fields.ts';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';

/** A server as it is typed; the port as text. */
export type TypedServer = { protocol: DoctorProtocol; tls: TlsMode; host: string; port: string };

export const emptyServer: TypedServer = { protocol: 'imap', tls: 'tls', host: '', port: '993' };

export const isServerWhole = ({ host, port }: TypedServer): boolean => host.trim() !== '' && isPort(port);

const plainText = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false } as const;

type ServerFieldsProps = { server: TypedServer; isWrong: boolean; onChange: (server: TypedServer) => void };

/** Kind, encryption, host and port of one server; another kind or encryption brings its usual port. */
export function ServerFields({ server, isWrong, onChange }: ServerFieldsProps) {
  const choose = (patch: Partial<Pick<TypedServer, 'protocol' | 'tls'>>) => {
    const { protocol, tls } = { ...server, ...patch };
    onChange({ ...server, protocol, tls, port: usualPorts[protocol][tls] });
  };
  const missing = (value: string) => (isWrong && value.trim() === '' ? t('doctor.missing') : undefined);
  return (
    <>
      <div className="grid gap-3 tablet:grid-cols-2">
        <SelectField
          label={t('doctor.protocol')}
          value={server.protocol}
          onChange={(event) => choose({ protocol: event.target.value as DoctorProtocol })}
        >
          {(['imap', 'pop3', 'smtp'] as const).map((protocol) => (
            <option key={protocol} value={protocol}>
              {t(`doctor.protocol.${protocol}`)}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('doctor.tls')} value={server.tls} onChange={(event) => choose({ tls: event.target.value as TlsMode })}>
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
          {...plainText}
          value={server.host}
          error={missing(server.host)}
          onChange={(event) => onChange({ ...server, host: event.target.value })}
        />
        <TextField
          label={t('doctor.port')}
          inputMode="numeric"
          {...plainText}
          value={server.port}
          error={missing(server.port)}
          onChange={(event) => onChange({ ...server, port: event.target.value })}
        />
      </div>
    </>
  );
}
