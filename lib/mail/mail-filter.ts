import type { FileKind } from './file-kind.ts';
import type { MailboxId } from './ids.ts';
import type { Keyword } from './keyword.ts';

/** What mail to find, free of JMAP and of SQL (settled 18). `jmap` makes it from a filter, `store` compiles it to SQL, `imap` to SEARCH. */
export type MailFilter =
  | { op: 'and' | 'or' | 'not'; terms: MailFilter[] }
  | { op: 'in-mailbox'; mailboxId: MailboxId }
  | { op: 'in-mailbox-other-than'; mailboxIds: MailboxId[] }
  | { op: 'keyword'; keyword: Keyword; has: boolean }
  | { op: 'thread-keyword'; keyword: Keyword; quantity: 'all' | 'some' | 'none' }
  | { op: 'received'; afterMs: number | null; beforeMs: number | null }
  | { op: 'size'; minBytes: number | null; maxBytes: number | null }
  | { op: 'has-attachment'; has: boolean }
  | { op: 'text'; field: 'any' | 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body'; text: string }
  | { op: 'header'; name: string; value: string | null }
  /** a file with this in its name */
  | { op: 'file-name'; text: string }
  /** a file of one of these kinds, as far as the index can tell: none is missing, a few may be too many */
  | { op: 'file-kind'; kinds: FileKind[] }
  /** the first address of From is one of these; letter case does not count */
  | { op: 'sender'; addresses: string[] };

export type MailSortKey =
  | 'receivedAt'
  | 'sentAt'
  | 'size'
  | 'from'
  | 'to'
  | 'subject'
  | 'hasKeyword'
  | 'allInThreadHaveKeyword'
  | 'someInThreadHaveKeyword';
export type MailSort = { key: MailSortKey; ascending: boolean; keyword: Keyword | null };
