import type { CertificateName } from './certificates.ts';

/** What a test may ask of its servers. Every listener is on 127.0.0.1 and on a free port. */
export type MailServersOptions = {
  /** which certificate the servers show; `trusted` is signed by `caFile` for localhost, *.example.test and 127.0.0.1 */
  certificate?: CertificateName;
  /** false: no TLS anywhere, neither STARTTLS nor a wrapped port (the TLS ports are then 0) */
  tls?: boolean;
  /** false: no SMTP server, which saves its start when a test only reads (the SMTP ports are then 0) */
  smtp?: boolean;
  /** `native`: Dovecot's own list; `plain`: IMAP4rev1 with IDLE and little else; or the exact list to announce */
  imapCapabilities?: 'native' | 'plain' | readonly string[];
  /** largest message the SMTP server takes, default 64 MiB */
  messageSizeLimitBytes?: number;
  /** further lines for dovecot.conf */
  dovecotConfig?: string;
  /** further lines for main.cf, over ours */
  postfixConfig?: string;
  /** domain of the users, default example.test */
  domain?: string;
};

/** Everything a second process needs to use servers that another one started. Plain JSON. */
export type MailServersDescriptor = {
  /** the instance's own temporary folder: configuration, mail, logs (dovecot.log, postfix.log) */
  dir: string;
  /** PEM of the authority that signed the `trusted` certificate */
  caFile: string;
  domain: string;
  /** `port` speaks plain text with STARTTLS, `tlsPort` TLS from the first byte */
  imap: { host: string; port: number; tlsPort: number };
  pop3: { host: string; port: number; tlsPort: number };
  smtp: { host: string; starttlsPort: number; tlsPort: number };
  lmtp: { host: string; port: number };
  sieve: { host: string; port: number };
  /** who takes submissions: Postfix, or where that cannot run (not root, not installed) Dovecot's submission service */
  submission: 'postfix' | 'dovecot' | 'none';
  /** numeric owner of the mail on disk; doveadm runs as this user */
  owner: { uid: number; gid: number };
};

export type MailUser = { address: string; login: string; password: string };

export type MailServers = MailServersDescriptor & {
  /**
   * Makes a person with an empty mailbox (INBOX, Drafts, Sent, Junk, Trash, Archive).
   *
   * @param name  local part, or a whole address
   * @param options.locksMaildrop  a POP3 session has the maildrop to itself; others are told [IN-USE] after ten seconds
   * @param options.fields  further fields of Dovecot's passwd-file: `nologin=y`, `userdb_quota_rule=*:messages=1`
   */
  addUser(name: string, options?: { password?: string; locksMaildrop?: boolean; fields?: readonly string[] }): Promise<MailUser>;
  /** Like `addUser` with a name nobody else has, for tests that run beside each other. */
  newUser(prefix?: string): Promise<MailUser>;
  /** From the next login on the old password is refused. Open sessions live on. */
  setPassword(login: string, password: string): Promise<void>;
  removeUser(login: string): Promise<void>;
  /** Runs `doveadm` on this instance and gives its standard output; a failing command throws with what it said. */
  doveadm(args: readonly string[], options?: { input?: string | Buffer }): Promise<string>;
  /** Hands one raw message to Dovecot over LMTP, as a mail server would. Throws what the server answered when it refused. */
  deliver(to: MailUser | string, rawMessage: string | Buffer, options?: { from?: string }): Promise<void>;
  deliverMany(to: MailUser | string, rawMessages: Iterable<string | Buffer>, options?: { from?: string }): Promise<void>;
  /**
   * Fills a mailbox with generated mail over IMAP (MULTIAPPEND), several thousand messages a second. Creates the mailbox when missing.
   *
   * @returns what was written, in UID order, without the raw bytes
   */
  fillMailbox(
    user: MailUser,
    mailbox: string,
    count: number,
    options?: { seed?: number; bytes?: 'small' | 'realistic' },
  ): Promise<readonly { messageId: string; subject: string; receivedAtMs: number }[]>;
  /** Appends raw messages over IMAP, keeping flags and INTERNALDATE. */
  appendMany(
    user: MailUser,
    mailbox: string,
    messages: Iterable<{ raw: string | Buffer; flags?: readonly string[]; receivedAtMs?: number }>,
  ): Promise<void>;
};

/** The servers as the process sees them that started them. */
export type OwnMailServers = MailServers & {
  descriptor: MailServersDescriptor;
  /** Ends Dovecot: every connection breaks, new ones are refused. */
  stopIncoming(): Promise<void>;
  /** Starts Dovecot again on the same ports with the same mail. */
  startIncoming(): Promise<void>;
  /** The same for Postfix (nothing to do where Dovecot takes submissions). */
  stopOutgoing(): Promise<void>;
  startOutgoing(): Promise<void>;
  /** Ends everything and removes the folder. Happens by itself when this process dies, however it dies. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
