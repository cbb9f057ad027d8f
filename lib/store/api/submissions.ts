import type { AccountId, BlobId, EmailAddress, EmailId, IdentityId, ServerSettings, SubmissionId, ThreadId } from '#lib/mail/index.ts';
import type { Outcome } from './states.ts';

/** The outgoing server of one identity; `sealed` is the password for it. */
export type IdentityServer = { identityId: IdentityId; server: ServerSettings; sealed: Uint8Array };

export type DeliveryRecipient = {
  address: string;
  state: 'waiting' | 'accepted' | 'refused';
  /** the server's last reply: `250 2.0.0 …`; null before one came */
  smtpReply: string | null;
  /** what a delivery status notification said later; the last one that changed something */
  report?: RecipientReport;
  /** a disposition notification said that it was shown to the recipient */
  isDisplayed?: boolean;
};

/** RFC 3464 §2.3. `smtpReply`: what the last server on the way said, when it is told as such; `text`: its words in any case. */
export type RecipientReport = {
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  status: string | null;
  smtpReply: string | null;
  text: string | null;
};

/** A report that came for a message, to be matched with its submission. */
export type ArrivedReport = {
  kind: 'dsn' | 'mdn';
  /** the Email that is the report */
  emailId: EmailId;
  /** ENVID that it names: the id of the submission */
  envelopeId: string | null;
  /** Message-IDs without brackets, the surest first */
  messageIds: string[];
  /** `mdn`: with `report` null, and only those to whom it was shown */
  recipients: { finalRecipient: string | null; originalRecipient: string | null; report: RecipientReport | null }[];
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
  /** `stage`: where on the road (protocols.md §8.1), `port`: of the server that it led to; rows of older versions have none */
  error: {
    kind: string;
    stage?: string | null;
    port?: number | null;
    code: string | null;
    enhancedCode: string | null;
    serverText: string | null;
  } | null;
  /** notifications that came back, in their order */
  reports: { kind: 'dsn' | 'mdn'; emailId: EmailId }[];
};

export type SendingDecision = 'now' | 'stop' | 'sent' | 'again';

export interface SubmissionStore {
  get(accountId: AccountId, ids: readonly string[] | null): Promise<SubmissionRecord[]>;
  create(
    accountId: AccountId,
    input: Omit<SubmissionRecord, 'id' | 'attempts' | 'nextAttemptAtMs' | 'error' | 'state' | 'createdAtMs' | 'reports'> & {
      nowMs: number;
      /** is sent and never seen: a notification, no mail of the person's */
      isHidden?: boolean;
    },
  ): Promise<SubmissionRecord>;
  /** held → canceled; 'cannot-unsend' from the claim on (J11). */
  cancel(accountId: AccountId, id: SubmissionId): Promise<Outcome<null>>;
  /**
   * What a person decides about a message in the queue. `now`: a held, deferred or refused one is due at once, to whoever has not taken it.
   * `stop`: no further try; a held one is canceled, of a deferred one those who have not taken it count as refused. Of one whose fate is
   * unknown (S4): `sent` takes it as accepted, `again` sends the frozen octets once more. 'cannot-unsend' where that is not possible.
   */
  steer(accountId: AccountId, id: SubmissionId, decision: SendingDecision, nowMs: number): Promise<Outcome<null>>;
  /** Removes the record; never a pending send (J10). */
  destroy(accountId: AccountId, id: SubmissionId): Promise<Outcome<null>>;
  /**
   * Takes the lease of the next due one: held/deferred → claimed, atomically. Also returns ones whose lease ran out (crash), and uncertain ones
   * whose next look is due, with the state they were in.
   */
  claimDue(accountId: AccountId, nowMs: number, leaseMs: number): Promise<SubmissionRecord | null>;
  nextDueMs(accountId: AccountId): Promise<number | null>;
  /**
   * Emails that came since the last look and may be reports of what was sent, and where the next look begins; null when there is none.
   * What came before the first submission is passed over.
   */
  arrivals(accountId: AccountId): Promise<{ emailIds: EmailId[]; readTo: number } | null>;
  noteArrivalsRead(accountId: AccountId, readTo: number): Promise<void>;
  /** Notes a report at the submission that it is about, by ENVID, else by Message-ID. @returns false when it is about none of ours */
  report(accountId: AccountId, report: ArrivedReport): Promise<boolean>;
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
  /** Identities with an outgoing server of their own. */
  servers(accountId: AccountId): Promise<IdentityServer[]>;
  /** Null: mail of the identity goes through the account's own server again. Refused: 'not-found'. */
  setServer(accountId: AccountId, id: IdentityId, own: Omit<IdentityServer, 'identityId'> | null): Promise<Outcome<null>>;
  get(accountId: AccountId, ids: readonly string[] | null): Promise<IdentityRecord[]>;
  create(accountId: AccountId, input: Omit<IdentityRecord, 'id' | 'mayDelete'>): Promise<IdentityId>;
  /** 'forbidden' for the one that came with the account. */
  destroy(accountId: AccountId, id: IdentityId): Promise<Outcome<null>>;
  update(
    accountId: AccountId,
    id: IdentityId,
    patch: Partial<Pick<IdentityRecord, 'name' | 'replyTo' | 'bcc' | 'textSignature' | 'htmlSignature'>>,
  ): Promise<Outcome<null>>;
}
