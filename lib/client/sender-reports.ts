import type { SenderReport } from '#lib/contract/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

const mostKept = 100;
const kept = new WeakMap<Account, Map<EmailId, Promise<SenderReport | null>>>();

/** What is known of senders is asked for anew: the address book is another one. */
export const forgetSenderReports = (account: Account): boolean => kept.delete(account);

/**
 * What is known about who sent a message; null when the message is gone. Asked once for a message on screen: what it says of a header does
 * not change.
 *
 * @throws MailError
 */
export function senderReportOf(account: Account, emailId: EmailId): Promise<SenderReport | null> {
  const reports = kept.get(account) ?? new Map<EmailId, Promise<SenderReport | null>>();
  kept.set(account, reports);
  const known = reports.get(emailId);
  if (known !== undefined) return known;
  const asked = account.client.call('SenderReport/get', { accountId: account.id, ids: [emailId] }).then(({ list }) => list[0] ?? null);
  reports.set(emailId, asked);
  for (const oldest of reports.keys()) {
    if (reports.size <= mostKept) break;
    reports.delete(oldest);
  }
  // Whoever looks next asks again.
  asked.catch(() => reports.delete(emailId));
  return asked;
}
