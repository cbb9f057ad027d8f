import type { AccountId, EmailId, Keyword, MailboxId, ThreadId } from '#lib/mail/index.ts';
import type { Outcome } from './states.ts';

/** What is done to each of very many Emails. A move goes out of `from`; `elseAll`: what is not in there goes out of wherever it is. */
export type BulkDeed =
  | { kind: 'move'; from: MailboxId | null; elseAll: boolean; to: MailboxId; addKeywords: Keyword[]; removeKeywords: Keyword[] }
  | { kind: 'copy'; to: MailboxId }
  | { kind: 'keywords'; addKeywords: Keyword[]; removeKeywords: Keyword[] }
  | { kind: 'snooze'; mailboxId: MailboxId; untilMs: number }
  | { kind: 'destroy' };

/**
 * Which Emails of the Threads that were found are meant. `inThreads` false: those that were found, and none besides.
 * - all: every one
 * - newest: of each Thread the newest that is no draft, else the newest
 * - in: those in this mailbox
 * - in-or-all: those in this mailbox; of a Thread that has none there, all of it but what is in `not` already
 */
export type BulkScope = { inThreads: boolean } & (
  | { emails: 'all' }
  | { emails: 'newest' }
  | { emails: 'in'; mailboxId: MailboxId }
  | { emails: 'in-or-all'; mailboxId: MailboxId | null; not: readonly MailboxId[] }
);

export type BulkActState = 'doing' | 'undoing' | 'done' | 'stopped' | 'undone';

export type BulkActRecord = {
  id: string;
  deed: BulkDeed;
  state: BulkActState;
  /** Emails */
  total: number;
  /** how many of them are behind; counts down while it is taken back */
  done: number;
  /** of those, how many were refused */
  failed: number;
  startedAtMs: number;
};

/** Acts on very many Emails, done slice by slice in the background and taken back the same way. They go on after a restart. */
export interface BulkActStore {
  /** The last hundred of the account, oldest first. */
  list(accountId: AccountId): Promise<BulkActRecord[]>;
  /** The Emails meant, by what was found. Reads in slices, so that nobody else waits. */
  scope(accountId: AccountId, found: readonly EmailId[], scope: BulkScope, without: ReadonlySet<ThreadId>): Promise<BulkEmails>;
  /** Writes down what is to be done; nothing of it is done yet. */
  start(accountId: AccountId, act: { deed: BulkDeed; emails: BulkEmails }): Promise<BulkActRecord>;
  /**
   * Does, or takes back, at most so many Emails of the oldest act that is under way, in one transaction with the record of it.
   *
   * @returns the act as it is then; null: none is under way
   */
  doSlice(accountId: AccountId, most: number): Promise<BulkActRecord | null>;
  /**
   * stop: what is done stays so. undo: what was done is taken back, as far as nobody changed it since. redo: what was taken back is done again.
   *
   * @returns not-found; `invalid` where it is not in a state for that, or nothing can bring the Emails back
   */
  steer(accountId: AccountId, id: string, how: 'stop' | 'undo' | 'redo'): Promise<Outcome<BulkActRecord>>;
}

/** Keys inside of the store, eight octets each. */
export type BulkEmails = Uint8Array<ArrayBuffer>;
