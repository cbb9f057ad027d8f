import type { AccountId, BlobId, EmailId, IntentId, Keyword, MailboxId, MailboxRole } from '#lib/mail/index.ts';
import type { EmailLocation } from './emails.ts';

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
  | { kind: 'labels'; emailId: EmailId; location: EmailLocation; add: LabelWork[]; remove: LabelWork[] }
  | {
      kind: 'remove';
      emailId: EmailId;
      location: EmailLocation | null;
      /** where the server removes from this mailbox only what went through another one (I33); `msgId`: how it names the message */
      through: { path: string; msgId: string | null } | null;
    }
  | {
      kind: 'append';
      emailId: EmailId;
      rawBlobId: BlobId;
      keywords: Keyword[];
      receivedAtMs: number;
      to: { mailboxId: MailboxId; path: string | null };
      /** the mailbox whose label it gets; it appears in `to` by itself (I33) */
      under: { mailboxId: MailboxId; path: string } | null;
      match: AppendMatch;
    }
  | { kind: 'mailbox-create'; mailboxId: MailboxId; path: string; role: MailboxRole | null; isSubscribed: boolean }
  | { kind: 'mailbox-rename'; mailboxId: MailboxId; from: string; to: string }
  | { kind: 'mailbox-delete'; mailboxId: MailboxId; path: string; isSelectable: boolean; removeEmails: boolean }
  | { kind: 'mailbox-subscribe'; mailboxId: MailboxId; path: string; isSubscribed: boolean };

/** A label as the server names it, and the mailbox that shows it. */
export type LabelWork = { mailboxId: MailboxId; label: string };

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
