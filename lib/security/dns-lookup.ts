import { Resolver } from 'node:dns/promises';
import type { Lookup } from './egress-guard.ts';

const tries = { timeout: 3_000, tries: 2 };
/** No record of this kind, although the name may well have another kind. */
const emptyCodes = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * Looks names up at these servers instead of the system's (`POSTERN_DNS`, settled 21): IPv6 and IPv4 addresses together.
 *
 * @param servers `address` or `address:port`, as `dns.Resolver` takes them
 * @throws errors with the codes of the resolver (ENOTFOUND, ESERVFAIL, ETIMEOUT …) when neither kind of address was found
 */
export function lookupAt(servers: readonly string[]): Lookup {
  const resolver = new Resolver(tries);
  resolver.setServers([...servers]);
  return async (name) => {
    const [v6, v4] = await Promise.allSettled([resolver.resolve6(name), resolver.resolve4(name)]);
    const found = [
      ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
      ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
    ];
    if (found.length > 0) return found;
    const failures = [v4, v6].flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as NodeJS.ErrnoException] : []));
    const telling = failures.find((error) => !emptyCodes.has(error.code ?? '')) ?? failures[0];
    throw telling?.code === 'ENODATA' ? Object.assign(new Error('no address', { cause: telling }), { code: 'ENOTFOUND' }) : telling;
  };
}
