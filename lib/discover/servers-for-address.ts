import type { ProviderFacts, ProviderServerFacts } from '#lib/config/index.ts';
import type { AccountServers, ProviderHint, ProviderNeed } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { ProviderTable } from './provider-table.ts';
import { splitAddress } from './split-address.ts';

export type DiscoverySource = 'operator' | 'built-in' | 'proven' | 'pacc' | 'autoconfig' | 'srv' | 'mx' | 'database' | 'guess';

/** Servers that may take the tokens of an authorisation server (a key into `oauth` of the tables); whether they do, its entry there says. */
export type TokenRoad = {
  issuer: string;
  incoming: AccountServers['incoming'][];
  outgoing: AccountServers['outgoing'][];
  more: Pick<AccountServers, 'traits' | 'sieve'>;
};

/** What an address tells about its servers. Which step comes next is the caller's choice, so this is a union and nothing is thrown. */
export type Discovery =
  | {
      outcome: 'found';
      /** where it was found: a table, or what the domain publishes (D1) */
      source: DiscoverySource;
      provider: string;
      servers: AccountServers;
      /** further ways of the same provider, in its order of preference */
      otherIncoming: AccountServers['incoming'][];
      otherOutgoing: AccountServers['outgoing'][];
      needs: ProviderNeed[];
      helpUrl: string | null;
      /** null: the provider has no sign-in window of its own that a table knows */
      tokens: TokenRoad | null;
    }
  | {
      outcome: 'manual-needed';
      /** `unknown-domain`: no table has it; `login-unknown`: the user name cannot be told from the address; `plain-only`: the table knows no encrypted server */
      reason: 'unknown-domain' | 'login-unknown' | 'plain-only';
      provider: string | null;
      suggestion: { incoming: AccountServers['incoming']; outgoing: AccountServers['outgoing'] | null } | null;
    }
  | { outcome: 'own-sign-in-only'; source: DiscoverySource; provider: string; helpUrl: string | null; tokens: TokenRoad | null }
  | { outcome: 'no-mail-protocols'; provider: string }
  | { outcome: 'invalid-address' };

/**
 * Looks an address up in the tables, in their order; touches no network. The domain is compared in lower case as A-labels (IDNA).
 * Autoconfig, SRV and MX (D1) come after this and only when it ends in `manual-needed` with `unknown-domain`.
 */
export function serversForAddress(address: string, tables: readonly ProviderTable[]): Discovery {
  const parts = splitAddress(address);
  if (parts === null) return { outcome: 'invalid-address' };
  for (const table of tables) {
    const id = Object.hasOwn(table.domains, parts.domain) ? table.domains[parts.domain] : undefined;
    const provider = id === undefined ? undefined : table.providers[id];
    if (provider !== undefined) return fromProvider(provider, id ?? '', parts, table.byOperator ? 'operator' : 'built-in');
    if (Object.hasOwn(table.noMailProtocols, parts.domain))
      return { outcome: 'no-mail-protocols', provider: table.noMailProtocols[parts.domain] ?? '' };
  }
  return { outcome: 'manual-needed', reason: 'unknown-domain', provider: null, suggestion: null };
}

type AddressParts = { local: string; domain: string; whole: string };

/** @param source only an operator's word allows servers without encryption (V8) */
export function fromProvider(provider: ProviderFacts, id: string, parts: AddressParts, source: DiscoverySource): Discovery {
  const byOperator = source === 'operator';
  const name = provider.n ?? id;
  const helpUrl = provider.doc ?? null;
  const usable = (servers: ProviderServerFacts[]) => servers.filter((server) => server.a.some((way) => way !== 'oauth2'));
  const incoming = usable(provider.in).sort(byChoice);
  const outgoing = usable(provider.out).sort(byChoice);
  const tokens = tokenRoad(provider, parts);
  if (incoming.length === 0) return { outcome: 'own-sign-in-only', source, provider: name, helpUrl, tokens };
  const safe = (servers: ProviderServerFacts[]) => servers.filter((server) => byOperator || server.s !== 'plain');
  const bestIncoming = safe(incoming)[0] ?? incoming[0]!;
  const bestOutgoing = safe(outgoing)[0] ?? outgoing[0] ?? null;
  const suggestion = { incoming: toIncoming(bestIncoming, parts), outgoing: bestOutgoing === null ? null : toServer(bestOutgoing, parts) };
  if (safe(incoming).length === 0 || bestOutgoing === null || safe(outgoing).length === 0) {
    return { outcome: 'manual-needed', reason: 'plain-only', provider: name, suggestion };
  }
  if (bestIncoming.u === 'other' || bestOutgoing.u === 'other')
    return { outcome: 'manual-needed', reason: 'login-unknown', provider: name, suggestion };
  return {
    outcome: 'found',
    source,
    provider: name,
    servers: {
      incoming: suggestion.incoming,
      outgoing: toServer(bestOutgoing, parts),
      traits: provider.traits,
      ...sieveOf(provider, parts),
    },
    otherIncoming: safe(incoming)
      .slice(1)
      .map((server) => toIncoming(server, parts)),
    otherOutgoing: safe(outgoing)
      .slice(1)
      .map((server) => toServer(server, parts)),
    needs: provider.need,
    helpUrl,
    tokens,
  };
}

function tokenRoad(provider: ProviderFacts, parts: AddressParts): TokenRoad | null {
  if (provider.oauth == null) return null;
  const safe = (servers: ProviderServerFacts[]) => servers.filter(({ s, u, ro }) => s !== 'plain' && u !== 'other' && !ro).sort(byChoice);
  return {
    issuer: provider.oauth,
    incoming: safe(provider.in).map((server) => toIncoming(server, parts)),
    outgoing: safe(provider.out).map((server) => toServer(server, parts)),
    more: { traits: provider.traits, ...sieveOf(provider, parts) },
  };
}

const toIncoming = (server: ProviderServerFacts, parts: AddressParts): AccountServers['incoming'] => ({
  protocol: server.t === 'pop3' ? 'pop3' : 'imap',
  ...toServer(server, parts),
});

/** D5: IMAP before POP3, a read-only server last, implicit TLS before STARTTLS; else the provider's own order (sort is stable). */
function byChoice(one: ProviderServerFacts, other: ProviderServerFacts): number {
  const rank = (server: ProviderServerFacts) =>
    (server.t === 'pop3' ? 100 : 0) + (server.ro ? 10 : 0) + { tls: 0, starttls: 1, plain: 5 }[server.s];
  return rank(one) - rank(other);
}

/** The login there is the one that the incoming server takes in the end. */
function sieveOf({ sieve }: ProviderFacts, { domain }: AddressParts): Pick<AccountServers, 'sieve'> {
  if (sieve == null) return {};
  return { sieve: { host: sieve.h.replaceAll('%emaildomain%', domain).toLowerCase(), port: sieve.p, tls: sieve.s, login: '' } };
}

function toServer(server: ProviderServerFacts, { local, domain, whole }: AddressParts): AccountServers['outgoing'] {
  const login = { email: whole, local, 'local.domain': `${local}.${domain}`, other: '' }[server.u];
  // a server that wants no sign-in has no login
  return {
    host: server.h.replaceAll('%emaildomain%', domain).toLowerCase(),
    port: server.p,
    tls: server.s,
    login: server.a.every((way) => way === 'none') ? '' : login,
  };
}

/** What to tell beside a failed sign-in; null where no table knows the provider. */
export function providerHint(discovery: Discovery): ProviderHint | null {
  switch (discovery.outcome) {
    case 'found':
      return { name: discovery.provider, needs: discovery.needs, helpUrl: discovery.helpUrl };
    case 'own-sign-in-only':
      return { name: discovery.provider, needs: [], helpUrl: discovery.helpUrl };
    case 'manual-needed':
      return discovery.provider === null ? null : { name: discovery.provider, needs: [], helpUrl: null };
    case 'no-mail-protocols':
    case 'invalid-address':
      return null;
  }
}

/** The failure that ends a sign-in when the tables alone do not give servers; null when they do. Its code picks the plain words. */
export function discoveryError(discovery: Discovery): MailError | null {
  const provider = providerHint(discovery);
  switch (discovery.outcome) {
    case 'found':
      return null;
    case 'invalid-address':
      return new MailError('invalid', 'not a mail address', { stage: 'address', code: 'ADDRESS', permanent: true });
    case 'manual-needed': {
      const code = { 'unknown-domain': 'SETTINGS_UNKNOWN', 'login-unknown': 'SETTINGS_UNKNOWN', 'plain-only': 'PLAIN_ONLY' }[
        discovery.reason
      ];
      return new MailError('not-found', 'no servers known for this address', { stage: 'address', code, permanent: true, provider });
    }
    case 'own-sign-in-only':
      return new MailError('login-unavailable', 'the provider takes no passwords', {
        stage: 'address',
        code: 'OAUTH_ONLY',
        permanent: true,
        provider,
      });
    case 'no-mail-protocols': {
      const code = discovery.provider === 'protonmail' ? 'LOCAL_BRIDGE_ONLY' : 'NO_MAIL_PROTOCOLS';
      return new MailError('login-unavailable', 'the provider has no mail protocols', { stage: 'address', code, permanent: true });
    }
  }
}
