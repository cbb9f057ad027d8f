import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId, EmailId, MailboxId, MailFilter } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { MailboxSyncRow, Store } from '#lib/store/index.ts';
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
  const all = await store.mailboxes.syncRows(accountId);
  const term = withoutMailbox(filter);
  const found = new Set<EmailId>();
  try {
    for (const row of searchedRows(all, only)) {
      const label = labelOf(all, only);
      const uids = await engine.read(slotPriority.reader, within, (session) => termIn(session, row.path, term, label, within));
      for (const id of await store.emails.idsOfUids(accountId, row.id, uids)) found.add(id);
    }
  } catch (error) {
    if (isMailError(error)) return null;
    throw error;
  }
  return [...found];
}

/**
 * Where messages lie that are in this mailbox, or anywhere; what is empty here has nothing to be found. Of a view that is the mailbox that
 * holds all (I33).
 */
export function searchedRows(rows: readonly MailboxSyncRow[], mailboxId: MailboxId | null): (MailboxSyncRow & { path: string })[] {
  const wanted = rows.find(({ id }) => id === mailboxId);
  if (wanted?.filing === 'view' && wanted.totalEmails === 0) return [];
  const isMeant = (row: MailboxSyncRow) =>
    mailboxId === null || row.id === mailboxId || (wanted?.filing === 'view' && row.filing === 'all');
  return rows.filter(
    (row): row is MailboxSyncRow & { path: string } =>
      row.path !== null && row.isSelectable && row.filing !== 'view' && isMeant(row) && (row.totalEmails > 0 || row.filing === 'all'),
  );
}

/** The label that what is searched for has to bear; null where the mailbox holds its own mail. */
export const labelOf = (rows: readonly MailboxSyncRow[], mailboxId: MailboxId | null): string | null =>
  rows.find(({ id, filing }) => id === mailboxId && filing === 'view')?.label ?? null;

/** UIDs in one mailbox of the server. */
export async function termIn(
  session: ImapSession,
  path: string,
  term: MailFilter,
  label: string | null,
  signal: AbortSignal,
): Promise<number[]> {
  const uids = await session.search(path, term, { signal });
  if (label === null || uids.length === 0) return uids;
  const labelled = new Set(await session.searchGmail(path, { label }, { signal }));
  return uids.filter((uid) => labelled.has(uid));
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
