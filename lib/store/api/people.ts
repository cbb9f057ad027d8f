import type { AccountId, AccountServers, PersonId } from '#lib/mail/index.ts';

/** A mailbox at its server; or (`oidc`) whom an identity provider names: `login` is issuer and subject, as JSON. */
export type SignInIdentity = { protocol: 'imap' | 'pop3' | 'oidc'; host: string; port: number; login: string };

export type AccountRow = {
  id: AccountId;
  personId: PersonId;
  /** mail address of the mailbox */
  address: string;
  /** shown name of the account */
  name: string;
  servers: AccountServers;
  createdAtMs: number;
  /** the mailbox is one of the embedded demo; erased at every start */
  isDemo: boolean;
};

export type SessionRow = {
  id: string;
  personId: PersonId;
  createdAtMs: number;
  lastSeenAtMs: number;
  expiresAtMs: number;
  userAgent: string | null;
};
export type AppPasswordRow = {
  id: string;
  personId: PersonId;
  name: string;
  scope: 'read' | 'write' | 'send';
  accountIds: AccountId[] | null;
  createdAtMs: number;
  lastUsedAtMs: number | null;
};

/** What somebody with whom an account is shared may do: look, or everything but what is the owner's alone. */
export type ShareAccess = 'read' | 'write';

/** An account is shared with a mail address, whether or not anybody has signed in with it. */
export type AccountShare = { id: string; address: string; access: ShareAccess; createdAtMs: number };

export interface PeopleStore {
  /** The person behind a sign-in identity (settled 1), or null. */
  personByIdentity(identity: SignInIdentity): Promise<PersonId | null>;
  /** Creates the person, the identity and the first account with its sealed credential in one transaction. Returns the existing ones when the identity is known (idempotent). */
  createPersonWithAccount(input: {
    identity: SignInIdentity;
    address: string;
    name: string;
    servers: AccountServers;
    isDemo: boolean;
    /** seals the credential for the ids just made (AAD = person + account); called inside the transaction's preparation */
    personId: PersonId;
    accountId: AccountId;
    sealedCredential: Uint8Array;
  }): Promise<{ personId: PersonId; accountId: AccountId; isNew: boolean }>;
  /** One more way in for a person, who is made where nobody has this id. @returns whose it is, also when somebody was quicker */
  addIdentity(identity: SignInIdentity, personId: PersonId): Promise<PersonId>;
  addAccount(input: { account: Omit<AccountRow, 'createdAtMs'>; sealedCredential: Uint8Array }): Promise<void>;
  /** Removes the account and all of its mail, intents and submissions here; nothing on the server. */
  removeAccount(accountId: AccountId): Promise<void>;
  updateAccount(accountId: AccountId, patch: { name?: string; servers?: AccountServers; sealedCredential?: Uint8Array }): Promise<void>;
  account(accountId: AccountId): Promise<AccountRow | null>;
  accountsOf(personId: PersonId): Promise<AccountRow[]>;
  allAccounts(): Promise<AccountRow[]>;
  /** Accounts with an address of this domain (lower case), the newest first, `most` at most; none of the demo. */
  accountsOfDomain(domain: string, most: number): Promise<AccountRow[]>;
  /** Other people's accounts that are shared with this person; `personId` is the owner's. */
  sharedWith(personId: PersonId): Promise<(AccountRow & { access: ShareAccess })[]>;
  /** Everybody whose account it is: the owner, and with whom it is shared. */
  peopleOf(accountId: AccountId): Promise<PersonId[]>;
  /**
   * Shares the account with whoever proves one of these sign-in identities; for an address that it is shared with already the access changes.
   *
   * @throws MailError 'too-many'
   */
  shareAccount(
    accountId: AccountId,
    input: { address: string; access: ShareAccess; identities: readonly SignInIdentity[] },
  ): Promise<AccountShare>;
  /** @returns false when there is no such share */
  unshareAccount(accountId: AccountId, shareId: string): Promise<boolean>;
  sharesOf(accountId: AccountId): Promise<AccountShare[]>;
  sealedCredential(accountId: AccountId, personId: PersonId): Promise<Uint8Array | null>;
  eraseDemo(): Promise<void>;

  createSession(input: {
    tokenHash: string;
    personId: PersonId;
    nowMs: number;
    expiresAtMs: number;
    userAgent: string | null;
  }): Promise<void>;
  /** Looks up and touches (at most once in `touchEveryMs`, a minute unless told) the session; null when unknown or expired. */
  sessionByHash(tokenHash: string, nowMs: number, touchEveryMs?: number): Promise<SessionRow | null>;
  sessionsOf(personId: PersonId): Promise<SessionRow[]>;
  revokeSession(personId: PersonId, sessionId: string): Promise<boolean>;
  revokeSessionByHash(tokenHash: string): Promise<void>;
  revokeAllSessions(personId: PersonId): Promise<void>;

  createAppPassword(input: Omit<AppPasswordRow, 'lastUsedAtMs'> & { secretHash: string }): Promise<void>;
  appPasswordByHash(secretHash: string, nowMs: number): Promise<AppPasswordRow | null>;
  appPasswordsOf(personId: PersonId): Promise<AppPasswordRow[]>;
  revokeAppPassword(personId: PersonId, id: string): Promise<boolean>;

  /** Free-form preferences of a person (undo seconds, theme …) as one JSON object. */
  preferences(personId: PersonId): Promise<Record<string, unknown>>;
  setPreferences(personId: PersonId, preferences: Record<string, unknown>): Promise<void>;
}
