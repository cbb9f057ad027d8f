import { expect, test } from 'vitest';
import type { Mailbox } from '#lib/contract/index.ts';
import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import { createAccountCache } from './account-cache.ts';

const drafts = 'mDrafts' as MailboxId;

test('an Email that was never looked at counts, too: the folder says one less at once, and one more when it is taken back', () => {
  const cache = createAccountCache('a1' as AccountId);
  const mailbox = { id: drafts, name: 'Drafts', role: 'drafts', totalEmails: 3, unreadEmails: 0, totalThreads: 3, unreadThreads: 0 };
  cache.putMailboxes([mailbox as Mailbox], { complete: true });
  const count = () => cache.mailboxes()?.map(({ totalEmails, totalThreads }) => [totalEmails, totalThreads]);
  const one = { totalEmails: -1, unreadEmails: 0, totalThreads: -1, unreadThreads: 0 };
  const laid = cache.lay(new Map([['e9' as EmailId, { destroyed: true }]]), new Map([[drafts, one]]));
  expect(count()).toEqual([[2, 2]]);
  laid.settle(false);
  expect(count()).toEqual([[3, 3]]);
  const again = cache.lay(new Map([['e9' as EmailId, { destroyed: true }]]), new Map([[drafts, one]]));
  cache.putMailboxes([{ ...mailbox, totalEmails: 2, totalThreads: 2 } as Mailbox], { complete: true });
  again.settle(true);
  expect(count()).toEqual([[2, 2]]);
});
