import type { Readable } from 'node:stream';
import type { Logger } from '#lib/log/index.ts';
import type { MailFilter, MessagePart, Secret, ServerSettings } from '#lib/mail/index.ts';
import type { EgressGuard, TlsChoice } from '#lib/security/index.ts';

/** UIDs from `from` to `to`, both included (RFC 9051 §9 `uid-range`, numbers only). */
export type UidRange = { from: number; to: number };
/** Single UIDs or ranges, in any order. */
export type UidSet = readonly number[] | readonly UidRange[];

/** A token goes by OAUTHBEARER, else XOAUTH2. */
export type ImapConnectOptions = ImapConnectSettings &
  ({ kind?: 'password'; password: Secret } | { kind: 'access-token'; accessToken: Secret });

export type ImapConnectSettings = {
  servers: ServerSettings;
  guard: EgressGuard;
  log: Pick<Logger, 'debug' | 'info' | 'warn'>;
  /** ends the attempt to connect; a session that stands is closed by `close` or `destroy` */
  signal?: AbortSignal | undefined;
  /** the connection that waits in IDLE: silence of 5 min instead of 2 is normal there (I1) */
  idleConnection?: boolean;
  /** every line of the wire, redacted (G6): transcript of the doctor */
  onWire?: (line: string, direction: 'in' | 'out') => void;
  /** for who counts only: octets of each message fetched in bulk, told instead of its line */
  onBulk?: (octets: number) => void;
  /** further certificate authorities */
  tlsOptions?: TlsChoice | undefined;
  /** COMPRESS=DEFLATE where offered; default true */
  compress?: boolean;
  /** for the greeting (16 s at most) and for the login, each; default 30 s */
  loginTimeoutMs?: number;
  /** the answer to a FETCH may stand still for so long before the connection is given up; default 60 s */
  silenceMs?: number;
  /** no command but IDLE is waited for longer than this; by default each as long as it may need, 2 min and more */
  answerMs?: number;
};

/** What the server offered after login (I8); `condstore` and `qresync` only when ENABLEd as well. */
export type ImapCapabilities = {
  condstore: boolean;
  qresync: boolean;
  idle: boolean;
  /** tells of mailboxes that are not open (RFC 5465) */
  notify: boolean;
  move: boolean;
  uidplus: boolean;
  esearch: boolean;
  /** answers of SEARCH in pages (RFC 9394) */
  partial: boolean;
  specialUse: boolean;
  createSpecialUse: boolean;
  listExtended: boolean;
  listStatus: boolean;
  objectId: boolean;
  /** X-GM-EXT-1: labels, ids of messages and threads, a search of its own */
  gmail: boolean;
  /** RFC 8970 */
  preview: boolean;
  namespace: boolean;
  unselect: boolean;
  literalPlus: boolean;
  acl: boolean;
  quota: boolean;
  /** RFC 3516: parts are sent decoded, and their decoded size is known */
  binary: boolean;
  /** UTF8=ACCEPT is enabled (RFC 9755): names are UTF-8 */
  utf8: boolean;
  /** largest message for APPEND in octets (RFC 7889), null when unknown */
  appendLimitBytes: number | null;
};

/** Roles that an IMAP attribute or a name can stand for (RFC 6154). */
export type ImapRole = 'inbox' | 'drafts' | 'sent' | 'archive' | 'junk' | 'trash' | 'all' | 'flagged' | 'important' | 'snoozed';

export type MailboxStatus = {
  messages: number;
  uidNext: number | null;
  uidValidity: number | null;
  unseen: number | null;
  /** null without CONDSTORE or for NOMODSEQ */
  highestModSeq: bigint | null;
  mailboxId: string | null;
};

export type ListedMailbox = {
  /** the whole name, decoded; what every other call takes */
  path: string;
  /** last segment, decoded */
  name: string;
  /** segments without the personal namespace's prefix (J13): `INBOX.Work.2024` is `['Work', '2024']` */
  displayPath: string[];
  /** null: no hierarchy here (I13) */
  delimiter: string | null;
  /** path of the mailbox above, null at the top level; always in the same list */
  parentPath: string | null;
  flags: string[];
  /** by attribute (RFC 6154), and INBOX by its name */
  role: ImapRole | null;
  /** a guess from the name in some 90 languages (I11), only where no attribute says more */
  nameRole: ImapRole | null;
  subscribed: boolean;
  /** cannot be opened */
  noSelect: boolean;
  nonExistent: boolean;
  noInferiors: boolean;
  mailboxId: string | null;
  /** null: the server gives no STATUS with LIST, or this mailbox has none; ask `status` */
  status: MailboxStatus | null;
  namespace: 'personal' | 'other' | 'shared';
};

/** One resource of a quota root. STORAGE counts in 1,024 octets, MESSAGE in messages (RFC 9208 §5). */
export type QuotaFact = { root: string; resource: string; used: number; limit: number };

/** `labels`: X-GM-LABELS as paths of mailboxes, or with a backslash in front; only where asked for. */
export type FlagFact = { uid: number; flags: string[]; modSeq: bigint | null; labels?: string[] };

export type ExaminedMailbox = {
  path: string;
  /** null: the server has none, so nothing may be kept by UID (I27) */
  uidValidity: number | null;
  /** UIDNOTSTICKY (I27) */
  uidNotSticky: boolean;
  uidNext: number;
  /** false: the server gave no UIDNEXT, and it was counted from the last message */
  hasUidNext: boolean;
  exists: number;
  /** null for NOMODSEQ or without CONDSTORE (I26) */
  highestModSeq: bigint | null;
  flags: string[];
  /** as EXAMINE gives it, where many servers say that nothing is permanent; `storeFlags` looks at what SELECT says */
  permanentFlags: string[];
  readOnly: boolean;
  mailboxId: string | null;
  /** the server answered the QRESYNC parameter under the UIDVALIDITY that was asked for: `vanished` and `changed` are complete (I20) */
  resynced: boolean;
  vanished: UidRange[];
  changed: FlagFact[];
};

export type FetchedHeader = {
  uid: number;
  flags: string[];
  modSeq: bigint | null;
  /** 0 when the server did not say */
  internalDateMs: number;
  sizeBytes: number;
  /** null when the server's BODYSTRUCTURE is missing or of no use */
  structure: MessagePart | null;
  /** the header fields of I16 as sent, raw; empty when `readable` is `no` */
  headerBlock: Buffer;
  /** OBJECTID (RFC 8474) */
  emailId: string | null;
  threadId: string | null;
  /** X-GM-EXT-1; labels are paths of mailboxes, those of the system stand with a backslash in front */
  gmail: { msgId: string; thrId: string; labels: string[] } | null;
  /** the beginning of the text as the server tells it (RFC 8970); null when it does not */
  preview: string | null;
  /** what was left to try (I18): everything · without BODYSTRUCTURE · header fields only · nothing can be read */
  readable: 'all' | 'no-structure' | 'headers' | 'no';
};

/** How much is asked of a message, and less of one that makes trouble (I18); `place`: date, size and flags; `nothing`: not even those. */
export type HeaderDetail = 'all' | 'no-structure' | 'headers' | 'place' | 'nothing';

/** Where messages landed (RFC 4315 §3). Use only when `uidValidity` is the target's (I30). */
export type UidMap = { uidValidity: number; uids: Map<number, number> };

export type IdleHint = { kind: 'exists' | 'expunge' | 'flags' | 'vanished' | 'other' };

/**
 * What a server tells of any mailbox of the person after `notify`: hints for a pass or a listing, as those of IDLE (I25).
 * `status`: only the items that the news is about; the others are null · `list`: mailboxes were made, deleted, renamed, (un)subscribed ·
 * `overflow`: the server tells nothing any more, of the open mailbox neither (RFC 5465 §5.8); make another connection
 */
export type MailboxNews =
  | { kind: 'status'; path: string; status: Omit<MailboxStatus, 'messages' | 'mailboxId'> & { messages: number | null } }
  | { kind: 'list' }
  | { kind: 'overflow' };

/** What a server said without being asked, outside of what a command collects: hints for a pass, `vanished` to be applied at once (I20). */
export type MailboxEvent =
  | { kind: 'exists' | 'expunge'; path: string }
  | { kind: 'flags'; path: string; fact: FlagFact | null }
  | { kind: 'vanished'; path: string; uids: UidRange[] }
  /** a line that could not be read was dropped: reconcile in full (I26) */
  | { kind: 'unparsed'; path: string | null };

export type OperationOptions = { signal?: AbortSignal | undefined };

/**
 * One IMAP connection. Calls made at the same time wait for each other; reading calls mean the mailbox of the last `examine`, and a write
 * that had to select another one is followed by going back (I7). Every call throws MailError: `network` (the session is lost, make a new
 * one), `temporary`, `refused`, `forbidden`, `over-quota`, `not-found`, `already-exists`, `too-large`, `stale-uids`, `invalid`, `aborted`.
 */
export interface ImapSession {
  readonly capabilities: ImapCapabilities;
  readonly closed: boolean;
  /** The server's own name and version (RFC 2971), for the doctor. */
  readonly serverId: Readonly<Record<string, string>>;
  /** Once, when the connection is gone: null when we closed it. Called at once when it already is. */
  onClose(listener: (error: Error | null) => void): void;
  onMailboxEvent(listener: (event: MailboxEvent) => void): void;
  /** LOGOUT, a few seconds at most, then the socket goes. */
  close(): Promise<void>;
  destroy(): void;

  list(options?: OperationOptions): Promise<ListedMailbox[]>;
  /** Letters of RFC 4314 §2.1; only where `capabilities.acl`. @throws MailError 'forbidden', 'not-found', 'refused' */
  myRights(path: string, options?: OperationOptions): Promise<string>;
  /** Resources of the quota roots behind this mailbox; only where `capabilities.quota`. */
  quotas(path: string, options?: OperationOptions): Promise<QuotaFact[]>;
  /** Never for the mailbox that is open (I10). */
  status(path: string, options?: OperationOptions): Promise<MailboxStatus>;
  examine(
    path: string,
    options?: OperationOptions & { qresync?: { uidValidity: number; modSeq: bigint; knownUids?: UidRange[] } | null },
  ): Promise<ExaminedMailbox>;
  /** Leaves the mailbox without expunging (RFC 3691); nothing where the server has no UNSELECT. */
  unselect(): Promise<void>;

  /** Ascending. */
  allUids(options?: OperationOptions): Promise<number[]>;
  uidsIn(range: UidRange, options?: OperationOptions): Promise<number[]>;
  /** UIDs at these sequence numbers of the mailbox just examined, ascending; fewer than asked for when messages went meanwhile. */
  uidsAt(numbers: { from: number; to: number }, options?: OperationOptions): Promise<number[]>;
  countIn(range: UidRange, options?: OperationOptions): Promise<number>;
  uidsWithFlag(flag: string, options?: OperationOptions): Promise<number[]>;
  /** UIDs from `uidFrom` on whose Message-ID holds the text (J5). */
  byHeaderMessageId(uidFrom: number, messageId: string, options?: OperationOptions): Promise<number[]>;
  /**
   * Server SEARCH for a filter (I34); dates count by whole days on the server, so the answer may hold a day too much at both ends.
   * @throws MailError 'refused' with code BADCHARSET; 'invalid' for terms that IMAP has no word for
   */
  search(path: string, filter: MailFilter, options?: OperationOptions): Promise<number[]>;

  /**
   * In the order of the server; each UID once. UIDs that are gone are left out. One bad message never ends it (I18).
   *
   * @param options `detail`: what to begin with, for UIDs that let the connection hang before; default `all` · `timeoutMs`: how long one
   *   command may take before the connection is given up, with code ETIMEDOUT
   */
  fetchHeaders(
    what: UidSet | { seqFromEnd: number },
    options?: OperationOptions & { detail?: HeaderDetail; timeoutMs?: number },
  ): AsyncGenerator<FetchedHeader, void, undefined>;
  /** `changedSince` only counts where CONDSTORE is enabled and the mailbox has mod-sequences; asking it elsewhere is 'invalid' (I5). */
  fetchFlags(uids: UidSet, options?: OperationOptions & { changedSince?: bigint | undefined }): Promise<FlagFact[]>;
  /**
   * One section: `''` the whole message, `1.2`, `HEADER`, `1.2.MIME`, `TEXT`.
   * @throws MailError 'not-found' (the message or part is gone), 'too-large' (more than `maxBytes`), 'unreadable'
   */
  fetchPart(uid: number, section: string, options?: OperationOptions & { maxBytes?: number | undefined }): Promise<Buffer>;
  /**
   * A piece of a section, from an offset on: shorter than `bytes` only at the section's end. `isDecoded`: transfer-decoded by the server
   * (RFC 3516), which needs `capabilities.binary`.
   * @throws as `fetchPart`; 'unreadable' when the server cannot decode the part
   */
  fetchPiece(
    uid: number,
    section: string,
    piece: { from: number; bytes: number; isDecoded: boolean },
    options?: OperationOptions,
  ): Promise<Buffer>;
  /** Octets of the whole message (`''`), or of a part once decoded, which needs `capabilities.binary`; null: the server does not say. */
  sizeOf(uid: number, section: string, options?: OperationOptions): Promise<number | null>;
  /** The same as a stream in constant memory; `size` is what the server reports, null when it does not say. */
  streamPart(uid: number, section: string, options?: OperationOptions): Promise<{ size: number | null; stream: Readable }>;

  /**
   * +FLAGS, −FLAGS.
   * @returns `modified`: left alone, since they changed behind `unchangedSince` (RFC 7162 §3.1.3); `unsupported`: flags that the mailbox cannot keep (I31)
   */
  storeFlags(
    path: string,
    uidValidity: number,
    uids: UidSet,
    change: { add?: readonly string[]; remove?: readonly string[] },
    options?: OperationOptions & { unchangedSince?: bigint | undefined },
  ): Promise<{ modified: number[]; unsupported: string[] }>;
  /**
   * Labels of messages (X-GM-EXT-1): paths of mailboxes, or those of the system with a backslash in front. Safe to repeat; UIDs that are gone
   * are passed over.
   */
  storeLabels(
    path: string,
    uidValidity: number,
    uids: UidSet,
    change: { add: readonly string[]; remove: readonly string[] },
    options?: OperationOptions,
  ): Promise<void>;
  /** UIDs of a mailbox that bear this label, or are this message (X-GM-EXT-1). */
  searchGmail(path: string, what: { label: string } | { msgId: string }, options?: OperationOptions): Promise<number[]>;
  /** @returns null without COPYUID. @throws MailError 'not-found' with code TRYCREATE (I30) */
  copy(path: string, uidValidity: number, uids: UidSet, target: string, options?: OperationOptions): Promise<UidMap | null>;
  /** `expunged` false: without UIDPLUS the originals stay as `\Deleted` (I28). */
  move(
    path: string,
    uidValidity: number,
    uids: UidSet,
    target: string,
    options?: OperationOptions,
  ): Promise<{ map: UidMap | null; expunged: boolean }>;
  /** `\Deleted` and UID EXPUNGE; without UIDPLUS only `\Deleted` (I4, I28). */
  expunge(path: string, uidValidity: number, uids: UidSet, options?: OperationOptions): Promise<{ expunged: boolean }>;
  /** Messages that any client marked `\Deleted` and that are still there (I28). */
  countDeleted(path: string, options?: OperationOptions): Promise<number>;
  /**
   * Takes every message that is marked `\Deleted`, only where UIDPLUS is absent and only when as many are marked as expected (I28).
   * @returns `expunged` false: another number is marked, given in `deleted`, and nothing went
   * @throws MailError 'invalid' where UID EXPUNGE exists
   */
  expungeDeleted(
    path: string,
    uidValidity: number,
    expected: number,
    options?: OperationOptions,
  ): Promise<{ expunged: boolean; deleted: number }>;
  /** @returns null without APPENDUID. @throws MailError 'not-found' with code TRYCREATE, 'too-large', 'over-quota' */
  append(
    path: string,
    message: { raw: Buffer | { stream: Readable; sizeBytes: number }; flags: readonly string[]; internalDateMs: number | null },
    options?: OperationOptions,
  ): Promise<{ uidValidity: number; uid: number } | null>;

  createMailbox(path: string, options?: OperationOptions & { specialUse?: ImapRole | null }): Promise<{ mailboxId: string | null }>;
  renameMailbox(from: string, to: string, options?: OperationOptions): Promise<void>;
  deleteMailbox(path: string, options?: OperationOptions): Promise<void>;
  subscribe(path: string, options?: OperationOptions): Promise<void>;
  unsubscribe(path: string, options?: OperationOptions): Promise<void>;

  /**
   * Waits in the mailbox and tells of every hint, until the signal fires (it then resolves) or the connection is lost (it rejects). Other
   * calls may be made meanwhile; they interrupt the waiting. Without IDLE the server is asked by NOOP once a minute (I25).
   */
  idle(
    path: string,
    options: { onHint: (hint: IdleHint) => void; signal: AbortSignal; examined?: (mailbox: ExaminedMailbox) => void },
  ): Promise<void>;
  /**
   * Asks to be told of mailboxes that are not open; only where `capabilities.notify`. Such a session is for `idle` alone: what it would be
   * told might be taken for the answer to `list` or `status`.
   * @returns false when the server refuses: everything is as before
   */
  notify(onNews: (news: MailboxNews) => void, options?: OperationOptions): Promise<boolean>;
}
