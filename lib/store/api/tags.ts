import type { AccountId, EmailId, Keyword, MailboxId, TagColour } from '#lib/mail/index.ts';

/** What a person calls a keyword. */
export type TagLook = {
  /** null: nobody named it here */
  name: string | null;
  colour: TagColour | null;
  sortOrder: number | null;
  isHidden: boolean;
};

export type TagRecord = TagLook & {
  keyword: Keyword;
  /** mailboxes whose server was asked to keep it and does not (I31) */
  unkeptIn: MailboxId[];
};

export interface TagStore {
  /** Keywords that were named here or that Emails of the account have, the marks of programs among them; at most 500, named ones first. */
  list(accountId: AccountId): Promise<TagRecord[]>;
  put(accountId: AccountId, keyword: Keyword, look: TagLook): Promise<void>;
  /** Forgets what the keyword is called. Emails that have it keep it. */
  forget(accountId: AccountId, keyword: Keyword): Promise<void>;
  /** Emails with the keyword, visible ones, a page at a time: `after` is the last id of the page before. */
  emailsWith(accountId: AccountId, keyword: Keyword, after: EmailId | null, limit: number): Promise<EmailId[]>;
  /** What a server said of keywords that it was asked to keep in this mailbox (I31). */
  noteKept(accountId: AccountId, mailboxId: MailboxId, kept: readonly Keyword[], unkept: readonly Keyword[]): Promise<void>;
}
