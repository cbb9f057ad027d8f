import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { RowEmail } from './email-view.ts';

/** How a change moves the counts of one mailbox. */
export type CountDelta = Pick<Mailbox, 'totalEmails' | 'unreadEmails' | 'totalThreads' | 'unreadThreads'>;

const isUnread = (email: RowEmail): boolean => email.keywords.$seen !== true && email.keywords.$draft !== true;

function countThread(emails: readonly RowEmail[]): Map<MailboxId, CountDelta> {
  const counts = new Map<MailboxId, CountDelta>();
  // unreadThreads counts a thread in every mailbox it touches as soon as any of its Emails is unread (RFC 8621 §2).
  const threadUnread = emails.some(isUnread) ? 1 : 0;
  for (const email of emails) {
    for (const id of Object.keys(email.mailboxIds) as MailboxId[]) {
      const count = counts.get(id) ?? { totalEmails: 0, unreadEmails: 0, totalThreads: 1, unreadThreads: threadUnread };
      count.totalEmails += 1;
      if (isUnread(email)) count.unreadEmails += 1;
      counts.set(id, count);
    }
  }
  return counts;
}

/** What happens to the counts when one thread changes from `before` to `after`. */
export function countDeltas(before: readonly RowEmail[], after: readonly RowEmail[]): Map<MailboxId, CountDelta> {
  const was = countThread(before);
  const is = countThread(after);
  const deltas = new Map<MailboxId, CountDelta>();
  for (const id of new Set([...was.keys(), ...is.keys()])) {
    const a = was.get(id);
    const b = is.get(id);
    const delta: CountDelta = {
      totalEmails: (b?.totalEmails ?? 0) - (a?.totalEmails ?? 0),
      unreadEmails: (b?.unreadEmails ?? 0) - (a?.unreadEmails ?? 0),
      totalThreads: (b?.totalThreads ?? 0) - (a?.totalThreads ?? 0),
      unreadThreads: (b?.unreadThreads ?? 0) - (a?.unreadThreads ?? 0),
    };
    if (Object.values(delta).some((value) => value !== 0)) deltas.set(id, delta);
  }
  return deltas;
}

/** The mailbox with the deltas laid over its counts; never below zero. */
export function withDeltas(mailbox: Mailbox, deltas: readonly CountDelta[]): Mailbox {
  if (deltas.length === 0) return mailbox;
  const sum = (key: keyof CountDelta) =>
    Math.max(
      0,
      deltas.reduce((total, delta) => total + delta[key], mailbox[key]),
    );
  return {
    ...mailbox,
    totalEmails: sum('totalEmails'),
    unreadEmails: sum('unreadEmails'),
    totalThreads: sum('totalThreads'),
    unreadThreads: sum('unreadThreads'),
  };
}
