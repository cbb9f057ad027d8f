import type { AccountId, EmailId, MailboxId, MailFilter } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { type AccountEngine, slotPriority } from '#lib/sync/index.ts';

/** A search that the server has not answered after this long is given up (J16). */
const answerWithinMs = 20_000;

/**
 * Asks the server what the index cannot answer (J16, I34): every mailbox that the filter can mean, one SEARCH each. The second of the two
 * reads that touch the network.
 *
 * @param engine null: the account has no server that could be asked
 * @returns Emails found, or null when the server did not answer or cannot search for this
 */
export async function searchServer(
  store: Store,
  accountId: AccountId,
  engine: AccountEngine | null,
  filter: MailFilter,
  signal: AbortSignal,
): Promise<EmailId[] | null> {
  // All that there is of a POP3 account is here, so there is nothing to add.
  if (engine === null) return [];
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]);
  const only = onlyMailbox(filter);
  const rows = (await store.mailboxes.syncRows(accountId)).filter((row) => row.isSelectable && (only === null || row.id === only));
  const term = withoutMailbox(filter);
  const found = new Set<EmailId>();
  try {
    for (const row of rows) {
      if (row.path === null || row.totalEmails === 0) continue;
      const path = row.path;
      const uids = await engine.read(slotPriority.reader, within, (session) => session.search(path, term, { signal: within }));
      for (const id of await store.emails.idsOfUids(accountId, row.id, uids)) found.add(id);
    }
  } catch (error) {
    if (isMailError(error)) return null;
    throw error;
  }
  return [...found];
}

/** The mailbox to which the whole filter is bound, or null. */
function onlyMailbox(filter: MailFilter): MailboxId | null {
  if (filter.op === 'in-mailbox') return filter.mailboxId;
  if (filter.op !== 'and') return null;
  for (const term of filter.terms) {
    const id = onlyMailbox(term);
    if (id !== null) return id;
  }
  return null;
}

/** IMAP searches one mailbox at a time and has no word for it: the term is true there. */
function withoutMailbox(filter: MailFilter): MailFilter {
  if (filter.op === 'in-mailbox') return { op: 'and', terms: [] };
  return filter.op === 'and' ? { op: 'and', terms: filter.terms.map(withoutMailbox) } : filter;
}
