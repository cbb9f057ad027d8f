import type { AdministratorName } from './administrators.ts';
import type { Limits } from './limits.ts';
import type { NetworkRule } from './network-rule.ts';
import type { OAuthClient, OidcSettings } from './oauth-clients.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where the master key comes from. The octets stay behind a function so that printing the configuration shows no key. */
export type KeySource = { from: 'environment'; reveal: () => readonly Uint8Array[] } | { from: 'file'; path: string };

/** The whole configuration, checked and frozen. Paths are absolute, the public URL is an origin without a slash at its end. */
export type Config = {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  /** https or localhost: cookies are `__Host-` and `Secure` (settled 12) */
  readonly secureCookies: boolean;
  readonly dataFolder: string;
  readonly key: KeySource;
  readonly providersFile: string | null;
  readonly allowNetworks: readonly NetworkRule[];
  /** lower case, A-labels; null lets every domain in */
  readonly loginDomains: readonly string[] | null;
  /** who may change what holds for everybody here; none: nobody */
  readonly administrators: readonly AdministratorName[];
  /** whether an online database of mail servers is asked; null: as an administrator says, else not */
  readonly onlineDatabase: boolean | null;
  readonly demo: boolean;
  /** origins of other pages that may use JMAP from a browser, as browsers write them */
  readonly corsOrigins: readonly string[];
  /** HTTP Basic takes the password of a mailbox; else app passwords only */
  readonly basicPasswords: boolean;
  readonly trustedProxies: readonly NetworkRule[];
  readonly limits: Limits;
  /** resolvers as `address` or `address:port`; null means the system's */
  readonly dnsServers: readonly string[] | null;
  /** by the key of the provider: `google`, `microsoft` … or one of the operator's table */
  readonly oauthClients: Readonly<Record<string, OAuthClient>>;
  /** null: people sign in with their mailboxes only */
  readonly oidc: OidcSettings | null;
  readonly logLevel: LogLevel;
  /** variables that look like ours and are not; said at start, never fatal */
  readonly unknownVariables: readonly string[];
};
