import type { EmailId } from '#lib/mail/index.ts';
import type { RowEmail } from './email-view.ts';

type Copyable = Pick<RowEmail, 'id' | 'messageId' | 'sentAt' | 'from' | 'keywords'>;

/** What copies of one message have in common (T5); null where a message has no copies: drafts, and what has no Message-ID. */
function copyKey(email: Copyable): string | null {
  const messageId = email.messageId?.[0];
  if (messageId === undefined || email.keywords.$draft === true) return null;
  return JSON.stringify([messageId, email.sentAt, email.from?.[0]?.email.toLowerCase() ?? null]);
}

/**
 * Copies of one message — the same Message-ID, date and sender, in two mailboxes or come by two ways — stand in a conversation as one entry
 * (T5): the first of them.
 */
export function oneOfEachCopy<E extends Copyable>(emails: readonly E[]): readonly E[] {
  const entries = entriesOf(emails);
  const kept = emails.filter((email) => entries.get(email.id) === email);
  return kept.length === emails.length ? emails : kept;
}

/** The entry that stands for each of these Emails: itself, or the one it is a copy of. */
export function entriesOf<E extends Copyable>(emails: readonly E[]): ReadonlyMap<EmailId, E> {
  const firstWith = new Map<string, E>();
  const entries = new Map<EmailId, E>();
  for (const email of emails) {
    const key = copyKey(email);
    const entry = key === null ? email : (firstWith.get(key) ?? email);
    if (key !== null) firstWith.set(key, entry);
    entries.set(email.id, entry);
  }
  return entries;
}
