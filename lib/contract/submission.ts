import { z } from 'zod';
import type { EmailId, IdentityId, SubmissionId, ThreadId } from '#lib/mail/index.ts';
import { idOrReferenceSchema, utcDateSchema } from './scalars.ts';
import { changesArguments, getArguments, queryArguments, queryChangesArguments, setArguments } from './standard-methods.ts';

/** One address of an envelope with its SMTP parameters (RFC 8621 §7). */
export type SubmissionAddress = { email: string; parameters: Record<string, string | null> | null };
export type Envelope = { mailFrom: SubmissionAddress; rcptTo: SubmissionAddress[] };

const undoStatuses = ['pending', 'final', 'canceled'] as const;
export type UndoStatus = (typeof undoStatuses)[number];

/** RFC 8621 §7: what is known of one recipient. */
export type DeliveryStatus = {
  /** the server's last reply on one line, or empty when none came yet */
  smtpReply: string;
  delivered: 'queued' | 'yes' | 'no' | 'unknown';
  displayed: 'unknown' | 'yes';
};

/** RFC 8621 §7. Everything but `undoStatus` is immutable. */
export type EmailSubmission = {
  id: SubmissionId;
  identityId: IdentityId;
  emailId: EmailId | null;
  threadId: ThreadId | null;
  envelope: Envelope;
  /** UTCDate: when it is or was released */
  sendAt: string;
  undoStatus: UndoStatus;
  /** by recipient; null while nothing is known */
  deliveryStatus: Record<string, DeliveryStatus> | null;
  dsnBlobIds: string[];
  mdnBlobIds: string[];
};

export const submissionProperties = [
  'id',
  'identityId',
  'emailId',
  'threadId',
  'envelope',
  'sendAt',
  'undoStatus',
  'deliveryStatus',
  'dsnBlobIds',
  'mdnBlobIds',
] as const satisfies readonly (keyof EmailSubmission)[];

const submissionAddressSchema = z.strictObject({
  email: z.string().max(1000),
  parameters: z.record(z.string(), z.string().nullable()).nullable().default(null),
});

/** What a client gives at creation (RFC 8621 §7.5). */
export const submissionSettable = {
  identityId: idOrReferenceSchema,
  emailId: idOrReferenceSchema,
  envelope: z.strictObject({ mailFrom: submissionAddressSchema, rcptTo: z.array(submissionAddressSchema) }).nullable(),
};

/** Filter of EmailSubmission/query (RFC 8621 §7.3). */
export const submissionFilterCondition = z.strictObject({
  identityIds: z.array(idOrReferenceSchema).optional(),
  emailIds: z.array(idOrReferenceSchema).optional(),
  threadIds: z.array(idOrReferenceSchema).optional(),
  undoStatus: z.enum(undoStatuses).optional(),
  before: utcDateSchema.optional(),
  after: utcDateSchema.optional(),
});
export type SubmissionFilterCondition = z.infer<typeof submissionFilterCondition>;

/** RFC 8621 §7.3 writes `sentAt` for the property `sendAt`; clients write either. */
export const submissionSortProperties = ['emailId', 'threadId', 'sentAt', 'sendAt'] as const;

export const submissionMethods = {
  'EmailSubmission/get': z.strictObject(getArguments),
  'EmailSubmission/changes': z.strictObject(changesArguments),
  'EmailSubmission/query': z.strictObject(queryArguments),
  'EmailSubmission/queryChanges': z.strictObject(queryChangesArguments),
  /** `onSuccess…`: by submission id or `#creationId`; carried out as one implicit Email/set (RFC 8621 §7.5, J10) */
  'EmailSubmission/set': z.strictObject({
    ...setArguments,
    onSuccessUpdateEmail: z.record(idOrReferenceSchema, z.record(z.string(), z.unknown())).nullable().default(null),
    onSuccessDestroyEmail: z.array(idOrReferenceSchema).nullable().default(null),
  }),
};
