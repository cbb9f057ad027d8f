import type { DoctorEvent, WireLogPage } from '#lib/contract/index.ts';
import type { Discovered, Discovery } from '#lib/discover/index.ts';
import type {
  AccountId,
  BlobId,
  EmailId,
  IdentityId,
  Keyword,
  MailboxId,
  MailError,
  MailErrorKind,
  MailFilter,
  MessagePart,
  OutgoingOffer,
  PersonId,
  Pop3Settings,
  Secret,
  ServerSettings,
  SubmissionId,
  ThreadId,
  ThreadRule,
  TlsMode,
  Vacation,
} from '#lib/mail/index.ts';
import type {
  AccountRow,
  AccountShare,
  ContactStore,
  Outcome,
  PushSubscriptionRow,
  SendingDecision,
  ShareAccess,
  Store,
  SubmissionRecord,
  TemplateStore,
  ToldType,
  WindowPlace,
} from '#lib/store/index.ts';
import type { AskedRange, ByteRange } from './byte-range.ts';
import type { Consoles } from './consoles.ts';
import type { DoctorQuestion } from './doctor-rounds.ts';
import type { HouseSettingsDoor } from './house-settings-door.ts';
import type { NewIdentity, OutgoingLogin } from './identity-servers.ts';
import type { ThreadTree } from './thread-tree-of.ts';

/** What a request may do: an app password narrows it (settled 1), a cookie session or mailbox password does not. */
export type AccessScope = 'read' | 'write' | 'send';

/** How someone wants to reach a mailbox: servers null = look the address up in the tables. */
export type MailboxLogin = {
  address: string;
  /** shown name of the account; absent: its address */
  name?: string;
  password: Secret;
  servers: {
    incoming: { protocol: 'imap' | 'pop3'; host: string; port: number; tls: TlsMode; login: string | null; apop?: boolean | undefined };
    outgoing: { host: string; port: number; tls: TlsMode; login: string | null } | null;
    /** absent: at the incoming host, port 4190 */
    sieve?: { host: string; port: number; tls: TlsMode; login: string | null } | null;
  } | null;
  /** which way of a provider that has both; absent or null: its best one */
  protocol?: 'imap' | 'pop3' | null;
  /** this login comes from the demo button: its servers are the embedded ones */
  isDemo?: boolean;
};

/** A login before its password counts: where it would lead. */
export type LoginRoads = Omit<MailboxLogin, 'password'>;

/** StateChange types whose states are kept here and not in the store: of our own capabilities, `Quota` (RFC 9425), and `VacationResponse`. */
export type OwnPushType = 'MailboxProgress' | 'AccountHealth' | 'ServerSearch' | 'Tag' | 'BulkAct' | 'Quota' | 'VacationResponse';

/** One resource of a quota root of the mail server; STORAGE in 1,024 octets (RFC 9208 §5). */
export type AccountQuota = { root: string; resource: string; used: number; limit: number };
/** All quotas of an account as they were in a state. */
export type QuotaState = { state: string; quotas: readonly AccountQuota[] };
/** What belongs to a person and to none of their mail accounts, told of under an account of its own. */
export type PersonPushType = 'ContactCard' | 'Template';
export type PushType = ToldType | OwnPushType | PersonPushType;

/** `personId`: the event is about what is this person's alone. */
export type PushEvent = { accountId: AccountId; personId?: PersonId; states: Partial<Record<PushType, string>> };

/** A person's address book and templates; `accountId` is that of the account which holds it, beside the mail accounts. */
export type ContactsOfPerson = {
  readonly accountId: AccountId;
  readonly personId: PersonId;
  readonly store: ContactStore;
  readonly templates: TemplateStore;
  /** Tells whoever listens. */
  changed(type: PersonPushType, state: string): void;
};

/** A term of a search that the index may not answer completely, and the mailbox outside of which it need not hold; `key` names both. */
export type ServerSearchTerm = { key: string; term: MailFilter; mailboxId: MailboxId | null };

/** A search on the server that goes on mailbox by mailbox (J16, I34). It is the same object as long as it runs. */
export type ServerSearch = {
  readonly id: string;
  readonly terms: readonly ServerSearchTerm[];
  /** mailboxes to be searched, known soon after the beginning */
  folders: number;
  searched: number;
  isDone: boolean;
  /** why some of it, or the rest, was not searched */
  error: MailError | null;
  /** found so far, by the key of the term */
  readonly hits: ReadonlyMap<string, ReadonlySet<EmailId>>;
  /** of these, what the index did not find when the search began */
  readonly news: ReadonlySet<EmailId>;
};

export type MailboxProgress = {
  mailboxId: MailboxId;
  /** EXISTS as last seen */
  serverMessages: number;
  /** header rows committed, and Threads of them */
  indexed: number;
  threads: number;
  /** parts fetched out of turn, newest first; none once the mailbox is filled */
  windows: Omit<WindowPlace, 'mailboxId'>[];
};

/** What came of removing the messages marked `\Deleted`; not done: another number is marked by now, and nothing went. */
export type Compaction = { isDone: boolean; deletedCount: number };

export type AccountHealth = {
  /** ok = synced and watching; syncing = first fill or a pass runs; retrying = lost, comes back by itself; needs-you = password, certificate … */
  state: 'starting' | 'ok' | 'syncing' | 'retrying' | 'needs-you';
  lastSyncAtMs: number | null;
  /** when the next try happens, while retrying */
  retryAtMs: number | null;
  /** intents that still wait to be carried; submissions say their own state */
  pending: number;
  /** messages that the server has and the index has not yet */
  toFetch: number;
  /** messages whose text is still to be indexed */
  toIndex: number;
  /** open connections to the mail server */
  connections: number;
  error: { kind: MailErrorKind; stage: string | null; code: string | null; serverText: string | null; host: string | null } | null;
  /** only of a POP3 account */
  pop3: MaildropHealth | null;
};

/** What a person is told of a maildrop. */
export type MaildropHealth = {
  /** days after which the server removes messages by itself (RFC 2449 §6.7); `never`: it does not; null: not said */
  expireDays: number | 'never' | null;
  /** the server wants to be left alone so long */
  loginDelaySeconds: number | null;
  nextCheckAtMs: number | null;
  /** messages of which only the header is here, and those of them whose server has the rest no more */
  headersOnly: number;
  lost: number;
};

/** How someone came in, and how far that goes. */
export type Access = {
  scope: AccessScope;
  /** null = all accounts of the person, those that others shared too */
  accountIds: AccountId[] | null;
  /**
   * Names what was proven: `s:` and a session's id, `w:` and an app password's, `m:` and the account whose own password it was. What must go
   * with it (RFC 8620 §7.2) is kept under this name.
   */
  credential: string;
  /** absent: our own process */
  by?: 'cookie' | 'mailbox-password' | 'app-password';
};

export type NewPushSubscription = Pick<PushSubscriptionRow, 'deviceClientId' | 'url' | 'keys' | 'expiresAtMs' | 'types'>;

/** The push subscriptions that were made with the credential of this request (RFC 8620 §7.2). */
export interface PushSubscriptions {
  list(): Promise<PushSubscriptionRow[]>;
  /** how many the person has, by whatever credential */
  count(): Promise<number>;
  /** public key that pushes are signed with (RFC 9749) */
  readonly serverKey: string;
  /** the credential ends by itself, and its subscriptions with it */
  readonly isTimed: boolean;
  /** Sends the verification code at once. Null: too many were made of late. */
  create(given: NewPushSubscription): Promise<PushSubscriptionRow | null>;
  update(id: string, patch: Partial<Pick<PushSubscriptionRow, 'isVerified' | 'expiresAtMs' | 'types'>>): Promise<void>;
  destroy(ids: readonly string[]): Promise<void>;
}

/** Another way into the server that an account has already. */
export type Door = { side: 'incoming' | 'outgoing'; port: number; tls: 'tls' | 'starttls' };

/** What a person goes to a provider's sign-in window for (`again`: another tab waits for it): the mailbox of an address, or an account of their own that has to be let in again. */
export type OAuthWish =
  | { purpose: 'sign-in'; address: string; protocol: 'imap' | 'pop3' | null; again?: boolean }
  | { purpose: 'add'; personId: PersonId; address: string; protocol: 'imap' | 'pop3' | null }
  | { purpose: 'renew'; personId: PersonId; accountId: AccountId };

/** The browser as it comes back from there. `binding` is what `begin` gave for its cookie; `personId` who is signed in in it. */
export type OAuthReturn = { provider: string; query: URLSearchParams; binding: string | null; personId: PersonId | null };
export type OAuthOutcome = { purpose: OAuthWish['purpose']; again?: boolean; personId: PersonId; accountId: AccountId };

/** Mailboxes that are opened through the sign-in window of their provider (D6). */
export interface OAuthDoor {
  /**
   * @param binding what an earlier visit of this browser was bound by
   * @returns where the browser goes, and what binds the visit to it; @throws MailError 'not-found' (OAUTH_ONLY: no client for it)
   */
  begin(wish: OAuthWish, binding: string | null, signal: AbortSignal): Promise<{ url: string; binding: string }>;
  /**
   * Proves the mailbox with the tokens, and keeps them.
   * @throws MailError 'login-refused' (OAUTH_LOST, CONSENT_DENIED, OAUTH_OTHER_MAILBOX …), and as `Gateway.signIn`
   */
  finish(back: OAuthReturn, signal: AbortSignal): Promise<OAuthOutcome>;
  /** Through which provider's window an account signs in; null: with a password. */
  usedBy(account: AccountRow): Promise<{ provider: string; name: string } | null>;
  /** What may be offered for what was found of an address. */
  offerFor(discovery: Discovery): { provider: string; name: string } | null;
}

/** People who sign in at the house's own identity provider. */
export interface HouseDoor {
  /** on the button */
  readonly name: string;
  /** @param again another tab waits for it; @param binding as at `OAuthDoor.begin`; @throws MailError 'network', 'protocol' … */
  begin(binding: string | null, signal: AbortSignal, again?: boolean): Promise<{ url: string; binding: string }>;
  /** The person, made on first sight; `again` as at the beginning. @throws MailError 'login-refused' (OAUTH_LOST, CONSENT_DENIED), 'protocol' … */
  finish(back: Pick<OAuthReturn, 'query' | 'binding'>, signal: AbortSignal): Promise<{ personId: PersonId; again: boolean }>;
}

export interface Gateway {
  readonly houseSettings: HouseSettingsDoor;
  /** One of those whom `POSTERN_ADMINS` names. */
  isAdministrator(personId: PersonId): Promise<boolean>;
  /** null: none is configured */
  readonly house: HouseDoor | null;
  readonly oauth: OAuthDoor;
  readonly store: Store;
  /**
   * Proves address and password with one login at the mailbox's own server and returns the person behind it, made on first sight
   * (settled 1). The account's engine is started.
   * @throws MailError: login-refused, login-unavailable, tls, network, egress-denied, not-found (no settings known: ask for them), forbidden (domain not allowed)
   */
  signIn(login: MailboxLogin, signal: AbortSignal): Promise<{ personId: PersonId; accountId: AccountId; isNew: boolean }>;
  /** The same proof for one more account of a person who is signed in. */
  addAccount(personId: PersonId, login: MailboxLogin, signal: AbortSignal): Promise<{ accountId: AccountId }>;
  /** Proves a new password (and servers) for an account that exists. */
  updateAccount(personId: PersonId, accountId: AccountId, login: MailboxLogin, signal: AbortSignal): Promise<void>;
  /** Another port or TLS mode of the same host, proven with the password that is kept here; never without encryption. @throws as `signIn` */
  changeDoor(personId: PersonId, accountId: AccountId, door: Door, signal: AbortSignal): Promise<void>;
  removeAccount(personId: PersonId, accountId: AccountId): Promise<void>;
  /** What a person chooses for a POP3 account; how it signs in stays. @throws MailError 'not-found', 'invalid' for another account */
  choosePop3(personId: PersonId, accountId: AccountId, choice: Omit<Pop3Settings, 'apop'>): Promise<void>;
  /**
   * Shares an account of one's own with a mail address. It holds for the person who has proven, or will prove, the mailbox of that address at
   * its own server; whether there is one is looked up nowhere, so the answer is the same.
   *
   * @throws MailError 'not-found', 'too-many'; 'invalid' for one's own address, and (code SHARE_ADDRESS) for one whose mail server is not known
   */
  shareAccount(personId: PersonId, accountId: AccountId, wish: { address: string; access: ShareAccess }): Promise<AccountShare>;
  /** Ends a share; open event streams and subscriptions hear nothing more of the account. @throws MailError 'not-found' */
  unshareAccount(personId: PersonId, accountId: AccountId, shareId: string): Promise<void>;
  /** @throws MailError 'not-found' for an account that is not this person's own */
  sharesOf(personId: PersonId, accountId: AccountId): Promise<AccountShare[]>;
  /** The servers of an address: by the tables, else by what its domain publishes (D1). Some seconds at most. @throws MailError 'aborted' */
  discover(address: string, signal: AbortSignal): Promise<Discovered>;
  /** Through which server each identity of an own account sends; null: the account's. @throws MailError 'not-found' */
  identityServers(personId: PersonId, accountId: AccountId): Promise<{ id: IdentityId; outgoing: ServerSettings | null }[]>;
  /** Another outgoing server for an identity, proven by a login; null: the account's own. @throws MailError 'not-found'; as `signIn` */
  setIdentityServer(
    personId: PersonId,
    accountId: AccountId,
    identityId: IdentityId,
    outgoing: OutgoingLogin | null,
    signal: AbortSignal,
  ): Promise<void>;
  /** A further address to send from. @throws MailError 'not-found', 'too-many', 'already-exists'; as `signIn` */
  addIdentity(personId: PersonId, accountId: AccountId, identity: NewIdentity, signal: AbortSignal): Promise<IdentityId>;
  /** All that a request of this person needs. `accountIds` narrows to these (Basic with a mailbox password, scoped app passwords). */
  userMail(personId: PersonId, access?: Access): Promise<UserMail>;
  /** Makes a fresh pair of demo people and signs the first one in; null when the demo is off. */
  readonly demo: { signIn(signal: AbortSignal): Promise<{ personId: PersonId; accountId: AccountId }> } | null;
  /**
   * One bounded https request through the egress guard, without cookies or referrer (security.md §3, §7): images that a reader asked for.
   * @throws MailError 'egress-denied', 'network', 'tls', 'too-large', 'refused', 'aborted', 'invalid'
   */
  fetchOutside(url: string, signal: AbortSignal): Promise<{ status: number; headers: Headers; body: Uint8Array }>;
  /**
   * Walks the roads to the servers of an account, an address or a server typed in, and tells each step as it ends (protocols.md §8).
   * @throws MailError 'too-many' (N2), 'not-found', 'invalid', 'aborted'
   */
  examine(personId: PersonId, question: DoctorQuestion, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void>;
  /**
   * Walks the roads that a sign-in would take, for who is not signed in, as far as the sign-in.
   * @param client counts for who asks (N2)
   * @throws MailError 'too-many', 'not-found' (no settings known), 'login-unavailable', 'forbidden' (domain not allowed), 'aborted'
   */
  examineRoads(client: string, roads: LoginRoads, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void>;
  /**
   * What was said on an account's connections, as far as it came since a revision of this log (0: all that is kept).
   * @throws MailError 'not-found': an account that is not this person's own
   */
  wireLog(personId: PersonId, accountId: AccountId, after: number): Promise<WireLogPage>;
  /** Lines to mail servers that people type by hand (protocols.md §8.3, N2). */
  readonly consoles: Pick<Consoles, 'open' | 'act' | 'close' | 'listen'>;
  /** 32-byte key derived from the master key for one purpose (HKDF): session cookies, cached Basic credentials … */
  deriveKey(purpose: string): Uint8Array;
  stop(): Promise<void>;
}

export interface UserMail {
  readonly personId: PersonId;
  /** the address that signed in first */
  readonly username: string;
  readonly scope: AccessScope;
  /** the account whose address logged in comes first, shared ones last; `hasVacation`: its server answers for the person who is away (J23) */
  readonly accounts: readonly {
    id: AccountId;
    name: string;
    address: string;
    /** false: another person's, who shared it */
    isPersonal: boolean;
    isReadOnly: boolean;
    isDemo: boolean;
    hasVacation: boolean;
  }[];
  /** The account, or null when it is not this person's (or outside the scope). */
  account(id: string): AccountMail | null;
  /** Pushes for these accounts; slow listeners get the latest only: the listener must not queue. Returns the end of it. */
  subscribe(listener: (event: PushEvent) => void): () => void;
  /** Whether these are still the accounts, with what may be done in them; a stream that goes on for long ends when they are not. */
  isCurrent(): Promise<boolean>;
  /** Current states of all types per account, for the first event of a stream. */
  pushStates(): Promise<Record<AccountId, Record<PushType, string>>>;
  readonly pushSubscriptions: PushSubscriptions;
  /** null: this access is narrowed to mail accounts, so it shows nothing else of the person */
  readonly contacts: ContactsOfPerson | null;
  preferences(): Promise<Record<string, unknown>>;
  setPreferences(preferences: Record<string, unknown>): Promise<void>;
}

export type BlobContent = {
  type: string;
  sizeBytes: number | null;
  stream: AsyncIterable<Uint8Array>;
  /** what `stream` is of the blob; null: all of it. Unsatisfiable: nothing, the range lies outside. */
  range: ByteRange | null | 'unsatisfiable';
};

export type NewEmail = { raw: Uint8Array; mailboxIds: MailboxId[]; keywords: Keyword[]; receivedAtMs: number };

export type NewSubmission = {
  identityId: IdentityId;
  emailId: EmailId;
  envelope: SubmissionRecord['envelope'];
  /** release time by our clock (J11); now or earlier = at once */
  sendAtMs: number;
};

/**
 * One account as a request sees it. Plain reads and writes of the index go straight to `store` with `id`; here is what needs more than
 * the store: octets that may have to be fetched, parsing, and the road out.
 */
export interface AccountMail {
  readonly id: AccountId;
  readonly address: string;
  /** the server that mail is read from */
  readonly incomingHost: string;
  readonly store: Store;
  /** On an account's first use: waits for LIST and roles, 10 s at most (J21). @throws MailError 'temporary' */
  ready(signal: AbortSignal): Promise<void>;
  /** Transfer-decoded octets of one part, from the cache or fetched now; null when the Email or part does not exist. @throws MailError network, unreadable … */
  part(emailId: EmailId, partId: string, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Many parts in few round trips: the text parts of a conversation. */
  parts(wanted: { emailId: EmailId; partId: string }[], signal: AbortSignal): Promise<Map<string /* `${emailId}/${partId}` */, Uint8Array>>;
  /** The complete header block, fetched when the index holds only the usual fields. */
  headerBlock(emailId: EmailId, signal: AbortSignal): Promise<Uint8Array | null>;
  /** The whole message as octets (bounded by maxMessageBytes). */
  raw(emailId: EmailId, signal: AbortSignal): Promise<Uint8Array | null>;
  /** Structure as parsed from the raw octets, for Emails whose server gave none. */
  structure(emailId: EmailId, signal: AbortSignal): Promise<MessagePart | null>;
  /** Octets behind a blobId: an upload (`U…`), a whole message (`M…`) or a part (`P…`), streamed in constant memory; null = not this account's. */
  blob(blobId: string, options: { range: AskedRange | null; signal: AbortSignal }): Promise<BlobContent | null>;
  upload(source: AsyncIterable<Uint8Array>, type: string): Promise<{ blobId: BlobId; sizeBytes: number; type: string }>;
  /** J8: parsed, stored, threaded, counted and indexed at once; the append is an intent. */
  createEmail(email: NewEmail): Promise<Outcome<{ id: EmailId; threadId: string; blobId: BlobId; sizeBytes: number }>>;
  /** Freezes the octets without Bcc and queues (S1). */
  submit(submission: NewSubmission): Promise<Outcome<SubmissionRecord>>;
  /** Queues octets that are no Email, such as a disposition notification; it is seen nowhere. `from` empty = the null reverse path. */
  submitRaw(message: { identityId: IdentityId; raw: Uint8Array; from: string; to: string[] }): Promise<Outcome<null>>;
  cancelSubmission(id: SubmissionId): Promise<Outcome<null>>;
  /** What the person decides about a message in the queue; see SubmissionStore.steer. */
  steerSubmission(id: SubmissionId, decision: SendingDecision): Promise<Outcome<null>>;
  /** Hint: these rows are on a screen; their text (preview) is fetched soon and arrives as a change. Never waits. */
  wantText(emailIds: EmailId[]): void;
  /** Somebody changed names or colours of tags in the store: whoever listens hears of it. */
  tagsChanged(): void;
  /** Somebody put mail off, or brought it forward, in the store. */
  snoozesChanged(): void;
  /** Something is to be done to very many Emails, or to be stopped, or taken back. */
  bulkActsChanged(): void;
  /**
   * This window of a mailbox still filling is on a screen (settled 7): fetched first. Also keeps the mailbox live (settled 22).
   *
   * @param position messages on the server that are newer
   * @returns ends when the window is in the index, or will not come out of turn: nobody need wait for it
   */
  wantWindow(mailboxId: MailboxId, position: number, limit: number): Promise<void>;
  /** Asks the server what the index cannot answer (J16, I34): UIDs resolved to Emails. null when the server does not answer. */
  searchServer(filter: MailFilter, signal: AbortSignal): Promise<EmailId[] | null>;
  /** Begins such a search in all mailboxes but `leftOut`, or gives the one of that id; `ServerSearch` is pushed whenever it got on. */
  runServerSearch(id: string, terms: readonly ServerSearchTerm[], leftOut: readonly MailboxId[]): ServerSearch;
  /** null: there is none of that id (any more) */
  serverSearch(id: string): ServerSearch | null;
  stopServerSearch(id: string): boolean;
  /** Who answers whom in a Thread (T6); null when there is no such Thread. */
  threadTree(threadId: string): Promise<ThreadTree | null>;
  /** How mail becomes threads here (T7), and how many Emails wait to be grouped anew. */
  threading(): Promise<{ rule: ThreadRule; waiting: number }>;
  /** Holds for new mail at once; what is here is grouped anew in idle time. */
  setThreadRule(rule: ThreadRule): Promise<void>;
  /** Rebuilds one Thread from the Emails that are in it now (T5). @returns the Threads there are now; null = too many Emails, it is done in idle time */
  rebuildThread(threadId: ThreadId): Promise<ThreadId[] | null>;
  /**
   * Messages of a mailbox that any client marked `\Deleted` and that its server keeps (I28).
   *
   * @returns null: it does not apply, since the server removes single messages (UIDPLUS), or the right to remove is missing
   * @throws MailError 'not-found' without such a mailbox; network …
   */
  deletedCount(mailboxId: MailboxId, signal: AbortSignal): Promise<number | null>;
  /**
   * Removes them for good, if they are as many as the person was told.
   *
   * @throws MailError 'not-found', 'forbidden' where `deletedCount` is null; network …
   */
  compact(mailboxId: MailboxId, expectedCount: number, signal: AbortSignal): Promise<Compaction>;
  progress(): Promise<MailboxProgress[]>;
  health(): Promise<AccountHealth>;
  /** Asks the mail server now whether there is something new; as soon as it allows that. */
  checkNow(): void;
  /**
   * One POST of a form to a server of the web that a person asked for: through the egress guard, without cookies, referrer or redirects (C4).
   *
   * @returns the status
   * @throws MailError 'egress-denied', 'network', 'tls', 'too-large', 'aborted', 'invalid'
   */
  postOutside(url: string, form: string, signal: AbortSignal): Promise<number>;
  /** authorities whose certificates count, PEM */
  readonly authorities: readonly string[];
  /** TXT records of a name, a few of bounded length, [] where there are none. @throws errors of the resolver when nobody answers in time */
  txtRecords(name: string): Promise<string[]>;
  /** what the mail server said since we started, oldest first and never empty; the last holds now. Without quotas where it has none, or nobody knows yet */
  quotas(): Promise<readonly QuotaState[]>;
  /**
   * Where the mail of an identity goes out, and what that server takes; `offer` null: not known. With a signal a server that nobody spoke to
   * for long is asked first, for 10 s at most.
   */
  outgoingServer(
    identityId: IdentityId,
    signal: AbortSignal | null,
  ): Promise<{ host: string; port: number; offer: OutgoingOffer | null; learnedAtMs: number | null }>;
  /** What is said of an absence (RFC 8621 §8); null where no ManageSieve server keeps it (J23). The first look at the server is waited for, 10 s at most. */
  vacation(signal: AbortSignal): Promise<Vacation | null>;
  /** Shown at once, carried later; what the server refuses is undone and told (J12). */
  setVacation(vacation: Vacation): Promise<void>;
  /** True for accounts whose provider files its own Sent copy. */
  readonly savesSent: boolean;
}
