import { z } from 'zod';
import type { AccountId, BlobId, EmailId, MailboxId, MailErrorKind } from '#lib/mail/index.ts';
import { idSchema, unsignedIntSchema } from './scalars.ts';

/**
 * How far a mailbox is filled (`urn:postern:sync`, settled 7). JMAP's own counts come from indexed mail only (J6); a scroll bar over the
 * whole mailbox is drawn from these two.
 */
export type MailboxProgress = {
  id: MailboxId;
  /** messages on the server as last seen (EXISTS) */
  serverMessages: number;
  /** of these, how many JMAP shows, and in how many rows with `collapseThreads` */
  indexed: number;
  threads: number;
  /**
   * Parts of a mailbox still filling that were fetched out of turn, newest first; `Email/query` shows them right after the newest mail, although
   * there is mail between them that is not indexed yet. Empty once the mailbox is filled.
   */
  windows: FilledWindow[];
};

/** Where a part fetched out of turn belongs in the list of its mailbox, newest first. */
export type FilledWindow = {
  /** messages on the server that are newer than it: an estimate once mail comes and goes */
  position: number;
  /** Emails in it, and with `collapseThreads` rows */
  emails: number;
  threads: number;
  /** the Email with which it begins in `Email/query`: usable as its `anchor`; null when there is none */
  firstEmailId: EmailId | null;
  /** the same with `collapseThreads` */
  firstThreadEmailId: EmailId | null;
};
export type MailboxProgressGetResponse = { accountId: string; state: string; list: MailboxProgress[]; notFound: string[] };

/** Something the person should hear of once: a change that the server refused late (J12). */
export type AccountEvent = {
  id: string;
  /** UTCDate */
  at: string;
  kind: string;
  emailId: EmailId | null;
  mailboxId: MailboxId | null;
  /** octets of a message that could be placed nowhere, kept for “recover”; else null */
  blobId: BlobId | null;
  /** the server's own words */
  serverText: string | null;
};

/** State of the connection to the mail server, one per account: a singleton with the id `singleton`. */
export type AccountHealth = {
  id: 'singleton';
  /** ok = synced and watching; syncing = a first fill or pass runs; retrying = lost, comes back by itself; needs-you = password, certificate … */
  state: 'starting' | 'ok' | 'syncing' | 'retrying' | 'needs-you';
  /** UTCDate */
  lastSyncAt: string | null;
  /** UTCDate of the next try while retrying */
  retryAt: string | null;
  /** changes that still wait to be carried to the server; a submission says its own state */
  pending: number;
  /** messages that the mail server has and that are not here yet */
  toFetch: number;
  /** messages whose text is still to be brought into the full-text index */
  toIndex: number;
  /** open connections to the mail server */
  connections: number;
  error: {
    kind: MailErrorKind;
    stage: string | null;
    code: string | null;
    serverText: string | null;
    host: string | null;
    /** in words for the person: what happened, what it means, what to do */
    title: string;
    detail: string;
    nextStep: string | null;
  } | null;
  /** of the last seven days, oldest first */
  events: AccountEvent[];
  /** of an account that is read over POP3; else null */
  pop3: {
    /** days after which the server removes messages by itself (RFC 2449 §6.7); `never`: it does not; null: it does not say */
    expireDays: number | 'never' | null;
    /** the server wants so many seconds between two sessions (RFC 2449 §6.5) */
    loginDelaySeconds: number | null;
    /** UTCDate of the next look at the server */
    nextCheckAt: string | null;
    /** messages of which only the header is here, and those of them whose rest is gone from the server */
    headersOnly: number;
    lost: number;
  } | null;
};
export type AccountHealthGetResponse = { accountId: AccountId; state: string; list: AccountHealth[]; notFound: string[] };

export const accountHealthProperties = [
  'id',
  'state',
  'lastSyncAt',
  'retryAt',
  'pending',
  'toFetch',
  'toIndex',
  'connections',
  'error',
  'events',
  'pop3',
] as const satisfies readonly (keyof AccountHealth)[];
export const mailboxProgressProperties = [
  'id',
  'serverMessages',
  'indexed',
  'threads',
  'windows',
] as const satisfies readonly (keyof MailboxProgress)[];

const getForm = {
  accountId: idSchema,
  ids: z.array(idSchema).nullable().default(null),
  properties: z.array(z.string()).nullable().default(null),
};

export const syncMethods = {
  /** standard `/get` without a `/changes` beside it: its state comes by push */
  'MailboxProgress/get': z.strictObject(getForm),
  /**
   * Says that this window of a mailbox is on a screen: it is fetched first, and the mailbox is kept live. `position` and `limit` count messages
   * on the server, newest first. Answers `{accountId}` at once, or with `waitMs` when the window is indexed, but no later than that.
   */
  'MailboxProgress/want': z.strictObject({
    accountId: idSchema,
    mailboxId: idSchema,
    position: unsignedIntSchema,
    limit: unsignedIntSchema.max(1000),
    waitMs: unsignedIntSchema.max(5_000).default(0),
  }),
  'AccountHealth/get': z.strictObject(getForm),
  /** Asks the mail server now whether there is something new, as soon as it allows that. Answers `{accountId}` at once. */
  'AccountHealth/check': z.strictObject({ accountId: idSchema }),
};
