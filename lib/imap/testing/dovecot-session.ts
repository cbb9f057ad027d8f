import { readFileSync } from 'node:fs';
import type { MailServers, MailUser } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import type { ImapConnectSettings, ImapSession } from '../api.ts';
import { connectImap } from '../connect-imap.ts';
import { connectOptions } from './open-session.ts';

/** A session of a user of the real server, over STARTTLS, or implicit TLS on `tlsPort`. */
export function openDovecot(
  servers: MailServers,
  user: MailUser,
  more: Partial<ImapConnectSettings> & { password?: Secret; tls?: 'tls' | 'starttls' } = {},
): Promise<ImapSession> {
  const { tls = 'starttls', ...rest } = more;
  const options = connectOptions(tls === 'tls' ? servers.imap.tlsPort : servers.imap.port, { tls, login: user.login });
  return connectImap({
    ...options,
    password: new Secret(user.password),
    tlsOptions: { ca: [readFileSync(servers.caFile, 'utf8')] },
    ...rest,
  });
}
