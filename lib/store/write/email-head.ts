import type { EmailContent } from '../api.ts';

/** JSON in column `head`. */
export type EmailHead = Pick<EmailContent, 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc' | 'messageId' | 'inReplyTo' | 'references'>;
