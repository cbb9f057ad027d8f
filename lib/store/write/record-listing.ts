import type { AccountId, MailboxRole } from '#lib/mail/index.ts';
import type { ListedMailboxFact, MailboxFiling } from '../api.ts';
import { freshId } from './fresh-id.ts';
import { dropIntent, type IntentRow, intentsOf } from './intent-queue.ts';
import { carriedPath } from './mailbox-carried.ts';
import { localRights, rightsOf } from './mailbox-rights.ts';
import { type MailboxUnit, type MailboxUnitRow, mailboxColumns, mailboxUnitOf } from './mailbox-unit.ts';
import { recountThreads } from './recount.ts';
import type { Transaction } from './transaction.ts';
import { undoIntent } from './undo-intents.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

const localRoles: readonly { role: MailboxRole; name: string }[] = [
  { role: 'drafts', name: 'Drafts' },
  { role: 'sent', name: 'Sent' },
  { role: 'trash', name: 'Trash' },
];

/** See MailboxStore.recordListing. */
export function recordListing(
  transaction: Transaction,
  accountId: AccountId,
  listed: ListedMailboxFact[],
  renames: { from: string; to: string }[],
  unlisted: readonly string[],
): void {
  workOn(transaction, accountId, (work) => {
    const { hasPrefix } = notePathRules(work, listed);
    const trashBefore = roleHolder(work, 'trash');
    const matched = matchMailboxes(work, listed, renames);
    for (const mailbox of [...work.mailboxes.values()])
      if (mailbox.stage === 'listed' && ![...matched.values()].includes(mailbox) && !unlisted.includes(mailbox.path ?? ''))
        forgetMailbox(work, mailbox);
    const roles = rolesOf(work, listed, matched);
    const byPath = new Map<string, MailboxUnit>();
    // Parents first, so that a child finds its parent's key.
    for (const fact of [...listed].sort((a, b) => depthOf(a) - depthOf(b))) {
      const parent = fact.parentPath === null ? null : (byPath.get(fact.parentPath)?.key ?? null);
      const known = matched.get(fact);
      const role = roles.get(fact) ?? null;
      const mailbox = known
        ? updateMailbox(work, known, fact, parent, role, hasPrefix)
        : insertMailbox(work, fact, parent, role, hasPrefix);
      byPath.set(fact.path, mailbox);
    }
    addLocalRoles(work);
    // Every message brings its labels along: only what is listed later has to be asked for (I33).
    work.connection.run(
      `update mailbox set is_filled = 1 where account = ? and filing = 'view'
        and exists (select 1 from mailbox a where a.account = mailbox.account and a.filing = 'all' and a.uid_next is null)`,
      work.account,
    );
    // The trash rule of unreadThreads hangs on which mailbox it is.
    if (trashBefore !== roleHolder(work, 'trash')) recountThreads(work);
  });
}

function roleHolder(work: Work, role: MailboxRole): number | null {
  for (const mailbox of work.mailboxes.values()) if (mailbox.role === role) return mailbox.key;
  return null;
}

const depthOf = ({ path, delimiter }: ListedMailboxFact): number => (delimiter === null ? 1 : path.split(delimiter).length);

/** What stands before a top-level name shows in any top-level mailbox but INBOX. */
function notePathRules(work: Work, listed: readonly ListedMailboxFact[]): { hasPrefix: boolean } {
  const delimiter = listed.find((fact) => fact.delimiter !== null)?.delimiter ?? null;
  const prefixed = listed.find((fact) => fact.parentPath === null && fact.path.toUpperCase() !== 'INBOX' && fact.path.endsWith(fact.name));
  const known = work.connection.get<{ path_prefix: string | null }>('select path_prefix from account where key = ?', work.account);
  const prefix = prefixed ? prefixed.path.slice(0, prefixed.path.length - prefixed.name.length) : (known?.path_prefix ?? null);
  work.connection.run('update account set path_prefix = ?, path_delimiter = ? where key = ?', prefix, delimiter, work.account);
  return { hasPrefix: (prefix ?? '').toUpperCase().startsWith('INBOX') };
}

function matchMailboxes(
  work: Work,
  listed: readonly ListedMailboxFact[],
  renames: readonly { from: string; to: string }[],
): Map<ListedMailboxFact, MailboxUnit> {
  const matched = new Map<ListedMailboxFact, MailboxUnit>();
  const free = new Set(work.mailboxes.values());
  const take = (fact: ListedMailboxFact, mailbox: MailboxUnit | undefined): void => {
    if (!mailbox) return;
    matched.set(fact, mailbox);
    free.delete(mailbox);
  };
  const find = (test: (mailbox: MailboxUnit) => boolean): MailboxUnit | undefined => [...free].find(test);
  const renamed = renamedPaths(work);
  for (const fact of listed)
    take(
      fact,
      find((mailbox) => mailbox.path !== null && samePath(mailbox.path, fact.path)),
    );
  for (const fact of listed) {
    if (matched.has(fact)) continue;
    const rename = renames.find(({ to }) => to === fact.path);
    take(
      fact,
      (fact.serverMailboxId === null ? undefined : find((mailbox) => mailbox.server_mailbox_id === fact.serverMailboxId)) ??
        (rename ? find((mailbox) => mailbox.path === rename.from) : undefined) ??
        // A role's local place, now that the server shows one; or our creation, done but not confirmed yet.
        find((mailbox) => renamed(mailbox) === fact.path) ??
        find((mailbox) => mailbox.path === null && (isSameRole(mailbox, fact) || isSamePlace(work, mailbox, fact))),
    );
  }
  return matched;
}

/** Where a mailbox is when a rename of ours was carried whose answer is still on its way. */
function renamedPaths(work: Work): (mailbox: MailboxUnit) => string | null {
  const rows = work.connection.all<{ mailbox: number; detail: string }>(
    "select mailbox, detail from intent where account = ? and kind = 'mailbox-rename' and is_started = 1",
    work.account,
  );
  return (mailbox) => {
    for (const row of rows) {
      const from = work.mailboxes.get(row.mailbox)?.path;
      const to = carriedPath(row);
      if (!from || to === null || mailbox.path === null) continue;
      if (mailbox.path === from || (mailbox.delimiter && mailbox.path.startsWith(from + mailbox.delimiter)))
        return to + mailbox.path.slice(from.length);
    }
    return null;
  };
}

const isSameRole = (mailbox: MailboxUnit, fact: ListedMailboxFact): boolean =>
  fact.role !== null && mailbox.role === fact.role && mailbox.stage === 'local';

function isSamePlace(work: Work, mailbox: MailboxUnit, fact: ListedMailboxFact): boolean {
  const parentPath = mailbox.parent === null ? null : (work.mailboxes.get(mailbox.parent)?.path ?? null);
  return mailbox.name === fact.name && parentPath === fact.parentPath;
}

const samePath = (a: string, b: string): boolean => a === b || (a.toUpperCase() === 'INBOX' && b.toUpperCase() === 'INBOX');

function insertMailbox(
  work: Work,
  fact: ListedMailboxFact,
  parent: number | null,
  role: MailboxRole | null,
  hasPrefix: boolean,
): MailboxUnit {
  const id = freshId('m');
  const key = work.connection.insert(
    `insert into mailbox (id, log, account, name, parent, role, is_subscribed, rights, path, delimiter, is_selectable, server_mailbox_id, stage, server_messages, filing, label)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'listed', ?, ?, ?)`,
    id,
    work.changes.created('Mailbox', id),
    work.account,
    fact.name,
    parent,
    role,
    fact.isSubscribed ? 1 : 0,
    JSON.stringify(rightsOf(fact, hasPrefix)),
    fact.path,
    fact.delimiter,
    fact.isSelectable ? 1 : 0,
    fact.serverMailboxId,
    fact.serverMessages ?? 0,
    fact.filing ?? 'own',
    fact.label ?? null,
  );
  return addUnit(work, key);
}

export function addUnit(work: Work, key: number): MailboxUnit {
  const unit = mailboxUnitOf(work.connection.get<MailboxUnitRow>(`select ${mailboxColumns} from mailbox where key = ?`, key)!);
  work.mailboxes.set(key, unit);
  work.noteFiling();
  return unit;
}

/**
 * Which listed mailbox has which role from now on, one mailbox per role (I11): what the person chose, and what a mailbox that is being created
 * was made for, before what the server or a name says. A place that exists only here gives way to the server's own.
 */
function rolesOf(
  work: Work,
  listed: readonly ListedMailboxFact[],
  matched: ReadonlyMap<ListedMailboxFact, MailboxUnit>,
): Map<ListedMailboxFact, MailboxRole> {
  const taken = new Set<MailboxRole>();
  const found = new Set(matched.values());
  for (const mailbox of work.mailboxes.values()) {
    const isFirm = mailbox.role_is_chosen === 1 || (!found.has(mailbox) && mailbox.stage === 'creating');
    if (mailbox.role !== null && isFirm && mailbox.stage !== 'deleting') taken.add(mailbox.role);
  }
  const roles = new Map<ListedMailboxFact, MailboxRole>();
  for (const fact of listed) {
    const known = matched.get(fact);
    if (known?.stage === 'deleting') continue;
    const role = known?.role_is_chosen === 1 ? known.role : fact.role;
    if (role === null || (known?.role_is_chosen !== 1 && taken.has(role))) continue;
    taken.add(role);
    roles.set(fact, role);
  }
  for (const place of [...work.mailboxes.values()])
    if (place.stage === 'local' && !found.has(place) && place.role !== null && taken.has(place.role) && place.role_is_chosen === 0)
      forgetMailbox(work, place);
  return roles;
}

function updateMailbox(
  work: Work,
  mailbox: MailboxUnit,
  fact: ListedMailboxFact,
  parent: number | null,
  role: MailboxRole | null,
  hasPrefix: boolean,
): MailboxUnit {
  const isRenaming = hasPending(work, mailbox, 'mailbox-rename');
  const isSubscribing = hasPending(work, mailbox, 'mailbox-subscribe');
  const isDeleting = mailbox.stage === 'deleting';
  const filing = fact.filing ?? 'own';
  if (filing !== mailbox.filing && mailbox.path !== null) refile(work, mailbox);
  if (mailbox.stage === 'creating') {
    // Our creation shows before its answer was seen, or somebody else made it: either way it is there.
    work.connection.run("delete from intent where mailbox = ? and kind = 'mailbox-create'", mailbox.key);
  }
  const next = {
    name: isRenaming ? mailbox.name : fact.name,
    parent: isRenaming ? mailbox.parent : parent,
    role: isDeleting ? mailbox.role : role,
    is_subscribed: isSubscribing ? mailbox.is_subscribed : fact.isSubscribed ? 1 : 0,
    rights: rightsOf(fact, hasPrefix),
    path: fact.path,
    delimiter: fact.delimiter,
    is_selectable: fact.isSelectable ? 1 : 0,
    server_mailbox_id: fact.serverMailboxId,
    stage: isDeleting ? ('deleting' as const) : ('listed' as const),
    // What was here only has not been read on the server yet.
    is_filled: mailbox.path === null || (filing !== 'view' && mailbox.uid_validity === null) ? 0 : mailbox.is_filled,
    filing,
    label: fact.label ?? null,
  };
  const isVisibleChange =
    next.name !== mailbox.name ||
    next.parent !== mailbox.parent ||
    next.role !== mailbox.role ||
    next.is_subscribed !== mailbox.is_subscribed ||
    JSON.stringify(next.rights) !== JSON.stringify(mailbox.rights);
  Object.assign(mailbox, next);
  work.noteFiling();
  work.connection.run(
    `update mailbox set name = ?, parent = ?, role = ?, is_subscribed = ?, rights = ?, path = ?, delimiter = ?, is_selectable = ?,
      server_mailbox_id = ?, stage = ?, is_filled = ?, filing = ?, label = ?, server_messages = coalesce(?, server_messages) where key = ?`,
    next.name,
    next.parent,
    next.role,
    next.is_subscribed,
    JSON.stringify(next.rights),
    next.path,
    next.delimiter,
    next.is_selectable,
    next.server_mailbox_id,
    next.stage,
    next.is_filled,
    next.filing,
    next.label,
    // EXISTS of the last pass is the checkpoint's; LIST's figure counts only before the first one.
    mailbox.uid_validity === null ? fact.serverMessages : null,
    mailbox.key,
  );
  if (isVisibleChange && mailbox.log !== null) work.changes.updated('Mailbox', mailbox.log);
  return mailbox;
}

function hasPending(work: Work, mailbox: MailboxUnit, kind: string): boolean {
  return (
    work.connection.get('select 1 from intent where mailbox = ? and kind = ? and account = ?', mailbox.key, kind, work.account) !==
    undefined
  );
}

/** Its messages are told in another way from now on (I33): read anew. */
function refile(work: Work, mailbox: MailboxUnit): void {
  dropPlaces(work, mailbox);
  Object.assign(mailbox, { uid_validity: null, is_filled: 0 });
  work.connection.run(
    `update mailbox set uid_validity = null, uid_next = null, highest_mod_seq = null, low_uid = null, is_filled = 0, fill_mod_seq = null,
      windows = '[]', shown_from = null where key = ?`,
    mailbox.key,
  );
}

/** Deleted on the server by somebody else: what was in it goes with it. */
function forgetMailbox(work: Work, mailbox: MailboxUnit): void {
  work.connection.run('delete from intent where mailbox = ?', mailbox.key);
  dropPlaces(work, mailbox);
  for (const child of work.mailboxes.values())
    if (child.parent === mailbox.key) {
      child.parent = null;
      work.connection.run('update mailbox set parent = null where key = ?', child.key);
      if (child.log !== null) work.changes.updated('Mailbox', child.log);
    }
  if (mailbox.log !== null) work.changes.destroyed('Mailbox', mailbox.log);
  mailbox.log = null;
  work.connection.run('delete from mailbox where key = ?', mailbox.key);
  work.mailboxes.delete(mailbox.key);
  work.noteFiling();
}

function dropPlaces(work: Work, mailbox: MailboxUnit): void {
  for (const { key } of work.connection.all<{ key: number }>('select key from location where mailbox = ?', mailbox.key)) {
    const location = work.location(key);
    const unit = location ? work.unit(location.email) : null;
    if (!location || !unit) continue;
    // What was on its way in stays where it was, and what was on its way out has no source any more: no half of a move is left behind.
    for (const intent of work.connection.all<IntentRow>('select * from intent where from_location = ? or to_location = ?', key, key))
      undoIntent(work, intent, { kind: 'not-found', serverText: null });
    const rest = work.location(key);
    if (rest) work.dropLocation(unit, rest);
    if (unit.locations.length === 0) for (const intent of intentsOf(work, unit.key)) dropIntent(work, intent);
  }
}

const isNamed = (mailbox: MailboxUnit, name: string): boolean => mailbox.name.toLowerCase() === name.toLowerCase();

/** What a mailbox made here will be on the server. */
export const localFiling = (work: Work): MailboxFiling => (work.allMail === null ? 'own' : 'view');

function addLocalRoles(work: Work): void {
  for (const { role, name } of localRoles) {
    if (roleHolder(work, role) !== null) continue;
    // A server's own “Sent” without the role takes it: one place for one thing, and no sibling of the same name.
    const isRefused = [...work.mailboxes.values()].some(
      (mailbox) => mailbox.role_is_chosen === 1 && mailbox.role === null && mailbox.parent === null && isNamed(mailbox, name),
    );
    // The person took the role from the mailbox of that name and gave it to no other.
    if (isRefused) continue;
    const namesake = [...work.mailboxes.values()].find(
      (mailbox) =>
        mailbox.role === null &&
        mailbox.role_is_chosen === 0 &&
        mailbox.parent === null &&
        mailbox.is_selectable === 1 &&
        mailbox.stage === 'listed' &&
        isNamed(mailbox, name),
    );
    if (namesake) {
      namesake.role = role;
      work.connection.run('update mailbox set role = ? where key = ?', role, namesake.key);
      if (namesake.log !== null) work.changes.updated('Mailbox', namesake.log);
      continue;
    }
    const id = freshId('m');
    const key = work.connection.insert(
      "insert into mailbox (id, log, account, name, role, rights, stage, is_filled, filing) values (?, ?, ?, ?, ?, ?, 'local', 1, ?)",
      id,
      work.changes.created('Mailbox', id),
      work.account,
      name,
      role,
      JSON.stringify(localRights(role)),
      localFiling(work),
    );
    addUnit(work, key);
  }
}
