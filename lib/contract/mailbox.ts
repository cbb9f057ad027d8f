import { z } from 'zod';
import type { MailboxId, MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema, unsignedIntSchema } from './scalars.ts';
import { changesArguments, getArguments, queryArguments, queryChangesArguments, setArguments } from './standard-methods.ts';

/** RFC 8621 §2. */
export type Mailbox = {
  id: MailboxId;
  name: string;
  parentId: MailboxId | null;
  role: MailboxRole | null;
  sortOrder: number;
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
  myRights: MailboxRights;
  isSubscribed: boolean;
};

export const mailboxProperties = [
  'id',
  'name',
  'parentId',
  'role',
  'sortOrder',
  'totalEmails',
  'unreadEmails',
  'totalThreads',
  'unreadThreads',
  'myRights',
  'isSubscribed',
] as const satisfies readonly (keyof Mailbox)[];

/** What a client may set (RFC 8621 §2.5), each checked by itself so that a SetError can name all that are wrong. */
export const mailboxSettable = {
  name: z.string().min(1),
  parentId: idOrReferenceSchema.nullable(),
  role: z.string().nullable(),
  sortOrder: unsignedIntSchema.max(2 ** 31 - 1),
  isSubscribed: z.boolean(),
};

/** Filter of Mailbox/query (RFC 8621 §2.3); a missing property is not a condition. */
export const mailboxFilterCondition = z.strictObject({
  parentId: idOrReferenceSchema.nullable().optional(),
  name: z.string().optional(),
  role: z.string().nullable().optional(),
  hasAnyRole: z.boolean().optional(),
  isSubscribed: z.boolean().optional(),
});
export type MailboxFilterCondition = z.infer<typeof mailboxFilterCondition>;

export const mailboxSortProperties = ['sortOrder', 'name', 'parentId'] as const;

/** Answers of DestroyedMailbox/restore and DestroyedMailbox/hold. */
export type MailboxRestoreResponse = {
  accountId: string;
  oldState: string | null;
  newState: string;
  restored: MailboxId[];
  notRestored: Record<string, SetError> | null;
};
export type MailboxHoldResponse = { accountId: string; held: MailboxId[]; notHeld: Record<string, SetError> | null };

/**
 * Messages of a mailbox that are marked as deleted on a mail server that cannot remove single ones. `id` is the Mailbox's; `deletedEmails` is
 * null where that does not apply: messages are removed one by one, or the right to remove them is missing.
 */
export type MailboxCompaction = { id: MailboxId; deletedEmails: number | null };
export const mailboxCompactionProperties = ['id', 'deletedEmails'] as const satisfies readonly (keyof MailboxCompaction)[];
export type MailboxCompactionRunResponse = { accountId: string; id: MailboxId; destroyed: number };

export const mailboxMethods = {
  'Mailbox/get': z.strictObject(getArguments),
  'Mailbox/changes': z.strictObject(changesArguments),
  'Mailbox/query': z.strictObject({ ...queryArguments, sortAsTree: z.boolean().default(false), filterAsTree: z.boolean().default(false) }),
  'Mailbox/queryChanges': z.strictObject({
    ...queryChangesArguments,
    sortAsTree: z.boolean().default(false),
    filterAsTree: z.boolean().default(false),
  }),
  /** own (`urn:postern:folders`): takes destructions of Mailboxes back that are not carried yet */
  'DestroyedMailbox/restore': z.strictObject({ accountId: idSchema, ids: z.array(idSchema) }),
  /** own: such a destruction waits ten seconds from now at least, since its undo is still offered */
  'DestroyedMailbox/hold': z.strictObject({ accountId: idSchema, ids: z.array(idSchema) }),
  /** own (`urn:postern:folders`): standard `/get`, `ids` being Mailbox ids, 10 at most, since the mail server is asked for each */
  'MailboxCompaction/get': z.strictObject(getArguments),
  /** own: removes them for good. `stateMismatch` when they are not `deletedEmails` any more, and nothing goes; `forbidden` where it does not apply */
  'MailboxCompaction/run': z.strictObject({ accountId: idSchema, id: idSchema, deletedEmails: unsignedIntSchema.min(1) }),
  'Mailbox/set': z.strictObject({ ...setArguments, onDestroyRemoveEmails: z.boolean().default(false) }),
};
