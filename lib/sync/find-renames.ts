import type { ImapSession, ListedMailbox, MailboxStatus } from '#lib/imap/index.ts';
import { parseHeaderBlock } from '#lib/message/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { asMailError } from './engine-health.ts';

export type Rename = { from: string; to: string };
type Gone = MailboxSyncRow & { path: string };

/** Messages compared before two names are taken for one mailbox (I12). */
const samples = 3;
/** New names opened in one listing, where the server gives no status. */
const maxOpened = 10;

/**
 * Mailboxes that another client renamed (I12), on servers that do not name mailboxes by MAILBOXID: a name that has gone and one that is new,
 * with equal UIDVALIDITY and the same Message-IDs under three UIDs. An empty one must have equal UIDNEXT and MESSAGES as well; where mail came
 * or went since the last pass, what is left of the three must be the same, and something must be left. Only a unique pair counts.
 */
export async function findRenames(
  context: AccountContext,
  session: ImapSession,
  rows: readonly MailboxSyncRow[],
  listed: readonly ListedMailbox[],
  statusOf: ReadonlyMap<string, MailboxStatus>,
): Promise<Rename[]> {
  const paths = new Set(listed.map(({ path }) => path));
  const known = new Set(rows.map(({ path }) => path));
  const gone = rows.filter((row): row is Gone => row.path !== null && !paths.has(row.path));
  const fresh = listed.filter(({ path }) => !known.has(path));
  if (gone.length === 0 || fresh.length === 0) return [];
  const faces = await facesOf(context, session, fresh, statusOf);
  const pairs: { row: Gone; mailbox: ListedMailbox; isUntouched: boolean }[] = [];
  for (const row of gone) {
    if (!row.isSelectable || row.checkpoint.uidValidity === null || !row.checkpoint.isFilled) continue;
    for (const mailbox of fresh) {
      const status = faces.get(mailbox.path);
      if (status !== undefined && maySame(row, status)) pairs.push({ row, mailbox, isUntouched: isUntouched(row, status) });
    }
  }
  const renames: Rename[] = [];
  for (const { row, mailbox, isUntouched } of pairs) {
    const isUnique = pairs.filter((other) => other.row === row || other.mailbox === mailbox).length === 1;
    if (isUnique && (await hasSameMessages(context, session, row, mailbox.path, isUntouched)))
      renames.push({ from: row.path, to: mailbox.path });
  }
  return [...renames, ...parentsOf(renames, gone, fresh)];
}

type Face = Pick<MailboxStatus, 'uidValidity' | 'uidNext' | 'messages'>;

/** Where STATUS was not asked, since only a few may be asked in a minute (I10), a new name is opened and looked at. */
async function facesOf(
  context: AccountContext,
  session: ImapSession,
  fresh: readonly ListedMailbox[],
  statusOf: ReadonlyMap<string, MailboxStatus>,
): Promise<Map<string, Face>> {
  const faces = new Map<string, Face>();
  let opened = 0;
  for (const { path, noSelect, nonExistent } of fresh) {
    const status = statusOf.get(path);
    if (status !== undefined) faces.set(path, status);
    if (status !== undefined || noSelect || nonExistent || opened >= maxOpened) continue;
    opened += 1;
    try {
      const { uidValidity, uidNext, exists } = await session.examine(path, { qresync: null, signal: context.signal });
      faces.set(path, { uidValidity, uidNext, messages: exists });
    } catch (error) {
      const { kind } = asMailError(error);
      if (kind !== 'not-found' && kind !== 'refused' && kind !== 'forbidden') throw error;
    }
  }
  return faces;
}

const maySame = ({ checkpoint }: MailboxSyncRow, status: Face) =>
  status.uidValidity === checkpoint.uidValidity && (status.uidNext ?? 0) >= (checkpoint.uidNext ?? 1);

const isUntouched = ({ checkpoint }: MailboxSyncRow, status: Face) =>
  status.uidNext === checkpoint.uidNext && status.messages === checkpoint.serverMessages;

async function hasSameMessages(
  context: AccountContext,
  session: ImapSession,
  row: Gone,
  path: string,
  isUntouched: boolean,
): Promise<boolean> {
  const { store, accountId, signal } = context;
  const uids = (await store.emails.knownUids(accountId, row.id, null)).map(({ uid }) => uid);
  if (uids.length === 0) return isUntouched;
  const wanted = [...new Set(Array.from({ length: samples }, (_, at) => uids[Math.floor((at * (uids.length - 1)) / (samples - 1))] ?? 0))];
  try {
    await session.examine(path, { qresync: null, signal });
    const remote = new Map<number, string | null>();
    for await (const fetched of session.fetchHeaders(wanted, { signal }))
      remote.set(fetched.uid, parseHeaderBlock(fetched.headerBlock).messageId?.[0] ?? null);
    for (const uid of wanted) {
      const [email] = await store.emails.summaries(accountId, await store.emails.idsOfUids(accountId, row.id, [uid]));
      if (!remote.has(uid) && isUntouched) return false;
      if (!remote.has(uid)) continue;
      // An invisible copy (`\Deleted`) has no Email to compare with.
      if (email !== undefined && (email.messageId?.[0] ?? null) !== remote.get(uid)) return false;
    }
    return remote.size > 0;
  } catch (error) {
    const { kind } = asMailError(error);
    if (kind !== 'not-found' && kind !== 'refused' && kind !== 'forbidden') throw error;
    return false;
  }
}

/** A name above renamed mailboxes that holds no mail itself goes with them. */
function parentsOf(renames: readonly Rename[], gone: readonly Gone[], fresh: readonly ListedMailbox[]): Rename[] {
  const parents = new Map<string, string>();
  for (const { from, to } of renames) {
    const delimiter = gone.find((row) => row.path === from)?.delimiter ?? null;
    if (delimiter === null) continue;
    const [before, after] = [from.split(delimiter), to.split(delimiter)];
    while (before.length > 1 && after.length > 1 && before.pop() === after.pop()) {
      const [above, now] = [before.join(delimiter), after.join(delimiter)];
      const isPlain = gone.some((row) => row.path === above && !row.isSelectable) && fresh.some(({ path }) => path === now);
      if (above !== now && isPlain) parents.set(above, now);
    }
  }
  return [...parents].map(([from, to]) => ({ from, to }));
}
