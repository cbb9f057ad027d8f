import { z } from 'zod';
import type { EmailId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/** What one sender of newsletters sent, in the part of the mail that was looked at (`urn:postern:trust`). */
export type Subscription = {
  /** lower case */
  address: string;
  name: string | null;
  count: number;
  unread: number;
  /** UTCDate of the newest, and of the newest that was read */
  lastReceivedAt: string;
  lastReadAt: string | null;
  /** the newest message: how to leave is asked of it (`Unsubscribe/get`) */
  latestId: EmailId;
  /** messages of it, newest first, 1,000 at most */
  emailIds: EmailId[];
};
/** `nextPosition`: where the next call goes on, null when all mail was looked at; the same sender may come again there. */
export type SubscriptionQueryResponse = { accountId: string; list: Subscription[]; nextPosition: number | null };

export const subscriptionMethods = {
  /** senders of mail with List-Unsubscribe among the next 1,000 messages, newest first, outside of Sent, Drafts and Trash */
  'Subscription/query': z.strictObject({ accountId: idSchema, position: z.int().min(0).max(10_000_000).default(0) }),
};
