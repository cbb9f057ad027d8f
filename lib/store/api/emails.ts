import type {
  AccountId,
  BlobId,
  EmailAddress,
  EmailId,
  Keyword,
  MailboxId,
  MailFilter,
  MailSort,
  MessagePart,
  TextReach,
  ThreadId,
  ThreadRule,
} from '#lib/mail/index.ts';
import type { Checkpoint } from './mailboxes.ts';
import type { Outcome } from './states.ts';

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
  /** the first words as the server told them, until there is text (RFC 8970) */
  preview?: string;
  /** EMAILID (RFC 8474) or X-GM-MSGID; null when the server has neither */
  serverEmailId: string | null;
  serverThreadId: string | null;
};

export type EmailRecord = Omit<EmailContent, 'text' | 'preview' | 'isList' | 'isAutomatic'> & {
  id: EmailId;
  threadId: ThreadId;
  mailboxIds: MailboxId[];
  keywords: Keyword[];
  preview: string;
  textState: 'absent' | 'stored' | 'unreadable';
  /** blob of the whole message that we hold ourselves (appended by us, or cached), else null: fetch from `locate()` */
  rawBlobId: BlobId | null;
};

/** The columns a list needs, cheaper than EmailRecord: nothing of it comes out of a compressed pack. */
export type EmailSummary = Omit<EmailRecord, 'structure' | 'headerBlock' | 'inReplyTo' | 'references'>;

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
  /**
   * labels as MailboxSyncRow names them (I33): mailboxes are views of them; where none holds all, copies that the server gives one id are one
   * Email (J2)
   */
  labels?: readonly string[];
  content: EmailContent;
};
export type UidRange = { from: number; to: number };
export type FlagFact = { uid: number; flags: string[]; modSeq: bigint | null; labels?: readonly string[] };

/**
 * Messages on their way to the writer: a text for what becomes columns and octets for what goes into packs, each in one block of memory that
 * changes hands. A structured clone of the same costs both threads several times as much, and leaves garbage in both.
 */
export type FlatMessages = {
  uids: Uint32Array<ArrayBuffer>;
  /** of each message: row, facts, header block */
  lengths: Uint32Array<ArrayBuffer>;
  rows: Uint8Array<ArrayBuffer>;
  details: Uint8Array<ArrayBuffer>;
};

/** What `MessageBatch` collects; taken once. */
export type CollectedMessages = { readonly length: number; take(): { messages: FlatMessages; memory: ArrayBuffer[] } };

export type PassFacts = {
  uidValidity: number;
  /** a batch is empty afterwards */
  appeared: SyncedMessage[] | CollectedMessages;
  flags: FlagFact[];
  vanished: UidRange[];
  /** views of the mailbox whose labels are known from here on (I33) */
  filledViews?: readonly MailboxId[];
  /** stored in the same transaction (G2); null leaves it */
  checkpoint: Partial<Checkpoint> | null;
};

export interface EmailStore {
  get(accountId: AccountId, ids: readonly string[]): Promise<EmailRecord[]>;
  summaries(accountId: AccountId, ids: readonly string[]): Promise<EmailSummary[]>;
  /** When these Emails were received; those that are not there are left out. */
  receivedTimes(accountId: AccountId, ids: readonly EmailId[]): Promise<Map<EmailId, number>>;
  query(accountId: AccountId, query: EmailQuery): Promise<EmailQueryResult>;
  /** Threads with their Emails by receivedAt, oldest first (J3). */
  threads(accountId: AccountId, ids: readonly string[]): Promise<{ id: ThreadId; emailIds: EmailId[] }[]>;
  /** One place on the server where the message can be read now, where the server shows it if there is one; null when it is only here (append pending) or nowhere. */
  locate(accountId: AccountId, emailId: EmailId): Promise<EmailLocation | null>;
  /** Of these Emails, those whose text was not fetched yet, with a place to fetch it, newest first. */
  withoutText(
    accountId: AccountId,
    ids: readonly EmailId[] | null,
    limit: number,
  ): Promise<(EmailLocation & { structure: MessagePart | null })[]>;
  /** Emails received since then whose text was not fetched yet, with a place to fetch it, newest first; `beforeMs`: only those from before it. */
  textsWanted(
    accountId: AccountId,
    range: { sinceMs: number; beforeMs: number | null; limit: number },
  ): Promise<(EmailLocation & { structure: MessagePart | null; receivedAtMs: number })[]>;
  /** How far back the text of the account's messages is to be indexed. */
  textReach(accountId: AccountId): Promise<TextReach>;
  setTextReach(accountId: AccountId, reach: TextReach): Promise<void>;
  /** Of Emails received since then, how many have no text yet. */
  countWithoutText(accountId: AccountId, sinceMs: number): Promise<number>;
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
  /**
   * Destroys the Emails held since before `heldBeforeMs`, but for those whose mailbox is being read anew (I27).
   * @returns `heldLater`: those of the ones still held that only came after that moment
   */
  releaseHeld(accountId: AccountId, heldBeforeMs: number): Promise<{ destroyed: number; stillHeld: number; heldLater: number }>;
  /**
   * Rebuilds one thread from the Emails that are in it now (T5): what only a deleted message held together falls apart; those come back under new ids (J3).
   * A thread of the server's stays (T7).
   *
   * @returns the threads there are now; null when they are too many Emails at once and wait for `regroup`
   */
  rethread(accountId: AccountId, threadId: ThreadId): Promise<ThreadId[] | null>;
  /** Where the Emails of a thread are now that was merged into another (J3); the thread itself while it lives, null when nobody knows. */
  currentThread(accountId: AccountId, threadId: string): Promise<ThreadId | null>;
  /** Emails with this Message-ID (without brackets), at most so many; found by what the threads know of ids, so perhaps fewer than there are. */
  byMessageId(accountId: AccountId, messageId: string, limit: number): Promise<EmailId[]>;
  /** How the account's mail becomes threads, and how many Emails wait to be grouped anew. */
  threading(accountId: AccountId): Promise<{ rule: ThreadRule; waiting: number }>;
  /** New mail follows the rule at once, what is here waits for `regroup`. @returns false when it was the rule already */
  setThreadRule(accountId: AccountId, rule: ThreadRule): Promise<boolean>;
  /** Groups some of the waiting Emails anew, at most so many; those that change their thread come back under new ids (J3). Goes on after a restart. */
  regroup(accountId: AccountId, most: number): Promise<void>;
  /** UIDVALIDITY changed (I27): all locations of the mailbox become held under the same match rule; the checkpoint is cleared. Nothing happens where `newUidValidity` is known already; null: in any case. */
  voidLocations(accountId: AccountId, mailboxId: MailboxId, newUidValidity: number | null): Promise<void>;
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
  /**
   * Email/set create, import, copy (J8): octets are already in the blob store. Append intent for the first mailbox, copies for the others.
   * `notBeforeMs`: a draft that is replaced soon need not reach the server before (settled 22); when it is moved or is no draft any more, it
   * goes at once.
   */
  create(
    accountId: AccountId,
    input: { content: EmailContent; rawBlobId: BlobId; mailboxIds: MailboxId[]; keywords: Keyword[]; notBeforeMs?: number },
  ): Promise<Outcome<{ id: EmailId; threadId: ThreadId }>>;
}
