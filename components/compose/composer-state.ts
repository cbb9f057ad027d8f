import type { SendingWishes } from '#lib/client/index.ts';
import type { RichNode, TypedAddress } from '#lib/compose/index.ts';
import type { OutgoingServer } from '#lib/contract/index.ts';
import type { AccountId, EmailId, IdentityId, MailError } from '#lib/mail/index.ts';

/** The message that is answered or forwarded, ready to stand under one's own words. Both forms are complete with the line above them. */
export type QuotedMessage = { kind: 'reply' | 'forward'; html: string; text: string };

/** What a person writes: everything of it is in the local copy and in the saved draft. */
export type ComposerFields = {
  identityId: IdentityId | null;
  to: readonly TypedAddress[];
  cc: readonly TypedAddress[];
  bcc: readonly TypedAddress[];
  subject: string;
  format: 'rich' | 'plain';
  /** the editor's document and its HTML, while `format` is rich; `rich` null = take it from `html` */
  rich: RichNode | null;
  html: string;
  /** the words while `format` is plain; a quote is part of them */
  text: string;
  quoted: QuotedMessage | null;
  isImportant: boolean;
  asksReceipt: boolean;
  wishes: SendingWishes;
};

/** How the draft hangs together with other mail; does not change while it is written. */
export type DraftTies = {
  accountId: AccountId;
  messageId: string;
  inReplyTo: string[] | null;
  references: string[] | null;
  original: { emailId: EmailId; keyword: '$answered' | '$forwarded' } | null;
  /** messages that go along as files, by account; absent in what an older version of this page kept */
  along?: readonly { accountId: AccountId; emailIds: readonly EmailId[] }[];
};

export type ComposerFile = {
  key: string;
  name: string;
  type: string;
  sizeBytes: number;
  sentBytes: number;
  /** waiting: the line broke; it goes on by itself */
  state: 'uploading' | 'waiting' | 'done' | 'failed';
  /** blobIds of what of it is at the gateway already, while it is uploaded */
  pieces: readonly string[];
  /** set once done */
  blobId: string | null;
  disposition: 'attachment' | 'inline';
  cid: string | null;
  /** why it failed, in words */
  problem: string | null;
};

/** `saved` only while the gateway has exactly what is on the screen. */
export type Keeping = { kind: 'untouched' | 'waiting' | 'saving' | 'saved' | 'failed'; atMs: number | null };

/**
 * Something that happened to the draft elsewhere, and what was done about it. `parted`, `sent`: `other` is the version that stands beside
 * this one now.
 */
export type DraftNotice = { kind: 'updated' | 'recovered' | 'parted' | 'sent' | 'deleted' | 'deleted-kept'; other: EmailId | null };

/** `sendAtMs`: not before then. `archive`: the conversation that it answers leaves the inbox. */
export type SendHow = { sendAtMs?: number | null; archive?: boolean };

/** Somebody clicked Send, and the gateway could not be reached: it goes as soon as it can. */
export type Waiting = { how: SendHow; sinceMs: number };

export type ComposerState =
  | { status: 'loading' }
  | { status: 'failed'; error: MailError }
  /** another tab writes it */
  | { status: 'elsewhere'; title: string }
  | {
      status: 'ready';
      title: string;
      fields: ComposerFields;
      files: readonly ComposerFile[];
      keeping: Keeping;
      /** false: this browser has no place to keep it; the gateway's copy is the only one */
      isKeptHere: boolean;
      notice: DraftNotice | null;
      /** what the server takes that it will go through; null: not known */
      outgoing: OutgoingServer | null;
      isSending: boolean;
      /** null: nothing waits for a connection */
      waiting: Waiting | null;
      /** why it was not sent, in words */
      problem: string | null;
      /** counts up when the content was replaced from outside the editor */
      generation: number;
    };

export type ReadyState = Extract<ComposerState, { status: 'ready' }>;
