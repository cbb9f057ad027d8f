import { type Account, mailClient } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

/** The conversation that was answered leaves the inbox; `z` and the toast bring it back. */
export function archiveAnswered(account: Account, emailId: EmailId): void {
  const threadId = account.cache.email(emailId)?.threadId;
  if (threadId !== undefined) mailClient().actions(account.id)?.archive([threadId], null);
}
