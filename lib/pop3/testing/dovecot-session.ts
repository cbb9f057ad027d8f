import { readFileSync } from 'node:fs';
import type { MailServers, MailUser } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import type { Pop3ConnectOptions, Pop3Session } from '../api.ts';
import { connectPop3 } from '../connect-pop3.ts';
import { connectOptions } from './open-session.ts';

/** A session of a user of the real server, over STLS, or implicit TLS on `tlsPort`. */
export function openDovecotPop3(
  servers: MailServers,
  user: MailUser,
  more: Partial<Pop3ConnectOptions> & { tls?: 'tls' | 'starttls' } = {},
): Promise<Pop3Session> {
  const { tls = 'starttls', ...rest } = more;
  const options = connectOptions(tls === 'tls' ? servers.pop3.tlsPort : servers.pop3.port, { tls, login: user.login });
  return connectPop3({
    ...options,
    credential: { kind: 'password', password: new Secret(user.password) },
    tlsOptions: { ca: [readFileSync(servers.caFile, 'utf8')] },
    ...rest,
  });
}
