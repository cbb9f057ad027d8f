import type { AccountId, AccountServers, BlobId, EmailId } from '#lib/mail/index.ts';
import type { KnownMaildrop } from '../known-maildrop.ts';
import type { EmailContent, FlatMessages } from './emails.ts';
import type { ListedMailboxFact } from './mailboxes.ts';

/**
 * A message of a POP3 maildrop as we know it (P7).
 * - `whole`: here with all its octets · `header`: here with its header only, the rest is on the server
 * - `destroyed`: was here, and a person destroyed it for good (J24) · `missing`: not here, getting it failed so far
 */
export type MaildropMessage = {
  key: number;
  /** as UIDL gave it; null: not known, then the hashes tell */
  uid: string | null;
  headerHash: string | null;
  contentHash: string | null;
  /** as LIST said */
  sizeBytes: number;
  state: 'whole' | 'header' | 'destroyed' | 'missing';
  emailId: EmailId | null;
  rawBlobId: BlobId | null;
  firstSeenMs: number;
  failures: number;
  /** the server did not list it in the last session that ended well */
  isGone: boolean;
};

/** Who a message is in its maildrop, and where its octets are. */
export type MaildropOrigin = {
  /** a row that was `missing` */
  key: number | null;
  uid: string | null;
  headerHash: string;
  sizeBytes: number;
  /** octets that `placeRaws` made durable; null: header only */
  raw: { blobId: BlobId; sizeBytes: number } | null;
};
export type NewMaildropMessage = MaildropOrigin & { content: EmailContent };
/** What `MaildropBatch` collects; taken once. The origins stand in the order of the messages. */
export type CollectedMaildropMessages = {
  readonly length: number;
  take(): { origins: MaildropOrigin[]; messages: FlatMessages; memory: ArrayBuffer[] };
};

/** Octets in a temporary file (absolute path), with the name that they are going to have. */
export type StagedRaw = { readonly blobId: BlobId; readonly sizeBytes: number; readonly temporary: string };

/** What only POP3 accounts have: their mailboxes and their mail are here and nowhere else (P12, J24). */
export interface MaildropStore {
  /** Makes Inbox, Drafts, Sent, Archive and Trash where the account has no mailbox yet; nothing is said of them to a server. */
  makeMailboxes(accountId: AccountId): Promise<void>;
  /**
   * One session per account in the whole system (P6). Whoever has the lock may take it again, which makes it last longer.
   *
   * @returns false: somebody else has it
   */
  lock(accountId: AccountId, holder: string, untilMs: number): Promise<boolean>;
  unlock(accountId: AccountId, holder: string): Promise<void>;
  /** All messages ever seen that are not forgotten, oldest first. */
  known(accountId: AccountId): Promise<KnownMaildrop>;
  /** All that is known of messages, in the order of their keys as given. */
  messages(accountId: AccountId, keys: readonly number[]): Promise<MaildropMessage[]>;
  /** Keys of messages that are `destroyed` and were on the server when it was last asked. */
  destroyed(accountId: AccountId): Promise<number[]>;
  /** Emails whose message was on the server when it was last asked, oldest first. */
  emailIds(accountId: AccountId): Promise<EmailId[]>;
  /** What is known of the message that became this Email; null when it came from nowhere. */
  ofEmail(accountId: AccountId, emailId: EmailId): Promise<MaildropMessage | null>;
  /** Octets in a temporary file, durable (P8): `placeRaws` or `discardRaw` must follow. */
  stageRaw(octets: Uint8Array): Promise<StagedRaw>;
  /**
   * Gives octets their durable names (P8: rename, fsync of the folders), many at a time, without rows: they stay until `store` or
   * `complete` refers to them. When it throws, none are left staged.
   */
  placeRaws(staged: readonly StagedRaw[]): Promise<void>;
  /** Lets go of octets that nothing is going to refer to. */
  discardRaw(staged: StagedRaw): Promise<void>;
  /** Whether the octets are here in full length: asked before they are removed from the server (V5). */
  hasRaw(accountId: AccountId, blobId: BlobId): Promise<boolean>;
  /** Octets whether or not a row names them, and the row for them: for an index that is made from its files. */
  readRaw(blobId: BlobId): Promise<Uint8Array | null>;
  adoptRaw(accountId: AccountId, raw: { blobId: BlobId; sizeBytes: number }): Promise<void>;
  /**
   * Messages with their ids of the maildrop, in one durable transaction (P8). Known ones are passed over; a batch is empty afterwards.
   *
   * @returns how many are new
   */
  store(accountId: AccountId, messages: CollectedMaildropMessages): Promise<number>;
  /** The rest of a message of which only the header was here: `id`, size and date of the Email stay (J4, J24). */
  complete(
    accountId: AccountId,
    key: number,
    raw: { blobId: BlobId; sizeBytes: number },
    text: { search: string; preview: string },
  ): Promise<void>;
  /** Getting this message failed, once or as good as so many times. @returns how often by now */
  noteFailure(accountId: AccountId, message: { key: number | null; uid: string | null; sizeBytes: number; times: number }): Promise<number>;
  /** What a listing told: who went, who is there again, who has another id now. */
  noteListing(
    accountId: AccountId,
    facts: { gone: readonly number[]; back: readonly number[]; renumbered: readonly { key: number; uid: string | null }[] },
  ): Promise<void>;
  /** Messages of which only the header is here; `lost`: and the server has them no more. */
  incomplete(accountId: AccountId): Promise<{ headersOnly: number; lost: number }>;
  /**
   * The account is an IMAP account from now on: what the server's inbox has is bound to it, and what is only here waits to be appended
   * (mailboxes, keywords and ids stay). What was destroyed here and is still on the server is mail of the server again.
   */
  leave(
    accountId: AccountId,
    home: {
      servers: AccountServers;
      listed: ListedMailboxFact[];
      uidValidity: number | null;
      bound: { emailId: EmailId; uid: number }[];
    },
  ): Promise<void>;
  /** Carries what a person changed to where it belongs: to the index, and no server is asked. @returns how many intents were carried */
  carryLocally(accountId: AccountId, nowMs: number): Promise<number>;
}
