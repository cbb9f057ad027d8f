import type { Pop3Settings } from './pop3-settings.ts';

/** How a connection is protected. `plain` only after an explicit choice for that account (G5). */
export type TlsMode = 'tls' | 'starttls' | 'plain';

/** One server of an account. `login` is the user name there. */
export type ServerSettings = { host: string; port: number; tls: TlsMode; login: string };

/**
 * Behaviour hints of a provider: `savesSent` = the provider files its own Sent copy; `imapLimit` = connections it allows for all clients together;
 * `shownMost` = it shows only so many of the newest messages of a mailbox (I23).
 */
export type ProviderTraits = { savesSent?: boolean; labels?: boolean; imapLimit?: number; popRecent?: boolean; shownMost?: number };

export type AccountServers = {
  incoming: ServerSettings & { protocol: 'imap' | 'pop3' };
  outgoing: ServerSettings;
  /** where ManageSieve is asked for, an empty `login` being the incoming one; absent: at the incoming host, port 4190 (RFC 5804 §1.8) */
  sieve?: ServerSettings;
  traits: ProviderTraits;
  /** of a POP3 account; absent: every message stays on the server, a look every 10 minutes */
  pop3?: Pop3Settings;
};
