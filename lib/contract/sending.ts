import { z } from 'zod';
import type { EmailId, IdentityId, MailErrorKind, SubmissionId, ThreadId } from '#lib/mail/index.ts';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema } from './scalars.ts';
import { getArguments } from './standard-methods.ts';

/** held = waits for its time; deferred = will be tried again; uncertain = the server never answered the end of the message (S4) */
export type QueueState = 'held' | 'sending' | 'deferred' | 'failed' | 'uncertain';

/**
 * What EmailSubmission has no word for (`urn:postern:sending`): how a message stands in the queue and why. `id` is the EmailSubmission's; one
 * that has been handed over or was canceled has none. Its state is that of EmailSubmission.
 */
export type QueueItem = {
  id: SubmissionId;
  emailId: EmailId | null;
  threadId: ThreadId | null;
  state: QueueState;
  /** UTCDate: release time asked for */
  sendAt: string;
  /** how often the mail server was asked to take it */
  attempts: number;
  /** UTCDate of the next try; null: none by itself */
  nextTryAt: string | null;
  /** while it is being sent: the server that it is handed to, and what that one has not said yet; null: nothing is being waited for */
  awaits: { what: 'answer' | 'confirmation'; host: string; port: number } | null;
  recipients: { email: string; state: 'waiting' | 'accepted' | 'refused'; smtpReply: string | null }[];
  error: {
    kind: MailErrorKind;
    code: string | null;
    enhancedCode: string | null;
    serverText: string | null;
    /** in words for the person: what happened, what it means, what to do */
    title: string;
    detail: string;
    nextStep: string | null;
  } | null;
};

export const queueItemProperties = [
  'id',
  'emailId',
  'threadId',
  'state',
  'sendAt',
  'attempts',
  'nextTryAt',
  'awaits',
  'recipients',
  'error',
] as const satisfies readonly (keyof QueueItem)[];

export const queueActions = ['now', 'stop', 'sent', 'again'] as const;
export type QueueAction = (typeof queueActions)[number];

export type QueueActResponse = { accountId: string; acted: string[]; notActed: Record<string, SetError> | null };

/**
 * The server that mail of an identity goes out through, and what it takes; `id` is the Identity's. Everything but `host` is null while nobody
 * has spoken to it yet. It has no states: it changes when the server does.
 */
export type OutgoingServer = {
  id: IdentityId;
  host: string;
  /** octets of a whole message (RFC 1870); null: no limit that it names, or not known */
  maxSize: number | null;
  /** takes addresses with an international local part (RFC 6531) */
  smtpUtf8: boolean | null;
  /** RFC 3461 */
  dsn: boolean | null;
  /** RFC 8689 */
  requireTls: boolean | null;
  /** UTCDate */
  learnedAt: string | null;
};

export type OutgoingServerResponse = { accountId: string; list: OutgoingServer[]; notFound: string[] };

export const sendingMethods = {
  /** null: those of all identities. Waits up to 10 s for a server that nobody has asked for long. */
  'OutgoingServer/get': z.strictObject({ accountId: idSchema, ids: z.array(idOrReferenceSchema).max(100).nullable() }),
  /** standard `/get` without a `/changes` beside it: EmailSubmission/changes tells */
  'QueueItem/get': z.strictObject(getArguments),
  /**
   * `now`: due at once. `stop`: no further try. `sent`, `again`: what the person knows of an uncertain one. `cannotUnsend` where the state does
   * not allow it
   */
  'QueueItem/act': z.strictObject({ accountId: idSchema, ids: z.array(idOrReferenceSchema).max(100), action: z.enum(queueActions) }),
};
