import type {
  AccountId,
  AccountServers,
  BlobId,
  EmailAddress,
  EmailId,
  IdentityId,
  IntentId,
  Keyword,
  MailboxId,
  MailboxRights,
  MailboxRole,
  MailFilter,
  MailSort,
  MessagePart,
  PersonId,
  SubmissionId,
  ThreadId,
} from '#lib/mail/index.ts';

/** JMAP data types that have a state (RFC 8620 §1.5), per account (J7). */
export const stateTypes = ['Mailbox', 'Email', 'Thread', 'Identity', 'EmailSubmission'] as const;
export type StateType = (typeof stateTypes)[number];

/** What one write made visible: the types whose state moved, with their new states. Emitted after the commit, never before. */
export type CommitEvent = { accountId: AccountId; states: Partial<Record<StateType, string>> };

export type Changes = {
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: string[];
  updated: string[];
  destroyed: string[];
  /** Mailbox only: nothing but the four counts changed in `updated` (RFC 8621 §2.2 `updatedProperties`); false for other types */
  countsOnly: boolean;
};

/** Refusal of one change, free of JMAP; `jmap` turns it into a SetError. */
export type Refusal = {
  kind:
    | 'not-found'
    | 'forbidden'
    | 'invalid'
    | 'already-exists'
    | 'mailbox-has-child'
    | 'mailbox-has-email'
    | 'over-quota'
    | 'cannot-unsend'
    | 'singleton';
  /** names of the offending properties (JMAP names are the field's names here) */
  properties?: string[];
  existingId?: string;
  description?: string;
};
export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

// ---------------------------------------------------------------- people

export type SignInIdentity = { protocol: 'imap' | 'pop3'; host: string; port: number; login: string };

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
  addAccount(input: { account: Omit<AccountRow, 'createdAtMs'>; sealedCredential: Uint8Array }): Promise<void>;
  /** Removes the account and all of its mail, intents and submissions here; nothing on the server. */
  removeAccount(accountId: AccountId): Promise<void>;
  updateAccount(accountId: AccountId, patch: { name?: string; servers?: AccountServers; sealedCredential?: Uint8Array }): Promise<void>;
  account(accountId: AccountId): Promise<AccountRow | null>;
  accountsOf(personId: PersonId): Promise<AccountRow[]>;
  allAccounts(): Promise<AccountRow[]>;
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

// ---------------------------------------------------------------- mailboxes

export type MailboxRecord = {
  id: MailboxId;
  name: string;
  parentId: MailboxId | null;
  role: MailboxRole | null;
  sortOrder: number;
  isSubscribed: boolean;
  rights: MailboxRights;
  /** counts as RFC 8621 §2 defines them, from committed header rows only (J6); unreadThreads follows the trash rule there */
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
};

/** Where the last pass ended (G2). Null fields: never synced. */
export type Checkpoint = {
  uidValidity: number | null;
  uidNext: number | null;
  highestModSeq: bigint | null;
  /** lowest UID stored so far by the first fill; the fill goes on below it */
  lowUid: number | null;
  isFilled: boolean;
  /** EXISTS at the last pass */
  serverMessages: number;
  /** HIGHESTMODSEQ when the fill began (h0 of I15, I19) */
  fillModSeq: bigint | null;
};

export type MailboxSyncRow = MailboxRecord & {
  /** path on the server; null while a pending intent has still to create it */
  path: string | null;
  delimiter: string | null;
  /** false for \Noselect, \NonExistent */
  isSelectable: boolean;
  serverMailboxId: string | null;
  checkpoint: Checkpoint;
};

export type ListedMailboxFact = {
  path: string;
  /** last segment, decoded, without the personal namespace's prefix (J13) */
  name: string;
  /** path of the parent as listed or implied, null at top level (after the prefix was taken off) */
  parentPath: string | null;
  delimiter: string | null;
  role: MailboxRole | null;
  isSelectable: boolean;
  isSubscribed: boolean;
  noInferiors: boolean;
  serverMailboxId: string | null;
  rights: Partial<MailboxRights> | null;
  serverMessages: number | null;
};

export type MailboxPatch = {
  name?: string;
  parentId?: MailboxId | null;
  sortOrder?: number;
  isSubscribed?: boolean;
  role?: MailboxRole | null;
};

export interface MailboxStore {
  get(accountId: AccountId, ids: readonly string[] | null): Promise<MailboxRecord[]>;
  /** Filled or not: the sync view of every mailbox of the account. */
  syncRows(accountId: AccountId): Promise<MailboxSyncRow[]>;
  syncRow(accountId: AccountId, id: MailboxId): Promise<MailboxSyncRow | null>;

  /**
   * Takes a complete LIST: creates, updates, destroys (a listed mailbox is matched by path, else `serverMailboxId`, else `renames`).
   * Mailboxes whose creation, rename or deletion is pending keep their local form (G3). Makes Drafts, Sent, Trash with their
   * roles where the server has none (J13): local until an intent creates them. One mailbox per role.
   */
  recordListing(accountId: AccountId, listed: ListedMailboxFact[], renames: { from: string; to: string }[]): Promise<void>;

  // changes by a person: visible effect and intent in one transaction
  create(
    accountId: AccountId,
    input: { name: string; parentId: MailboxId | null; isSubscribed: boolean; sortOrder: number; role: MailboxRole | null },
  ): Promise<Outcome<MailboxRecord>>;
  update(accountId: AccountId, id: MailboxId, patch: MailboxPatch): Promise<Outcome<null>>;
  destroy(accountId: AccountId, id: MailboxId, options: { removeEmails: boolean; notBeforeMs: number }): Promise<Outcome<null>>;
}

// ---------------------------------------------------------------- emails

/** All of a message that the index keeps, as facts: `sync` and `gateway` make it with lib/message. */
export type EmailContent = {
  sizeBytes: number;
  /** cut to whole seconds (J4) */
  receivedAtMs: number;
  sentAtMs: number | null;
  /** RFC 3339 with the zone as written, e.g. `2026-01-02T10:00:00+01:00`; null without a readable Date */
  sentAt: string | null;
  subject: string | null;
  from: EmailAddress[] | null;
  sender: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  /** without angle brackets (RFC 8621 §4.1.2.5) */
  messageId: string[] | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  /** mail from a list (List-Id) / an automatic one (Auto-Submitted ≠ no): matters for threading */
  isList: boolean;
  isAutomatic: boolean;
  structure: MessagePart | null;
  hasAttachment: boolean;
  /** raw header fields as far as they were fetched (I16), CRLF lines */
  headerBlock: Uint8Array;
  /** true when headerBlock is the whole header of the message */
  isHeaderComplete: boolean;
  /** text for the index and preview; null = not fetched yet */
  text: { search: string; preview: string } | null;
  /** EMAILID (RFC 8474) or X-GM-MSGID; null when the server has neither */
  serverEmailId: string | null;
  serverThreadId: string | null;
};

export type EmailRecord = Omit<EmailContent, 'text' | 'isList' | 'isAutomatic'> & {
  id: EmailId;
  threadId: ThreadId;
  mailboxIds: MailboxId[];
  keywords: Keyword[];
  preview: string;
  textState: 'absent' | 'stored' | 'unreadable';
  /** blob of the whole message that we hold ourselves (appended by us, or cached), else null: fetch from `locate()` */
  rawBlobId: BlobId | null;
};

/** The columns a list needs, cheaper than EmailRecord: no structure, no header block. */
export type EmailSummary = Omit<EmailRecord, 'structure' | 'headerBlock'>;

export type EmailQuery = {
  filter: MailFilter | null;
  sort: MailSort[];
  collapseThreads: boolean;
  /** may be negative: from the end (RFC 8620 §5.5) */
  position: number;
  anchor: EmailId | null;
  anchorOffset: number;
  limit: number | null;
  calculateTotal: boolean;
};
export type EmailQueryResult = { ids: EmailId[]; position: number; total: number | null; queryState: string } | { anchorNotFound: true };

export type EmailUpdate = {
  id: EmailId;
  /** keyword changes; unchanged ones are not named */
  addKeywords: Keyword[];
  removeKeywords: Keyword[];
  /** the complete new set of mailboxes, or null when unchanged; never empty */
  mailboxIds: MailboxId[] | null;
};

export type EmailLocation = { emailId: EmailId; mailboxId: MailboxId; path: string; uidValidity: number; uid: number };

export type SyncedMessage = {
  uid: number;
  /** IMAP flags as the server wrote them, `\Deleted` included, `\Recent` left out */
  flags: string[];
  modSeq: bigint | null;
  content: EmailContent;
};
export type UidRange = { from: number; to: number };
export type FlagFact = { uid: number; flags: string[]; modSeq: bigint | null };

export type PassFacts = {
  uidValidity: number;
  appeared: SyncedMessage[];
  flags: FlagFact[];
  vanished: UidRange[];
  /** stored in the same transaction (G2); null leaves it */
  checkpoint: Partial<Checkpoint> | null;
};

export interface EmailStore {
  get(accountId: AccountId, ids: readonly string[]): Promise<EmailRecord[]>;
  summaries(accountId: AccountId, ids: readonly string[]): Promise<EmailSummary[]>;
  query(accountId: AccountId, query: EmailQuery): Promise<EmailQueryResult>;
  /** Threads with their Emails by receivedAt, oldest first (J3). */
  threads(accountId: AccountId, ids: readonly string[]): Promise<{ id: ThreadId; emailIds: EmailId[] }[]>;
  /** One place on the server where the message can be read now; null when it is only here (append pending) or nowhere. */
  locate(accountId: AccountId, emailId: EmailId): Promise<EmailLocation | null>;
  /** Of these Emails, those whose text was not fetched yet, with a place to fetch it, newest first. */
  withoutText(
    accountId: AccountId,
    ids: readonly EmailId[] | null,
    limit: number,
  ): Promise<(EmailLocation & { structure: MessagePart | null })[]>;
  /** Decoded text of a part cached earlier, or null. */
  cachedPart(accountId: AccountId, emailId: EmailId, partId: string): Promise<Uint8Array | null>;

  // ---- facts from sync
  /**
   * One pass or one batch of a fill, one transaction (G2, I16).
   * - appeared: a location already known gets its flags; one that matches an `arriving` copy of ours (J5: uid ≥ the noted UIDNEXT,
   *   Message-ID, else size and date) becomes that copy; one that matches exactly one held Email (J1) becomes it; else a new Email,
   *   threaded (T1–T5), counted and indexed. `\Deleted` ones are stored but invisible (J6, I28).
   * - flags: difference from `base` per keyword applied to the Email unless an intent for that keyword is pending (J2, G3).
   * - vanished: the location goes; without an intent of ours and as the last one, the Email is held (J1) until `releaseHeld`.
   */
  applyPass(accountId: AccountId, mailboxId: MailboxId, facts: PassFacts): Promise<{ created: EmailId[]; held: number }>;
  /** Among messages about to appear: mailboxes where an equal message (server id, else Message-ID + receivedAt + size) is located now. Sync passes those first, so that another client's move keeps the id (J1). */
  twinMailboxes(
    accountId: AccountId,
    mailboxId: MailboxId,
    messages: { messageId: string | null; receivedAtMs: number; sizeBytes: number; serverEmailId: string | null }[],
  ): Promise<MailboxId[]>;
  /** Destroys the Emails held since before `heldBeforeMs`. */
  releaseHeld(accountId: AccountId, heldBeforeMs: number): Promise<{ destroyed: number; stillHeld: number }>;
  /** UIDVALIDITY changed (I27): all locations of the mailbox become held under the same match rule; the checkpoint is cleared. */
  voidLocations(accountId: AccountId, mailboxId: MailboxId, newUidValidity: number): Promise<void>;
  /** UIDs known in a range, ascending, with base flags; for reconciling (I22, I23). */
  knownUids(accountId: AccountId, mailboxId: MailboxId, range: UidRange | null): Promise<{ uid: number; flags: string[] }[]>;
  /** Emails at these UIDs, in the order of the UIDs; unknown ones left out. For answers of a search on the server (I34). */
  idsOfUids(accountId: AccountId, mailboxId: MailboxId, uids: readonly number[]): Promise<EmailId[]>;
  countUids(accountId: AccountId, mailboxId: MailboxId, range: UidRange | null): Promise<number>;
  storeText(
    accountId: AccountId,
    texts: { emailId: EmailId; search: string; preview: string; parts: { partId: string; bytes: Uint8Array }[] }[],
  ): Promise<void>;
  markUnreadable(accountId: AccountId, emailId: EmailId): Promise<void>;

  // ---- changes by a person: visible effect and intents in one transaction, answer at once
  update(accountId: AccountId, updates: EmailUpdate[]): Promise<Map<EmailId, Outcome<null>>>;
  destroy(accountId: AccountId, ids: EmailId[]): Promise<Map<EmailId, Outcome<null>>>;
  /** Email/set create, import, copy (J8): octets are already in the blob store. Append intent for the first mailbox, copies for the others. */
  create(
    accountId: AccountId,
    input: { content: EmailContent; rawBlobId: BlobId; mailboxIds: MailboxId[]; keywords: Keyword[] },
  ): Promise<Outcome<{ id: EmailId; threadId: ThreadId }>>;
}

// ---------------------------------------------------------------- intents (G3)

export type IntentWork =
  | {
      kind: 'keywords';
      emailId: EmailId;
      add: Keyword[];
      remove: Keyword[];
      locations: { mailboxId: MailboxId; path: string; uidValidity: number; uid: number }[];
    }
  | { kind: 'move'; emailId: EmailId; from: EmailLocation | null; to: { mailboxId: MailboxId; path: string | null }; match: AppendMatch }
  | { kind: 'copy'; emailId: EmailId; from: EmailLocation | null; to: { mailboxId: MailboxId; path: string | null }; match: AppendMatch }
  | { kind: 'remove'; emailId: EmailId; location: EmailLocation | null }
  | {
      kind: 'append';
      emailId: EmailId;
      rawBlobId: BlobId;
      keywords: Keyword[];
      receivedAtMs: number;
      to: { mailboxId: MailboxId; path: string | null };
      match: AppendMatch;
    }
  | { kind: 'mailbox-create'; mailboxId: MailboxId; path: string; role: MailboxRole | null; isSubscribed: boolean }
  | { kind: 'mailbox-rename'; mailboxId: MailboxId; from: string; to: string }
  | { kind: 'mailbox-delete'; mailboxId: MailboxId; path: string; removeEmails: boolean }
  | { kind: 'mailbox-subscribe'; mailboxId: MailboxId; path: string; isSubscribed: boolean };

/** How to recognise a copy whose answer was lost (J5). `uidNext` is null until the first try noted it. */
export type AppendMatch = {
  messageId: string | null;
  sizeBytes: number;
  receivedAtMs: number;
  uidNext: number | null;
  uidValidity: number | null;
};

export type Intent = { id: IntentId; accountId: AccountId; attempts: number; work: IntentWork };

export interface IntentStore {
  /**
   * The next intents that may be carried now, in order, resolved to paths and UIDs: the oldest due one whose Email and mailboxes have no
   * older pending intent (settled 22), and directly following keyword/move/remove intents of the same kind, source and target, so that
   * they go out as one command. `path: null` in a target means: create it first (its mailbox-create intent comes before).
   * They are in the caller's hands from now on: later changes of a person come after them, until they are confirmed, deferred, undone, or
   * the next batch is asked for.
   */
  nextBatch(accountId: AccountId, nowMs: number, max: number): Promise<Intent[]>;
  /** When `nextBatch` has work next, or null when nothing waits. */
  nextDueMs(accountId: AccountId): Promise<number | null>;
  pendingCount(accountId: AccountId): Promise<number>;
  /** Durable note before the command leaves: from now on a lost answer is possible. */
  started(intentIds: IntentId[], note: { uidNext: number; uidValidity: number } | null): Promise<void>;
  /** Done on the server. `landed`: where copies, moves and appends landed (COPYUID/APPENDUID), null = unknown: the next pass of the target matches (J5). No state moves (J7). */
  confirm(results: { intentId: IntentId; landed: { uidValidity: number; uid: number } | null }[]): Promise<void>;
  /** Try again later; counts the attempt. */
  defer(intentIds: IntentId[], untilMs: number, reason: string): Promise<void>;
  /** Permanently refused: the visible effect is undone through `/changes` and an account event is recorded (J12). */
  undo(intentIds: IntentId[], reason: { kind: string; serverText: string | null }): Promise<void>;
  /** Mailboxes into which an APPEND, COPY or MOVE was started and is not confirmed: their new UIDs are not published meanwhile (J1). */
  unansweredTargets(accountId: AccountId): Promise<MailboxId[]>;
}

/** Late refusals and other things to tell the person once (J12). */
export type AccountEvent = {
  id: string;
  atMs: number;
  kind: string;
  emailId: EmailId | null;
  mailboxId: MailboxId | null;
  /** octets of a refused append, kept 30 days for “recover” */
  blobId: BlobId | null;
  serverText: string | null;
};

// ---------------------------------------------------------------- submissions

export type DeliveryRecipient = {
  address: string;
  state: 'waiting' | 'accepted' | 'refused';
  /** the server's last reply: `250 2.0.0 …`; null before one came */
  smtpReply: string | null;
};

/** States of S3 (settled 17: one table). */
export const submissionStates = [
  'held',
  'claimed',
  'connecting',
  'envelope',
  'data',
  'dot',
  'accepted',
  'filing',
  'done',
  'deferred',
  'failed',
  'uncertain',
  'canceled',
] as const;
export type SubmissionState = (typeof submissionStates)[number];

export type SubmissionRecord = {
  id: SubmissionId;
  identityId: IdentityId;
  emailId: EmailId | null;
  threadId: ThreadId | null;
  envelope: {
    mailFrom: { email: string; parameters: Record<string, string | null> | null };
    rcptTo: { email: string; parameters: Record<string, string | null> | null }[];
  };
  sendAtMs: number;
  createdAtMs: number;
  state: SubmissionState;
  recipients: DeliveryRecipient[];
  /** frozen octets without Bcc (S1) */
  rawBlobId: BlobId;
  messageId: string | null;
  attempts: number;
  nextAttemptAtMs: number | null;
  error: { kind: string; code: string | null; enhancedCode: string | null; serverText: string | null } | null;
};

export interface SubmissionStore {
  get(accountId: AccountId, ids: readonly string[] | null): Promise<SubmissionRecord[]>;
  create(
    accountId: AccountId,
    input: Omit<SubmissionRecord, 'id' | 'attempts' | 'nextAttemptAtMs' | 'error' | 'state' | 'createdAtMs'> & { nowMs: number },
  ): Promise<SubmissionRecord>;
  /** held → canceled; 'cannot-unsend' from the claim on (J11). */
  cancel(accountId: AccountId, id: SubmissionId): Promise<Outcome<null>>;
  /** Removes the record; never a pending send (J10). */
  destroy(accountId: AccountId, id: SubmissionId): Promise<Outcome<null>>;
  /**
   * Takes the lease of the next due one: held/deferred → claimed, atomically. Also returns ones whose lease ran out (crash), and uncertain ones
   * whose next look is due, with the state they were in.
   */
  claimDue(accountId: AccountId, nowMs: number, leaseMs: number): Promise<SubmissionRecord | null>;
  nextDueMs(accountId: AccountId): Promise<number | null>;
  /** The account's runner has just started, so nobody holds a lease any more: whoever did is dead. */
  abandonLeases(accountId: AccountId): Promise<void>;
  /** Durable before the step it names (S3). */
  setState(
    accountId: AccountId,
    id: SubmissionId,
    change: {
      state: SubmissionState;
      recipients?: DeliveryRecipient[];
      nextAttemptAtMs?: number | null;
      error?: SubmissionRecord['error'];
      countAttempt?: boolean;
      leaseUntilMs?: number;
    },
  ): Promise<void>;
}

export type IdentityRecord = {
  id: IdentityId;
  name: string;
  email: string;
  replyTo: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  textSignature: string;
  htmlSignature: string;
  mayDelete: boolean;
};
export interface IdentityStore {
  get(accountId: AccountId, ids: readonly string[] | null): Promise<IdentityRecord[]>;
  update(
    accountId: AccountId,
    id: IdentityId,
    patch: Partial<Pick<IdentityRecord, 'name' | 'replyTo' | 'bcc' | 'textSignature' | 'htmlSignature'>>,
  ): Promise<Outcome<null>>;
}

// ---------------------------------------------------------------- blobs

export interface BlobStore {
  /** Writes octets content-addressed under `$POSTERN_DATA/blobs` (temporary file, fsync, rename), then the row. Id `U` + base64url(sha256). Limits are the caller's. */
  put(
    accountId: AccountId,
    source: Uint8Array | AsyncIterable<Uint8Array>,
    type: string,
  ): Promise<{ blobId: BlobId; sizeBytes: number; type: string }>;
  /** Only for an account that owns it. */
  stat(accountId: AccountId, blobId: string): Promise<{ sizeBytes: number; type: string } | null>;
  read(accountId: AccountId, blobId: string): Promise<Uint8Array | null>;
  stream(accountId: AccountId, blobId: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | null>;
  /** Removes unreferenced uploads older than the given age (J20: ≥ 1 hour). */
  sweep(olderThanMs: number): Promise<number>;
}

// ---------------------------------------------------------------- the store

export interface Store {
  readonly people: PeopleStore;
  readonly mailboxes: MailboxStore;
  readonly emails: EmailStore;
  readonly intents: IntentStore;
  readonly submissions: SubmissionStore;
  readonly identities: IdentityStore;
  readonly blobs: BlobStore;
  state(accountId: AccountId, type: StateType): Promise<string>;
  states(accountId: AccountId): Promise<Record<StateType, string>>;
  /** `null`: cannotCalculateChanges (other epoch, unknown number). Objects created and destroyed in between are left out (RFC 8620 §5.2). */
  changes(accountId: AccountId, type: StateType, sinceState: string, maxChanges: number | null): Promise<Changes | null>;
  events(accountId: AccountId, sinceMs: number): Promise<AccountEvent[]>;
  onCommit(listener: (event: CommitEvent) => void): () => void;
  close(): Promise<void>;
}

/** Opens `<dataDir>/postern.db` (WAL), migrates it, starts the writer's worker thread (settled 8). ':memory:' is not offered: readers and the writer need one file. */
export type OpenStore = (options: {
  dataDir: string;
  log?: { warn(message: string, fields?: Record<string, unknown>): void };
}) => Promise<Store>;
