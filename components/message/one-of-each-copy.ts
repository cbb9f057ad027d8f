import type { ConversationEmail } from '#lib/client/index.ts';

/**
 * Copies of one message — the same Message-ID, date and sender, in two mailboxes or come by two ways — stand in a conversation as one entry
 * (T5): the first of them. A message whose text is not here yet is kept: what it is a copy of is not known.
 */
export function oneOfEachCopy(emails: readonly ConversationEmail[]): readonly ConversationEmail[] {
  const seen = new Set<string>();
  const kept = emails.filter((email) => {
    const messageId = email.body?.messageId?.[0];
    if (messageId === undefined || email.keywords.$draft === true) return true;
    const key = JSON.stringify([messageId, email.body?.sentAt ?? null, email.from?.[0]?.email.toLowerCase() ?? null]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.length === emails.length ? emails : kept;
}
