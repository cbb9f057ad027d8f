import type { MailSortKey } from '#lib/mail/index.ts';

/** Capability URIs (RFC 8620 §2, RFC 8621 §1.3) and our own; the session advertises each of them. */
export const capability = {
  core: 'urn:ietf:params:jmap:core',
  mail: 'urn:ietf:params:jmap:mail',
  submission: 'urn:ietf:params:jmap:submission',
  /** RFC 8621 §8, in accounts whose server keeps it (J23): see vacation.ts */
  vacationResponse: 'urn:ietf:params:jmap:vacationresponse',
  /** RFC 9425: see quota.ts */
  quota: 'urn:ietf:params:jmap:quota',
  /** RFC 9404: see blob.ts */
  blob: 'urn:ietf:params:jmap:blob',
  /** RFC 9007: see mdn.ts */
  mdn: 'urn:ietf:params:jmap:mdn',
  /** RFC 9610: see contacts.ts */
  contacts: 'urn:ietf:params:jmap:contacts',
  /** RFC 9749 */
  vapid: 'urn:ietf:params:jmap:webpush-vapid',
  /** progress of the first fill, health of the account: see sync.ts */
  sync: 'urn:postern:sync',
  /** a folder's deletion is taken back, messages marked as deleted are removed for good: see mailbox.ts */
  folders: 'urn:postern:folders',
  /** names and colours of keywords: see tags.ts */
  tags: 'urn:postern:tags',
  /** what a person prefers: see preferences.ts */
  preferences: 'urn:postern:preferences',
  /** the tree inside a Thread: see threading.ts */
  threading: 'urn:postern:threading',
  /** the queue of what is to be sent: see sending.ts */
  sending: 'urn:postern:sending',
  /** messages to begin others with: see templates.ts */
  templates: 'urn:postern:templates',
  /** who sent a message, as far as it is known: see sender-report.ts */
  trust: 'urn:postern:trust',
  /** the mail of all accounts as one list: see triage.ts */
  triage: 'urn:postern:triage',
  /** what is done to very many Emails in the background: see bulk.ts */
  bulk: 'urn:postern:bulk',
  /** files of the mail: found, and taken out of winmail.dat: see attached-files.ts */
  files: 'urn:postern:files',
} as const;
export type Capability = (typeof capability)[keyof typeof capability];

/** RFC 8620 §2. */
export type CoreCapability = {
  maxSizeUpload: number;
  maxConcurrentUpload: number;
  maxSizeRequest: number;
  maxConcurrentRequests: number;
  maxCallsInRequest: number;
  maxObjectsInGet: number;
  maxObjectsInSet: number;
  collationAlgorithms: string[];
};

/** RFC 9749 §3: the public key, an uncompressed point on P-256 in base64url, that pushes are signed with (RFC 8292). */
export type VapidCapability = { applicationServerKey: string };

/** RFC 8621 §1.3.1, value in `accountCapabilities`. */
export type MailCapability = {
  maxMailboxesPerEmail: number | null;
  maxMailboxDepth: number | null;
  maxSizeMailboxName: number;
  maxSizeAttachmentsPerEmail: number;
  emailQuerySortOptions: MailSortKey[];
  mayCreateTopLevelMailbox: boolean;
};

/** RFC 8621 §1.3.2, value in `accountCapabilities`. */
export type SubmissionCapability = {
  /** seconds */
  maxDelayedSend: number;
  /** EHLO keyword to its arguments */
  submissionExtensions: Record<string, string[]>;
};

/** `urn:postern:sync` in `accountCapabilities`. */
export type SyncCapability = {
  /** the embedded demo: mail goes nowhere and is erased */
  isDemo: boolean;
};
