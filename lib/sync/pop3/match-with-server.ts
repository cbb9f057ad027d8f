import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { contentOfHeader } from '../email-content.ts';

/** Emails of the inbox that are read at a time. */
const atOnce = 500;

export type Matched = { uidValidity: number | null; bound: { emailId: EmailId; uid: number }[] };

type Known = { messageId: string[] | null; sentAtMs: number | null; subject: string | null; from: { email: string }[] | null };

/**
 * Which of the messages that came from a maildrop are which of the inbox that the same mail has over IMAP: by Message-ID, else by date, subject
 * and author. Equal ones are counted, so that none is taken for two.
 */
export async function matchWithServer(
  { store, accountId, signal }: { store: Store; accountId: AccountId; signal: AbortSignal },
  session: ImapSession,
): Promise<Matched> {
  const { uidValidity } = await session.examine('INBOX', { qresync: null, signal });
  const uids = await session.allUids({ signal });
  const free = new Map<string, number[]>();
  for await (const fetched of session.fetchHeaders(uids, { signal })) {
    const key = keyOf(contentOfHeader(fetched));
    const same = free.get(key);
    if (same === undefined) free.set(key, [fetched.uid]);
    else same.push(fetched.uid);
  }
  const bound: Matched['bound'] = [];
  const ids = await store.maildrops.emailIds(accountId);
  for (let at = 0; at < ids.length; at += atOnce)
    for (const email of await store.emails.summaries(accountId, ids.slice(at, at + atOnce))) {
      const uid = free.get(keyOf(email))?.shift();
      if (uid !== undefined) bound.push({ emailId: email.id, uid });
    }
  return { uidValidity, bound };
}

const keyOf = ({ messageId, sentAtMs, subject, from }: Known): string =>
  messageId?.[0] === undefined ? `content ${sentAtMs} ${subject} ${from?.[0]?.email}` : `id ${messageId[0]}`;
