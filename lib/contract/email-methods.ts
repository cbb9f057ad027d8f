import { z } from 'zod';
import type { BlobId, EmailId, MailSortKey, ThreadId } from '#lib/mail/index.ts';
import type { Email, EmailBodyValue } from './email.ts';
import type { SetError } from './errors.ts';
import { idOrReferenceSchema, idSchema, unsignedIntSchema, utcDateSchema } from './scalars.ts';
import type { Filter, QueryArguments } from './standard-methods.ts';
import { changesArguments, copyArguments, getArguments, queryArguments, queryChangesArguments, setArguments } from './standard-methods.ts';

/** Filter of Email/query (RFC 8621 §4.4.1); a missing property is not a condition. */
export const emailFilterCondition = z.strictObject({
  inMailbox: idOrReferenceSchema.optional(),
  inMailboxOtherThan: z.array(idOrReferenceSchema).optional(),
  before: utcDateSchema.optional(),
  after: utcDateSchema.optional(),
  minSize: unsignedIntSchema.optional(),
  maxSize: unsignedIntSchema.optional(),
  allInThreadHaveKeyword: z.string().optional(),
  someInThreadHaveKeyword: z.string().optional(),
  noneInThreadHaveKeyword: z.string().optional(),
  hasKeyword: z.string().optional(),
  notKeyword: z.string().optional(),
  hasAttachment: z.boolean().optional(),
  text: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  cc: z.string().optional(),
  bcc: z.string().optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
  header: z.array(z.string()).min(1).max(2).optional(),
  // conditions of our own, each of a capability (`ownConditions`)
  fileName: z.string().max(1000).optional(),
  fromAny: z.array(z.string().max(320)).max(1000).optional(),
  fromContacts: z.literal(true).optional(),
});
/** The capability without which a condition is unknown. */
export const ownConditions = { fileName: 'urn:postern:files', fromAny: 'urn:postern:triage', fromContacts: 'urn:postern:triage' } as const;
export type EmailFilterCondition = z.infer<typeof emailFilterCondition>;
export type EmailFilter = Filter<EmailFilterCondition>;

export type EmailQueryArguments = QueryArguments<EmailFilterCondition, MailSortKey> & {
  collapseThreads?: boolean;
  serverSearchId?: string | null;
};

const importSchema = z.strictObject({
  blobId: idOrReferenceSchema,
  mailboxIds: z.record(idOrReferenceSchema, z.literal(true)),
  keywords: z.record(z.string(), z.literal(true)).default({}),
  receivedAt: utcDateSchema.nullable().default(null),
});
/** One entry of Email/import (RFC 8621 §4.8), checked by itself. */
export const emailImportSchema = importSchema;

/** What Email/get and Email/parse take besides ids and properties. */
const bodyArguments = {
  bodyProperties: z.array(z.string().max(1000)).nullable().optional(),
  fetchTextBodyValues: z.boolean().default(false),
  fetchHTMLBodyValues: z.boolean().default(false),
  fetchAllBodyValues: z.boolean().default(false),
  maxBodyValueBytes: unsignedIntSchema.default(0),
};

/** One entry of Email/copy (RFC 8621 §4.7), checked by itself: what is absent is taken from the original. */
export const emailCopySchema = z.strictObject({
  id: idOrReferenceSchema,
  mailboxIds: z.record(idOrReferenceSchema, z.literal(true)),
  keywords: z.record(z.string(), z.literal(true)).optional(),
  receivedAt: utcDateSchema.optional(),
});

export const emailMethods = {
  'Email/get': z.strictObject({ ...getArguments, ...bodyArguments }),
  'Email/copy': z.strictObject(copyArguments),
  'Email/parse': z.strictObject({
    accountId: idSchema,
    blobIds: z.array(idOrReferenceSchema),
    properties: z.array(z.string().max(1000)).nullable().default(null),
    ...bodyArguments,
  }),
  'SearchSnippet/get': z.strictObject({
    accountId: idSchema,
    filter: z.record(z.string(), z.unknown()).nullable().default(null),
    emailIds: z.array(idOrReferenceSchema),
  }),
  'Email/changes': z.strictObject(changesArguments),
  'Email/query': z.strictObject({
    ...queryArguments,
    collapseThreads: z.boolean().default(false),
    /** with `urn:postern:sync`: the answer is made of the index and of what this search found so far; it waits for nobody (J16) */
    serverSearchId: idSchema.nullable().optional(),
  }),
  'Email/queryChanges': z.strictObject({ ...queryChangesArguments, collapseThreads: z.boolean().default(false) }),
  'Email/set': z.strictObject(setArguments),
  'Email/import': z.strictObject({
    accountId: idSchema,
    ifInState: z.string().nullable().default(null),
    emails: z.record(idSchema, z.record(z.string(), z.unknown())),
  }),
};

/** What create and import answer (RFC 8621 §4.6, §4.8). */
export type EmailCreated = { id: EmailId; blobId: BlobId; threadId: ThreadId; size: number };

/** RFC 8621 §4.8. */
export type EmailImportResponse = {
  accountId: string;
  oldState: string | null;
  newState: string;
  created: Record<string, EmailCreated> | null;
  notCreated: Record<string, SetError> | null;
};

/** RFC 8621 §4.9. */
export type EmailParseResponse = {
  accountId: string;
  parsed: Record<string, Partial<Email>> | null;
  notParsable: string[] | null;
  notFound: string[] | null;
};

/** RFC 8621 §5: HTML, matching words in `<mark>`; null where nothing matches. */
export type SearchSnippet = { emailId: EmailId; subject: string | null; preview: string | null };
export type SearchSnippetGetResponse = { accountId: string; list: SearchSnippet[]; notFound: string[] | null };

/** A part of an Email to be created (RFC 8621 §4.6): text by `partId` out of bodyValues, anything else by `blobId`. */
export type EmailBodyPartCreate = {
  partId?: string | null;
  blobId?: string | null;
  type?: string;
  charset?: string | null;
  name?: string | null;
  disposition?: string | null;
  cid?: string | null;
  language?: string[] | null;
  location?: string | null;
  subParts?: EmailBodyPartCreate[] | null;
} & { [headerField: `header:${string}`]: unknown };

/** An Email to be created (RFC 8621 §4.6). */
export type EmailCreate = { mailboxIds: Record<string, true> } & Partial<
  Pick<
    Email,
    | 'keywords'
    | 'receivedAt'
    | 'messageId'
    | 'inReplyTo'
    | 'references'
    | 'sender'
    | 'from'
    | 'to'
    | 'cc'
    | 'bcc'
    | 'replyTo'
    | 'subject'
    | 'sentAt'
  >
> & {
    bodyStructure?: EmailBodyPartCreate;
    textBody?: [EmailBodyPartCreate];
    htmlBody?: [EmailBodyPartCreate];
    attachments?: EmailBodyPartCreate[];
    bodyValues?: Record<string, Pick<EmailBodyValue, 'value'> & Partial<EmailBodyValue>>;
  } & { [headerField: `header:${string}`]: unknown };
