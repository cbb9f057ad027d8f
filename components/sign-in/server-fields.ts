import type { ManualServers } from '#lib/contract/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';

/** What stands in the fields of “Server settings”; ports as typed. */
export type ServerFields = {
  login: string;
  imapHost: string;
  imapPort: string;
  imapTls: TlsMode;
  smtpHost: string;
  smtpPort: string;
  smtpTls: TlsMode;
};

export const emptyServerFields: ServerFields = {
  login: '',
  imapHost: '',
  imapPort: '993',
  imapTls: 'tls',
  smtpHost: '',
  smtpPort: '465',
  smtpTls: 'tls',
};

const imapPorts: Record<TlsMode, string> = { tls: '993', starttls: '143', plain: '143' };
const smtpPorts: Record<TlsMode, string> = { tls: '465', starttls: '587', plain: '25' };

/** A port that is still the usual one follows the kind of protection; one that was typed stays. */
export function withTls(fields: ServerFields, which: 'imap' | 'smtp', tls: TlsMode): ServerFields {
  if (which === 'imap')
    return { ...fields, imapTls: tls, imapPort: fields.imapPort === imapPorts[fields.imapTls] ? imapPorts[tls] : fields.imapPort };
  return { ...fields, smtpTls: tls, smtpPort: fields.smtpPort === smtpPorts[fields.smtpTls] ? smtpPorts[tls] : fields.smtpPort };
}

export const isPort = (text: string): boolean => /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;

/** The settings to send; null where no IMAP server is named: then the address is looked up in the tables. */
export function toManualServers(fields: ServerFields): ManualServers | null {
  const host = fields.imapHost.trim();
  if (host === '') return null;
  const login = fields.login.trim() === '' ? null : fields.login.trim();
  return {
    incoming: { protocol: 'imap', host, port: Number(fields.imapPort), tls: fields.imapTls, login },
    outgoing: { host: fields.smtpHost.trim() || host, port: Number(fields.smtpPort), tls: fields.smtpTls, login },
  };
}
