import { isSame, type MailRows, type SummaryContext, summarise, type ThreadList, type ThreadSummary } from '#lib/client/index.ts';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';

type Made = {
  thread: ReturnType<MailRows['thread']>;
  emails: ReturnType<MailRows['threadEmails']>;
  /** the row's own Email, where its conversation is not here */
  alone: ReturnType<MailRows['email']>;
  context: SummaryContext;
  summary: ThreadSummary;
};

/**
 * What rows say, by their places. A row is put together anew only when something it is made of is another object, and its object stays the same
 * until something it says changed: unchanged rows are not drawn again. Of rows that were not asked for the last time nothing is kept.
 */
export function createRowSummaries() {
  let before = new Map<EmailId, Made>();
  return (
    from: MailRows,
    list: Pick<ThreadList, 'at'>,
    contextOf: (threadId: ThreadId) => SummaryContext,
    first: number,
    last: number,
  ): Map<number, ThreadSummary> => {
    const next = new Map<EmailId, Made>();
    const rows = new Map<number, ThreadSummary>();
    for (let index = first; index <= last; index += 1) {
      const emailId = list.at(index);
      const email = emailId === null ? null : from.email(emailId);
      if (emailId === null || email === null) continue;
      const [thread, emails, context] = [from.thread(email.threadId), from.threadEmails(email.threadId), contextOf(email.threadId)];
      const alone = emails.length > 0 ? null : email;
      const known = before.get(emailId);
      if (known !== undefined && known.thread === thread && known.emails === emails && known.alone === alone && known.context === context) {
        next.set(emailId, known);
        rows.set(index, known.summary);
        continue;
      }
      const made = summarise(emailId, thread, alone === null ? emails : [alone], context);
      if (made === null) continue;
      const summary = known !== undefined && isSame(known.summary, made) ? known.summary : made;
      next.set(emailId, { thread, emails, alone, context, summary });
      rows.set(index, summary);
    }
    before = next;
    return rows;
  };
}
