import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import type { Outcome } from './states.ts';

export type SnoozeRecord = {
  emailId: EmailId;
  untilMs: number;
  /** null: still away */
  backAtMs: number | null;
};

export interface SnoozeStore {
  /** What is away, and what came back and was not read since. */
  list(accountId: AccountId): Promise<SnoozeRecord[]>;
  /**
   * Puts Emails off: out of all their mailboxes into this one, and the time beside them, in one transaction. What is away already only gets
   * another time.
   */
  put(
    accountId: AccountId,
    input: { emailIds: readonly EmailId[]; mailboxId: MailboxId; untilMs: number },
  ): Promise<Map<EmailId, Outcome<null>>>;
  /** Takes it back: they are where they were, as they were. One that is not away is `not-found`. */
  takeBack(accountId: AccountId, emailIds: readonly EmailId[]): Promise<Map<EmailId, Outcome<null>>>;
  /**
   * Brings back what is due, unread, into the mailboxes that it came out of, or the inbox where those have gone. What somebody has taken out
   * of `mailboxId` meanwhile stays where it is.
   *
   * @param mailboxId where put off mail lies; null: nowhere any more
   */
  bringBack(accountId: AccountId, mailboxId: MailboxId | null, nowMs: number): Promise<EmailId[]>;
  nextDueMs(accountId: AccountId): Promise<number | null>;
}
