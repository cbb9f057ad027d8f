import type { AccountMail } from '#lib/gateway/index.ts';
import type { Keyword, MailboxId } from '#lib/mail/index.ts';
import { isKeyword } from '#lib/mail/index.ts';
import type { RequestContext } from '../request-context.ts';
import { resolveId } from '../request-context.ts';

/** One Email may have so many keywords; IMAP servers take fewer than JMAP clients can think of. */
export const maxKeywords = 100;

/** `{id: true, …}` as ids, creation ids replaced; null when it is no such set, is empty, or names a mailbox that does not exist. */
export async function checkMailboxIds(context: RequestContext, account: AccountMail, value: unknown): Promise<MailboxId[] | null> {
  const ids = trueKeys(value)?.map((id) => resolveId(context, id));
  if (ids === undefined || ids.length === 0) return null;
  const wanted = [...new Set(ids)];
  const found = await account.store.mailboxes.get(account.id, wanted);
  return found.length === wanted.length ? found.map(({ id }) => id) : null;
}

/** `{keyword: true, …}` in lower case (J19); null when it is no such set or a keyword is forbidden. */
export function checkKeywords(value: unknown): Keyword[] | null {
  const keywords = trueKeys(value);
  return keywords?.every(isKeyword) === true ? [...new Set(keywords.map((keyword) => keyword.toLowerCase()))] : null;
}

function trueKeys(value: unknown): string[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  return entries.every(([, isIn]) => isIn === true) ? entries.map(([key]) => key) : null;
}
