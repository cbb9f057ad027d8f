import type { ImapSession } from '#lib/imap/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import type { IntentWork, Store } from '#lib/store/index.ts';

/** What the outbox of one account needs; the gateway gives it the connection on which passes and intents take turns. */
export type OutboxContext = {
  accountId: AccountId;
  store: Store;
  log: Logger;
  nowMs: () => number;
  signal: AbortSignal;
  /** the provider files its own copy of what it sends (J10) */
  savesSent: boolean;
  /** Runs the task with the account's connection to itself, before anything that only reads. */
  withSession: <T>(task: (session: ImapSession) => Promise<T>) => Promise<T>;
  /** These mailboxes were changed by us: a pass fetches what the answer did not tell. */
  onCarried: (mailboxIds: MailboxId[]) => void;
  /** The list of mailboxes was changed by us. */
  onMailboxesChanged: () => void;
  /** The server has just done this to a mailbox of that name; told before anything else is asked on the connection. */
  onNamed: (work: IntentWork, delimiter: string | null) => void;
};
