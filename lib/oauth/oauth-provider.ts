import type { OAuthClient, OAuthFacts } from '#lib/config/index.ts';
import type { ServerSettings } from '#lib/mail/index.ts';

/** A mail provider's authorisation server, and our client there. */
export type OAuthProvider = {
  /** `google`, `microsoft` …: in variables, addresses and what is sealed */
  key: string;
  /** on the button: “Continue with …” */
  name: string;
  client: OAuthClient;
  facts: OAuthFacts;
};

/** Names and ways to withdraw a token of those whom the table of providers knows; it has neither. */
const builtIn: Readonly<Record<string, { key: string; name: string; revoke?: string }>> = {
  'accounts.google.com': { key: 'google', name: 'Google', revoke: 'https://oauth2.googleapis.com/revoke' },
  'login.microsoftonline.com': { key: 'microsoft', name: 'Microsoft' },
  'login.yahoo.com': { key: 'yahoo', name: 'Yahoo', revoke: 'https://api.login.yahoo.com/oauth2/revoke' },
  'login.aol.com': { key: 'aol', name: 'AOL', revoke: 'https://api.login.aol.com/oauth2/revoke' },
  'www.fastmail.com': { key: 'fastmail', name: 'Fastmail', revoke: 'https://api.fastmail.com/oauth/revoke' },
  'oauth.yandex.com': { key: 'yandex', name: 'Yandex', revoke: 'https://oauth.yandex.com/revoke_token' },
  'o2.mail.ru': { key: 'mailru', name: 'Mail.ru' },
  'comcast.net': { key: 'comcast', name: 'Comcast' },
};

/** Those for whom there can be a client here, once each, by the tables' order. */
export function knownClients(
  tables: readonly { oauth?: Readonly<Record<string, OAuthFacts>> | undefined }[],
): { key: string; name: string }[] {
  const names = new Map<string, string>();
  for (const table of tables) {
    for (const [issuer, given] of Object.entries(table.oauth ?? {})) {
      const key = given.key ?? builtIn[issuer]?.key;
      if (key !== undefined && !names.has(key)) names.set(key, given.name ?? builtIn[issuer]?.name ?? issuer);
    }
  }
  return [...names].map(([key, name]) => ({ key, name }));
}

export type OAuthProviders = {
  /** of a provider table's `oauth`; null: no client was configured for it */
  byIssuer(issuer: string): OAuthProvider | null;
  byKey(key: string): OAuthProvider | null;
  /** clients of the configuration that belong to no provider */
  readonly unknownKeys: readonly string[];
};

/**
 * The providers for which this installation has a client.
 *
 * @param tables the operator's before ours: the first that knows an issuer counts
 */
export function oauthProviders(
  tables: readonly { oauth?: Readonly<Record<string, OAuthFacts>> | undefined }[],
  clients: Readonly<Record<string, OAuthClient>>,
): OAuthProviders {
  const byIssuer = new Map<string, OAuthProvider>();
  const byKey = new Map<string, OAuthProvider>();
  for (const table of tables) {
    for (const [issuer, given] of Object.entries(table.oauth ?? {})) {
      const known = builtIn[issuer];
      const key = given.key ?? known?.key;
      const client = key === undefined ? undefined : clients[key];
      if (key === undefined || client === undefined || byIssuer.has(issuer)) continue;
      const facts = { ...given, revoke: given.revoke ?? known?.revoke ?? null };
      const provider = { key, name: given.name ?? known?.name ?? issuer, client, facts };
      byIssuer.set(issuer, provider);
      if (!byKey.has(key)) byKey.set(key, provider);
    }
  }
  return {
    byIssuer: (issuer) => byIssuer.get(issuer) ?? null,
    byKey: (key) => byKey.get(key) ?? null,
    unknownKeys: Object.keys(clients).filter((key) => !byKey.has(key)),
  };
}

/** Whether a mail server takes this provider's tokens: nobody else ever sees one (security.md §6). */
export function takesTokensOf({ facts }: OAuthProvider, { host, tls }: Pick<ServerSettings, 'host' | 'tls'>): boolean {
  const name = host.toLowerCase();
  return tls !== 'plain' && facts.hosts.some((each) => name === each || name.endsWith(`.${each}`));
}

/** The scopes for reading by one protocol and for sending; null: the provider does not let programs in that way. */
export function scopeFor({ facts: { scopes } }: OAuthProvider, protocol: 'imap' | 'pop3'): string | null {
  const incoming = scopes[protocol];
  if (incoming == null || scopes.smtp == null) return null;
  const words = [incoming, scopes.smtp, scopes.always].flatMap((each) => each?.split(' ') ?? []);
  return [...new Set(words.filter((word) => word !== ''))].join(' ');
}
