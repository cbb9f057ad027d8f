import type { ImapSession, ListedMailbox, MailboxStatus } from '#lib/imap/index.ts';
import type { MailboxId, MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { ListedMailboxFact, MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { asMailError } from './engine-health.ts';
import { type Filing, filingsOf, ownFiling, rolesByFiling } from './filing.ts';
import { findRenames } from './find-renames.ts';
import type { OwnNames } from './own-names.ts';
import type { RightsPolls } from './rights-polls.ts';
import type { StatusPolls } from './status-polls.ts';

/** Names asked for in one listing; more are believed to be there. */
const mostDoubted = 10;

/**
 * Takes the server's LIST into the store and says which mailboxes changed since their checkpoint (I9, I10). Where the server gives no status
 * with LIST, some mailboxes are asked for theirs.
 *
 * @returns ids of mailboxes worth a pass
 */
export async function listMailboxes(
  context: AccountContext,
  session: ImapSession,
  polls: StatusPolls,
  rightsPolls: RightsPolls,
  names: OwnNames,
): Promise<MailboxId[]> {
  const { accountId, store, signal } = context;
  // The status of the open mailbox may be an old one (RFC 9051 §6.3.11).
  await session.unselect();
  const told = await session.list({ signal });
  const before = await store.mailboxes.syncRows(accountId);
  const { listed, unlisted } = names.correct(told, before);
  for (const path of [...unlisted].slice(0, mostDoubted)) if (!(await isThere(session, path, signal))) unlisted.delete(path);
  const filings = filingsOf(listed, session.capabilities.gmail);
  const roles = assignRoles(rolesByFiling(listed, filings), before);
  const statusOf = await statusesOf(session, listed, before, polls);
  const rights = await rightsPolls.ask(session, listed);
  const known = before.filter(({ path }) => path === null || !unlisted.has(path));
  const renames = await findRenames(context, session, known, listed, statusOf);
  await store.mailboxes.recordListing(
    accountId,
    listed.map((mailbox) =>
      toFact(mailbox, {
        role: roles.get(mailbox.path) ?? null,
        status: statusOf.get(mailbox.path) ?? null,
        rights: rights.get(mailbox.path) ?? null,
        filing: filings.get(mailbox.path) ?? ownFiling,
      }),
    ),
    renames,
    [...unlisted],
  );
  const dirty: MailboxId[] = [];
  for (const row of await store.mailboxes.passRows(accountId)) {
    if (row.path === null || !row.isSelectable || !row.checkpoint.isFilled || row.filing === 'view') continue;
    const status = statusOf.get(row.path) ?? polls.untaken(row.path);
    if (status !== null && differs(row, row.path, status, polls)) dirty.push(row.id);
  }
  polls.setTaken();
  return dirty;
}

/** A mailbox that we made and that is missing in the list: what STATUS says of it counts. */
async function isThere(session: ImapSession, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    await session.status(path, { signal });
    return true;
  } catch (error) {
    const { kind } = asMailError(error);
    if (kind !== 'not-found' && kind !== 'refused' && kind !== 'forbidden') throw error;
    return false;
  }
}

/** The list as facts, without what only later listings need: for an account that is about to have a server. */
export async function serverListing(session: ImapSession, signal: AbortSignal): Promise<ListedMailboxFact[]> {
  const listed = await session.list({ signal });
  const filings = filingsOf(listed, session.capabilities.gmail);
  const roles = assignRoles(rolesByFiling(listed, filings), []);
  return listed.map((mailbox) => {
    const filing = filings.get(mailbox.path) ?? ownFiling;
    return toFact(mailbox, { role: roles.get(mailbox.path) ?? null, status: null, rights: null, filing });
  });
}

/** What LIST said, and single STATUS for mailboxes that are filled or new, where it said nothing. */
async function statusesOf(
  session: ImapSession,
  listed: readonly ListedMailbox[],
  rows: readonly MailboxSyncRow[],
  polls: StatusPolls,
): Promise<Map<string, MailboxStatus>> {
  const statuses = new Map<string, MailboxStatus>();
  for (const { path, status } of listed) {
    if (status === null) continue;
    statuses.set(path, status);
    polls.noteTold(path);
  }
  const filling = new Set(rows.filter((row) => !row.checkpoint.isFilled).map((row) => row.path));
  const silent = listed.filter(
    (mailbox) => mailbox.status === null && !mailbox.noSelect && !mailbox.nonExistent && !filling.has(mailbox.path),
  );
  if (silent.length === 0 || rows.length === 0) return statuses;
  const asked = await polls.ask(
    session,
    silent.map(({ path }) => path),
  );
  for (const [path, status] of asked) statuses.set(path, status);
  return statuses;
}

function differs(row: MailboxSyncRow, path: string, status: MailboxStatus, polls: StatusPolls): boolean {
  const { checkpoint } = row;
  // Noted whatever else differs: a message that came since then and was read elsewhere leaves as many unseen as there were before it.
  const isUnseenNews = status.unseen !== null && polls.isNews(path, status.unseen, row.unreadEmails);
  if (status.uidValidity !== checkpoint.uidValidity || status.uidNext !== checkpoint.uidNext) return true;
  if (status.messages !== checkpoint.serverMessages) return true;
  if (status.highestModSeq !== null && checkpoint.highestModSeq !== null) return status.highestModSeq !== checkpoint.highestModSeq;
  return isUnseenNews;
}

/**
 * One mailbox a role (I11): what the person chose, then the server's attribute, then the name; INBOX is always the inbox; the first in LIST
 * order wins. A choice is kept here only, also where the server would take it (CREATE-SPECIAL-USE, METADATA): it is this person's, while
 * an attribute speaks to every client of the mailbox.
 */
export function assignRoles(
  listed: readonly ListedMailbox[],
  known: readonly Pick<MailboxSyncRow, 'path' | 'role' | 'isRoleChosen'>[],
): Map<string, MailboxRole> {
  const roles = new Map<string, MailboxRole>();
  const taken = new Set<MailboxRole>(['inbox']);
  const chosen = new Map(known.filter((row) => row.isRoleChosen).map(({ path, role }) => [path, role]));
  const give = (mailbox: ListedMailbox, role: MailboxRole | null) => {
    if (role === null || taken.has(role) || roles.has(mailbox.path)) return;
    taken.add(role);
    roles.set(mailbox.path, role);
  };
  for (const mailbox of listed) if (mailbox.path.toUpperCase() === 'INBOX') roles.set(mailbox.path, 'inbox');
  for (const mailbox of listed) give(mailbox, chosen.get(mailbox.path) ?? null);
  // What others share has its roles for them, not for this person.
  const free = listed.filter((mailbox) => mailbox.namespace === 'personal' && !mailbox.noSelect && !chosen.has(mailbox.path));
  for (const mailbox of free) give(mailbox, mailbox.role);
  for (const mailbox of free) give(mailbox, mailbox.nameRole);
  return roles;
}

type Learnt = {
  role: MailboxRole | null;
  status: MailboxStatus | null;
  rights: Partial<MailboxRights> | null;
  filing: Filing;
};

function toFact(mailbox: ListedMailbox, { role, status, rights, filing }: Learnt): ListedMailboxFact {
  return {
    ...filing,
    path: mailbox.path,
    name: mailbox.name,
    parentPath: mailbox.displayPath.length <= 1 ? null : mailbox.parentPath,
    delimiter: mailbox.delimiter,
    role,
    isSelectable: !mailbox.noSelect && !mailbox.nonExistent,
    isSubscribed: mailbox.subscribed,
    noInferiors: mailbox.noInferiors,
    serverMailboxId: mailbox.mailboxId,
    rights,
    serverMessages: status?.messages ?? null,
  };
}
