import type { ParsedHeaders } from '#lib/message/index.ts';
import type { EmailContent } from '#lib/store/index.ts';

type FromHeader = Pick<
  EmailContent,
  | 'sentAtMs'
  | 'sentAt'
  | 'subject'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'isList'
  | 'isAutomatic'
>;

/** The part of the index's view of a message that its header alone decides. */
export const headerContent = (headers: ParsedHeaders): FromHeader => ({
  sentAtMs: headers.sentAtMs,
  sentAt: headers.sentAt,
  subject: headers.subject,
  from: headers.from,
  sender: headers.sender,
  replyTo: headers.replyTo,
  to: headers.to,
  cc: headers.cc,
  bcc: headers.bcc,
  messageId: headers.messageId,
  inReplyTo: headers.inReplyTo,
  references: headers.references,
  isList: headers.listId !== null,
  isAutomatic: headers.isAutomatic,
});

/** To the second, as IMAP's INTERNALDATE: what is told of a message does not change when the server tells it. */
export const wholeSecond = (atMs: number): number => Math.floor(atMs / 1000) * 1000;
