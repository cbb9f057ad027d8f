import { Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { ImapConnectSettings, ImapSession } from '../api.ts';
import { connectImap } from '../connect-imap.ts';

export const testPassword = 'correct-horse "7\\battery';

const quiet = { debug: () => {}, info: () => {}, warn: () => {} };

/** What a test says to reach a server on loopback; everything can be told otherwise. */
export function connectOptions(
  port: number,
  more: Partial<ImapConnectSettings> & { password?: Secret; tls?: TlsMode; login?: string; host?: string } = {},
): ImapConnectSettings & { password: Secret } {
  const { tls = 'plain', login = 'ana', host = '127.0.0.1', ...rest } = more;
  const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32', lookup: async () => [{ address: '127.0.0.1', family: 4 }] });
  return { servers: { host, port, tls, login }, password: new Secret(testPassword), guard, log: quiet, ...rest };
}

export const openTestSession = (port: number, more: Parameters<typeof connectOptions>[1] = {}): Promise<ImapSession> =>
  connectImap(connectOptions(port, more));
