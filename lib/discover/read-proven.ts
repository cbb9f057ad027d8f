import { getDomain } from 'tldts';
import type { ProviderFacts } from '#lib/config/index.ts';
import type { AccountServers, ServerSettings } from '#lib/mail/index.ts';
import { checked } from './read-autoconfig.ts';
import { splitAddress } from './split-address.ts';

/** An account that signed in with these servers. */
export type ProvenAccount = { address: string; servers: AccountServers };

/**
 * What worked before for a domain (D1): the servers that most of its accounts here have signed in with. Only machines of the domain's own
 * owner count: anybody can give themselves an address of it, and name a server of their own for that. Of an account nothing goes on but host,
 * port, security and whether the user name is the whole address.
 *
 * @returns null where none of them says anything
 */
export function readProven(accounts: readonly ProvenAccount[], domain: string): ProviderFacts | null {
  const owner = getDomain(domain, { allowPrivateDomains: true });
  if (owner === null) return null;
  const of = (kind: string, given: (servers: AccountServers) => ServerSettings): string[] =>
    accounts.flatMap(({ address, servers }) => {
      const { host, port, tls, login } = given(servers);
      const protocol = kind === 'smtp' ? 'smtp' : servers.incoming.protocol;
      const parts = splitAddress(address);
      const name = login === parts?.whole ? 'email' : login === parts?.local ? 'local' : null;
      const isTheirs = getDomain(host, { allowPrivateDomains: true }) === owner;
      if (parts?.domain !== domain || name === null || !isTheirs || tls === 'plain' || protocol !== kind) return [];
      return [JSON.stringify({ t: kind, h: host.toLowerCase(), p: port, s: tls, u: name })];
    });
  const best = (kind: string, given: (servers: AccountServers) => ServerSettings): unknown[] => {
    const most = mostOf(of(kind, given));
    return most === null ? [] : [JSON.parse(most) as unknown];
  };
  const incoming = ({ incoming: server }: AccountServers) => server;
  return checked({ in: [...best('imap', incoming), ...best('pop3', incoming)], out: best('smtp', ({ outgoing }) => outgoing) });
}

/** The one that is there most often, of several the first. */
function mostOf(texts: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}
