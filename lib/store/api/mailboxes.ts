import type { AccountId, EmailId, MailboxId, MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { Outcome } from './states.ts';

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

/**
 * Messages below the floor of a first fill that were fetched out of turn, since a screen showed that part of the mailbox. Stored is all that
 * the server had from `lowUid` to `highUid`; what went since is told by the passes, and again when the fill comes by.
 */
export type FilledWindow = {
  lowUid: number;
  highUid: number;
  /** messages that the server had below it when it was fetched: its place in the mailbox, whatever happens above */
  below: number;
};

/** Where a FilledWindow stands among the rows of a list, newest first. */
export type WindowPlace = {
  mailboxId: MailboxId;
  /** messages on the server that are newer than the window: exact when it was fetched, a good estimate later */
  position: number;
  /** Emails of the window, and how many of them stand for their Thread in the list of the mailbox */
  emails: number;
  threads: number;
  /** the newest of each; null when there is none */
  firstEmailId: EmailId | null;
  firstThreadEmailId: EmailId | null;
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
  /** what was fetched below `lowUid`, ascending, apart from each other; none once the mailbox is filled */
  windows: readonly FilledWindow[];
  /** the server shows no more than so many of the newest messages (I23); null: not known to hide any */
  shownMost: number | null;
  /** lowest UID that it shows: what is stored below is outside, not deleted; null: it shows everything */
  shownFrom: number | null;
  /** when everything in it was last compared with the server (I26), its first fill included; null: never */
  comparedAtMs: number | null;
};

/**
 * Whose messages a mailbox shows: `own`, what lies in it · `all`, every message that has labels · `view`, those of `all` that bear its label
 * (X-GM-EXT-1, I33).
 */
export type MailboxFiling = 'own' | 'all' | 'view';

export type MailboxSyncRow = MailboxRecord & {
  filing: MailboxFiling;
  /** a view's label: its path, or with a backslash in front; null for others */
  label: string | null;
  /** the person said which role this mailbox has, or that it has none (I11) */
  isRoleChosen: boolean;
  /** path on the server; null while a pending intent has still to create it */
  path: string | null;
  delimiter: string | null;
  /** false for \Noselect, \NonExistent */
  isSelectable: boolean;
  /** it is to be deleted, and read until then: mail that was taken out of it must be found there first */
  isLeaving: boolean;
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
  /** default `own` */
  filing?: MailboxFiling;
  /** of a view, where it is not the path */
  label?: string | null;
};

export type MailboxPatch = {
  name?: string;
  parentId?: MailboxId | null;
  sortOrder?: number;
  isSubscribed?: boolean;
  /** the person's choice (I11): taken from whichever mailbox had the role, kept here only, and stronger than what any later listing says */
  role?: MailboxRole | null;
};

export interface MailboxStore {
  get(accountId: AccountId, ids: readonly string[] | null): Promise<MailboxRecord[]>;
  /** Filled or not: the sync view of every mailbox of the account. */
  syncRows(accountId: AccountId): Promise<MailboxSyncRow[]>;
  /** … and of those that are leaving: the ones to make passes over. */
  passRows(accountId: AccountId): Promise<MailboxSyncRow[]>;
  /** One of `passRows`. */
  syncRow(accountId: AccountId, id: MailboxId): Promise<MailboxSyncRow | null>;
  /** The windows of all mailboxes that are filling, newest first in each. */
  windowPlaces(accountId: AccountId): Promise<WindowPlace[]>;

  /**
   * Takes a complete LIST: creates, updates, destroys (a listed mailbox is matched by path, else `serverMailboxId`, else `renames`).
   * Mailboxes whose creation, rename or deletion is pending keep their local form (G3). Makes Drafts, Sent, Trash with their
   * roles where the server has none (J13): local until an intent creates them. One mailbox per role; what a person chose stays (I11).
   * `unlisted`: paths that are there although the list does not say so.
   */
  recordListing(
    accountId: AccountId,
    listed: ListedMailboxFact[],
    renames: { from: string; to: string }[],
    unlisted?: readonly string[],
  ): Promise<void>;

  // changes by a person: visible effect and intent in one transaction
  create(
    accountId: AccountId,
    input: { name: string; parentId: MailboxId | null; isSubscribed: boolean; sortOrder: number; role: MailboxRole | null },
  ): Promise<Outcome<MailboxRecord>>;
  update(accountId: AccountId, id: MailboxId, patch: MailboxPatch): Promise<Outcome<null>>;
  destroy(accountId: AccountId, id: MailboxId, options: { removeEmails: boolean; notBeforeMs: number }): Promise<Outcome<null>>;
  /**
   * Takes a destruction back that waits for its time: the mailbox and what was in it come back under the ids that they had. `not-found` once it
   * is being carried, or when the server never had the mailbox; `already-exists` where another one has the name by now; `invalid` while its
   * parent is destroyed.
   */
  restore(accountId: AccountId, id: MailboxId): Promise<Outcome<null>>;
  /** Such a destruction waits at least until then. `not-found` as above. */
  holdDestroyed(accountId: AccountId, id: MailboxId, notBeforeMs: number): Promise<Outcome<null>>;
}
