import type { BlobId, EmailAddress, EmailAddressGroup, EmailId, Keyword, MailboxId, MailSortKey, ThreadId } from '#lib/mail/index.ts';

/** One header field as it stands in the message (RFC 8621 §4.1.3). */
export type EmailHeader = { name: string; value: string };

/** RFC 8621 §4.1.4. `header:*` properties may be asked for too. */
export type EmailBodyPart = {
  /** null for multipart/* */
  partId: string | null;
  /** null for multipart/* */
  blobId: BlobId | null;
  size: number;
  headers: EmailHeader[];
  name: string | null;
  type: string;
  charset: string | null;
  disposition: string | null;
  cid: string | null;
  language: string[] | null;
  location: string | null;
  /** null unless multipart/* */
  subParts: EmailBodyPart[] | null;
};

/** RFC 8621 §4.1.4. */
export type EmailBodyValue = { value: string; isEncodingProblem: boolean; isTruncated: boolean };

/** The parsed forms of a header field (RFC 8621 §4.1.2). */
export type HeaderValue = string | string[] | EmailAddress[] | EmailAddressGroup[] | null;

/** RFC 8621 §4.1, every property. What `properties` does not name is absent. */
export type Email = {
  id: EmailId;
  blobId: BlobId;
  threadId: ThreadId;
  mailboxIds: Record<MailboxId, true>;
  keywords: Record<Keyword, true>;
  /** an estimate for mail found on a server that estimates (J4) */
  size: number;
  /** UTCDate, whole seconds */
  receivedAt: string;
  headers: EmailHeader[];
  messageId: string[] | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  sender: EmailAddress[] | null;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  subject: string | null;
  /** Date with the zone as written */
  sentAt: string | null;
  bodyStructure: EmailBodyPart;
  bodyValues: Record<string, EmailBodyValue>;
  textBody: EmailBodyPart[];
  htmlBody: EmailBodyPart[];
  attachments: EmailBodyPart[];
  hasAttachment: boolean;
  /** empty until the text is there, then a change (settled 7) */
  preview: string;
} & { [headerField: `header:${string}`]: HeaderValue | HeaderValue[] };

/** All properties but `headers:*` forms, whose names are open. */
export const emailProperties = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'headers',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'bodyStructure',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
  'hasAttachment',
  'preview',
] as const;
export type EmailProperty = (typeof emailProperties)[number];

/** What Email/get gives when `properties` is null (RFC 8621 §4.2). */
export const defaultEmailProperties: readonly EmailProperty[] = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'hasAttachment',
  'preview',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
];

/** What Email/parse gives when `properties` is null (RFC 8621 §4.9). */
export const defaultParsedProperties: readonly EmailProperty[] = defaultEmailProperties.filter(
  (name) => !['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt'].includes(name),
);

export const bodyPartProperties = [
  'partId',
  'blobId',
  'size',
  'headers',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
  'subParts',
] as const satisfies readonly (keyof EmailBodyPart)[];

/** Properties of body parts when `bodyProperties` is not given (RFC 8621 §4.2). */
export const defaultBodyProperties: readonly string[] = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
];

/** Every sort of RFC 8621 §4.4.2; `emailQuerySortOptions` advertises them all (J16). */
export const emailSortProperties = [
  'receivedAt',
  'sentAt',
  'size',
  'from',
  'to',
  'subject',
  'hasKeyword',
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
] as const satisfies readonly MailSortKey[];
