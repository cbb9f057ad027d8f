import type { DoctorServer, ManualServers } from '#lib/contract/index.ts';
import type { TlsMode } from '#lib/mail/index.ts';

export type Protocol = 'imap' | 'pop3';

/** What stands in the fields of “Server settings”; ports as typed. */
export type ServerFields = {
  login: string;
  protocol: Protocol;
  incomingHost: string;
  incomingPort: string;
  incomingTls: TlsMode;
  /** sign in by APOP; counts for POP3 without encryption */
  apop: boolean;
  smtpHost: string;
  smtpPort: string;
  smtpTls: TlsMode;
};

export const emptyServerFields: ServerFields = {
  login: '',
  protocol: 'imap',
  incomingHost: '',
  incomingPort: '993',
  incomingTls: 'tls',
  apop: false,
  smtpHost: '',
  smtpPort: '465',
  smtpTls: 'tls',
};

/** The port that goes with a protocol and its protection (RFC 8314 §3.3, RFC 6409 §3.1). */
export const usualPorts: Record<Protocol | 'smtp', Record<TlsMode, string>> = {
  imap: { tls: '993', starttls: '143', plain: '143' },
  pop3: { tls: '995', starttls: '110', plain: '110' },
  smtp: { tls: '465', starttls: '587', plain: '25' },
};

/** Hosts that carry their protocol in their name. */
const usualHosts: Record<Protocol, { old: RegExp; prefix: string }> = {
  imap: { old: /^pop3?\.(?=.+\.)/i, prefix: 'imap.' },
  pop3: { old: /^imap4?\.(?=.+\.)/i, prefix: 'pop.' },
};

/** A port that is still the usual one follows protocol and protection, a host that is named after its protocol follows that; others stay. */
export function withIncoming(fields: ServerFields, patch: { protocol?: Protocol; incomingTls?: TlsMode }): ServerFields {
  const next = { ...fields, ...patch };
  const isUsual = fields.incomingPort === usualPorts[fields.protocol][fields.incomingTls];
  if (next.protocol !== fields.protocol) {
    const { old, prefix } = usualHosts[next.protocol];
    next.incomingHost = fields.incomingHost.trim().replace(old, prefix);
  }
  return { ...next, incomingPort: isUsual ? usualPorts[next.protocol][next.incomingTls] : fields.incomingPort };
}

export function withSmtpTls(fields: ServerFields, tls: TlsMode): ServerFields {
  return {
    ...fields,
    smtpTls: tls,
    smtpPort: fields.smtpPort === usualPorts.smtp[fields.smtpTls] ? usualPorts.smtp[tls] : fields.smtpPort,
  };
}

/** The fields for servers that the Doctor walked to, of the mailbox with that address. */
export function withServers(fields: ServerFields, address: string, servers: readonly DoctorServer[]): ServerFields {
  let next = fields;
  for (const { protocol, host, port, tls, login } of servers) {
    if (protocol === 'smtp') next = { ...next, smtpHost: host, smtpPort: String(port), smtpTls: tls };
    else
      next = {
        ...next,
        ...{ protocol, login: login === address ? '' : login },
        ...{ incomingHost: host, incomingPort: String(port), incomingTls: tls },
      };
  }
  return next;
}

/** APOP only where nothing else hides the password (P4). */
export const mayApop = ({ protocol, incomingTls }: ServerFields): boolean => protocol === 'pop3' && incomingTls === 'plain';

export const isPort = (text: string): boolean => /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;

/** The settings to send; null where no server to read from is named: then the address is looked up in the tables. */
export function toManualServers(fields: ServerFields): ManualServers | null {
  const host = fields.incomingHost.trim();
  if (host === '') return null;
  const login = fields.login.trim() === '' ? null : fields.login.trim();
  const { protocol, incomingPort, incomingTls, apop } = fields;
  return {
    incoming: { protocol, host, port: Number(incomingPort), tls: incomingTls, login, ...(apop && mayApop(fields) ? { apop } : {}) },
    outgoing: { host: fields.smtpHost.trim() || host, port: Number(fields.smtpPort), tls: fields.smtpTls, login },
  };
}
