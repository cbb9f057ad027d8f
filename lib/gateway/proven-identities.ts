import { type ProviderTable, serversForAddress } from '#lib/discover/index.ts';
import type { SignInIdentity } from '#lib/store/index.ts';

/**
 * As what somebody with this address signs in: at the servers that the tables name for it, and nowhere else, since anybody can call a mailbox
 * on a server of their own so. Empty: no table knows the address.
 */
export function provenIdentitiesOf(address: string, tables: readonly ProviderTable[]): SignInIdentity[] {
  const discovery = serversForAddress(address, tables);
  if (discovery.outcome !== 'found' && discovery.outcome !== 'own-sign-in-only') return [];
  const servers =
    discovery.outcome === 'found' ? [discovery.servers.incoming, ...discovery.otherIncoming] : (discovery.tokens?.incoming ?? []);
  return servers.flatMap(({ protocol, host, port, login }) =>
    // where the user name is the local part, a provider may take the whole address as well (D5)
    [...new Set([login, address])].map((name) => ({ protocol, host, port, login: name })),
  );
}
