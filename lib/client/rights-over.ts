import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import type { RowEmail } from './email-view.ts';

export type RightsOver = { mayRemove: boolean; maySetSeen: boolean; maySetKeywords: boolean };

/**
 * What may be done with messages where they lie (RFC 8621 §2 myRights, I32): what a button that would be refused says by being off.
 *
 * @param from the mailbox that they would be taken out of; null: wherever they are
 */
export function rightsOver(account: Account, emails: readonly RowEmail[], from: Mailbox | null): RightsOver {
  const places = new Set(from === null ? emails.flatMap((email) => Object.keys(email.mailboxIds) as MailboxId[]) : [from.id]);
  const rights = [...places].map((id) => account.cache.mailbox(id)?.myRights).filter((one) => one !== undefined);
  const mayWrite = !account.isReadOnly;
  return {
    mayRemove: mayWrite && rights.every((one) => one.mayRemoveItems),
    maySetSeen: mayWrite && rights.every((one) => one.maySetSeen),
    maySetKeywords: mayWrite && rights.every((one) => one.maySetKeywords),
  };
}
