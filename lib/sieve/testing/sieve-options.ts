import { Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { SieveConnectOptions } from '../api.ts';

export const testPassword = 'correct-horse "7\\battery';

/** What a test says to reach a ManageSieve server on loopback; everything can be told otherwise. */
export function sieveOptions(
  port: number,
  more: Partial<SieveConnectOptions> & { tls?: TlsMode; login?: string; host?: string; password?: string } = {},
): SieveConnectOptions {
  const { tls = 'starttls', login = 'ana', host = 'localhost', password = testPassword, ...rest } = more;
  return {
    server: { host, port, tls, login },
    credential: { kind: 'password', secret: new Secret(password) },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32', lookup: async () => [{ address: '127.0.0.1', family: 4 }] }),
    log: { debug: () => undefined },
    signal: new AbortController().signal,
    ...rest,
  };
}
