import type { QuotaFact } from '#lib/imap/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import type { EngineHealth } from './engine-health.ts';

/** What the gateway needs of an account's engine, whichever protocol it speaks (G1). */
export interface MailEngine {
  readonly health: EngineHealth;
  readonly quotas: readonly QuotaFact[];
  /** Runs until the account's signal fires and nothing of it is left. */
  run(): Promise<void>;
  /** Waits for the mailboxes of an account that has none yet (J21). @throws MailError: why they do not come, or 'aborted' */
  ready(signal: AbortSignal): Promise<void>;
  /** Whether there is known to be no room for so many octets more (J12). */
  isFullFor(sizeBytes: number): boolean;
  /** These rows are on a screen and want their preview. */
  wantText(emailIds: readonly EmailId[]): void;
  /** This part of a mailbox is on a screen. @returns ends when it is in the index, or will not come out of turn */
  wantWindow(mailboxId: MailboxId, position: number, limit: number): Promise<void>;
  /** The person came back, or somebody got through: no waiting any more. */
  hurry(): void;
  /** The person wants to know now whether there is something new. */
  checkNow(): void;
}
