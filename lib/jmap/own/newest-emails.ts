import type { AccountMail } from '#lib/gateway/index.ts';
import type { MailFilter } from '#lib/mail/index.ts';
import type { EmailSummary } from '#lib/store/index.ts';

/** The newest Emails that a filter finds, out of the index alone, `limit` at most; none where the index cannot answer it. */
export async function newestEmails(account: AccountMail, filter: MailFilter, limit: number): Promise<EmailSummary[]> {
  const found = await account.store.emails.query(account.id, {
    filter,
    sort: [],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit,
    calculateTotal: false,
  });
  return 'ids' in found ? account.store.emails.summaries(account.id, found.ids) : [];
}
