import type { AccountId, MailboxId, MailboxRole } from '#lib/mail/index.ts';
import type { MailboxPatch, Outcome, Refusal } from '../api.ts';
import { freshId } from './fresh-id.ts';
import { dropIntent, ensureMailboxOnServer, type IntentRow, intentsOf, queueIntent } from './intent-queue.ts';
import { eraseMailbox } from './mailbox-carried.ts';
import { pathRules } from './mailbox-path.ts';
import { localRights } from './mailbox-rights.ts';
import { isLive, type MailboxUnit } from './mailbox-unit.ts';
import { addUnit, localFiling } from './record-listing.ts';
import { recountThreads } from './recount.ts';
import { farewellOf } from './revival.ts';
import type { Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

const refused = (kind: Refusal['kind'], rest: Omit<Refusal, 'kind'> = {}): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { kind, ...rest },
});
const done: Outcome<null> = { ok: true, value: null };

/** Octets of a mailbox name; servers cut or refuse longer ones. */
const maxNameBytes = 250;

type Checked = { ok: true; parent: MailboxUnit | null } | { ok: false; refusal: Refusal };

/** See MailboxStore.create; the record is read afterwards. */
export function createMailbox(
  transaction: Transaction,
  accountId: AccountId,
  input: { name: string; parentId: MailboxId | null; isSubscribed: boolean; sortOrder: number; role: MailboxRole | null },
): Outcome<MailboxId> {
  return workOn(transaction, accountId, (work): Outcome<MailboxId> => {
    const place = checkPlace(work, input.name, input.parentId, null);
    if (!place.ok) return place;
    if (input.role !== null && holder(work, input.role))
      return refused('invalid', { properties: ['role'], description: 'another mailbox has this role' });
    const id = freshId('m') as MailboxId;
    const key = work.connection.insert(
      "insert into mailbox (id, log, account, name, parent, role, role_is_chosen, sort_order, is_subscribed, rights, stage, is_filled, filing) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'local', 1, ?)",
      id,
      work.changes.created('Mailbox', id),
      work.account,
      input.name.normalize('NFC'),
      place.parent?.key ?? null,
      input.role,
      input.role === null ? 0 : 1,
      input.sortOrder,
      input.isSubscribed ? 1 : 0,
      JSON.stringify(localRights(null)),
      localFiling(work),
    );
    addUnit(work, key);
    ensureMailboxOnServer(work, key);
    return { ok: true, value: id };
  });
}

const holder = (work: Work, role: MailboxRole): MailboxUnit | undefined =>
  [...work.mailboxes.values()].find((mailbox) => mailbox.role === role && isLive(mailbox));

/** J13, J14: the name, the parent and the siblings. */
export function checkPlace(work: Work, name: string, parentId: MailboxId | null, self: MailboxUnit | null): Checked {
  const parent = parentId === null ? null : work.mailboxOfId(parentId);
  if (parentId !== null && (!parent || !isLive(parent))) return refused('invalid', { properties: ['parentId'] });
  const { prefix, delimiter } = pathRules(work);
  const separator = parent?.delimiter ?? delimiter;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const hasControl = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name);
  const length = Buffer.byteLength(name);
  if (name.trim() === '' || hasControl || length > maxNameBytes || (separator !== null && name.includes(separator)))
    return refused('invalid', { properties: ['name'] });
  if (parent === null && prefix === '' && name.toUpperCase() === 'INBOX' && self?.role !== 'inbox')
    return refused('invalid', { properties: ['name'] });
  for (let above = parent; above !== null; above = above.parent === null ? null : (work.mailboxes.get(above.parent) ?? null))
    if (above === self) return refused('invalid', { properties: ['parentId'], description: 'a mailbox cannot be inside itself' });
  const isMoving = self === null || self.parent !== (parent?.key ?? null);
  if (parent && isMoving && !parent.rights.mayCreateChild) return refused('forbidden', { properties: ['parentId'] });
  const sibling = [...work.mailboxes.values()].find(
    (mailbox) =>
      mailbox !== self &&
      isLive(mailbox) &&
      mailbox.parent === (parent?.key ?? null) &&
      mailbox.name.normalize('NFC') === name.normalize('NFC'),
  );
  if (sibling) return refused('already-exists', { existingId: sibling.id });
  return { ok: true, parent };
}

/** See MailboxStore.update. */
export function updateMailbox(transaction: Transaction, accountId: AccountId, id: MailboxId, patch: MailboxPatch): Outcome<null> {
  return workOn(transaction, accountId, (work) => {
    const mailbox = work.mailboxOfId(id);
    if (!mailbox || !isLive(mailbox)) return refused('not-found');
    const name = (patch.name ?? mailbox.name).normalize('NFC');
    const currentParent = mailbox.parent === null ? null : ((work.mailboxes.get(mailbox.parent)?.id ?? null) as MailboxId | null);
    const parentId = patch.parentId === undefined ? currentParent : patch.parentId;
    const isRenamed = name !== mailbox.name || parentId !== currentParent;
    if (isRenamed) {
      if (!mailbox.rights.mayRename) return refused('forbidden', { properties: [name === mailbox.name ? 'parentId' : 'name'] });
      const place = checkPlace(work, name, parentId, mailbox);
      if (!place.ok) return place;
    }
    const role = patch.role === undefined ? mailbox.role : patch.role;
    const roleHolder = role === null || role === mailbox.role ? undefined : holder(work, role);
    if (roleHolder?.role === 'inbox') return refused('invalid', { properties: ['role'], description: 'another mailbox has this role' });
    if (mailbox.role === 'inbox' && role !== 'inbox') return refused('forbidden', { properties: ['role'] });
    if (role !== null && role !== mailbox.role && mailbox.is_selectable === 0)
      return refused('invalid', { properties: ['role'], description: 'this mailbox holds no mail' });

    const trashBefore = holder(work, 'trash');
    if (roleHolder) takeRole(work, roleHolder);
    const before = { name: mailbox.name, parent: mailbox.parent };
    const parent = parentId === null ? null : (work.mailboxOfId(parentId)?.key ?? null);
    const sortOrder = patch.sortOrder ?? mailbox.sort_order;
    const isSubscribed = patch.isSubscribed === undefined ? mailbox.is_subscribed : Number(patch.isSubscribed);
    const isChanged = isRenamed || role !== mailbox.role || sortOrder !== mailbox.sort_order || isSubscribed !== mailbox.is_subscribed;
    if (!isChanged) return done;
    const isChosen = role === mailbox.role ? mailbox.role_is_chosen : 1;
    if (isSubscribed !== mailbox.is_subscribed) queueSubscription(work, mailbox, isSubscribed === 1);
    Object.assign(mailbox, { name, parent, role, role_is_chosen: isChosen, sort_order: sortOrder, is_subscribed: isSubscribed });
    work.connection.run(
      'update mailbox set name = ?, parent = ?, role = ?, role_is_chosen = ?, sort_order = ?, is_subscribed = ? where key = ?',
      name,
      parent,
      role,
      isChosen,
      sortOrder,
      isSubscribed,
      mailbox.key,
    );
    if (isRenamed) queueRename(work, mailbox, before);
    if (mailbox.log !== null) work.changes.updated('Mailbox', mailbox.log);
    if (trashBefore !== holder(work, 'trash')) recountThreads(work);
    return done;
  });
}

/** One mailbox per role: the person's latest choice takes it from whichever had it (I11). A place that exists only here goes. */
function takeRole(work: Work, mailbox: MailboxUnit): void {
  if (mailbox.stage === 'local') {
    if (mailbox.log !== null) work.changes.destroyed('Mailbox', mailbox.log);
    mailbox.log = null;
    eraseMailbox(work, mailbox);
    return;
  }
  Object.assign(mailbox, { role: null, role_is_chosen: 0 });
  work.connection.run('update mailbox set role = null, role_is_chosen = 0 where key = ?', mailbox.key);
  if (mailbox.log !== null) work.changes.updated('Mailbox', mailbox.log);
}

/** The path to rename to is computed when the intent is carried, so one waiting intent is enough for several changes. */
function queueRename(work: Work, mailbox: MailboxUnit, before: { name: string; parent: number | null }): void {
  if (mailbox.stage === 'local') return;
  const parent = mailbox.parent === null ? null : work.mailboxes.get(mailbox.parent);
  if (parent) ensureMailboxOnServer(work, parent.key);
  const pending = work.connection.get(
    "select 1 from intent where mailbox = ? and kind in ('mailbox-rename', 'mailbox-create') and is_started = 0",
    mailbox.key,
  );
  if (!pending) queueIntent(work, { kind: 'mailbox-rename', mailbox: mailbox.key, detail: before });
}

function queueSubscription(work: Work, mailbox: MailboxUnit, isSubscribed: boolean): void {
  if (mailbox.stage !== 'listed') return;
  work.connection.run("delete from intent where mailbox = ? and kind = 'mailbox-subscribe' and is_started = 0", mailbox.key);
  queueIntent(work, { kind: 'mailbox-subscribe', mailbox: mailbox.key, detail: { isSubscribed } });
}

/** See MailboxStore.destroy. */
export function destroyMailbox(
  transaction: Transaction,
  accountId: AccountId,
  id: MailboxId,
  options: { removeEmails: boolean; notBeforeMs: number },
): Outcome<null> {
  return workOn(transaction, accountId, (work) => {
    const mailbox = work.mailboxOfId(id);
    if (!mailbox || !isLive(mailbox)) return refused('not-found');
    if ([...work.mailboxes.values()].some((each) => isLive(each) && each.parent === mailbox.key)) return refused('mailbox-has-child');
    if (!mailbox.rights.mayDelete) return refused('forbidden');
    const hasEmail = work.connection.get('select 1 from membership where mailbox = ? limit 1', mailbox.key) !== undefined;
    if (hasEmail && !options.removeEmails) return refused('mailbox-has-email');

    const creation = work.connection.get<IntentRow>("select * from intent where mailbox = ? and kind = 'mailbox-create'", mailbox.key);
    // With mail on its way into it, it is made and deleted like any other: that mail comes back with it.
    const isUnborn = !hasEmail && mailbox.path === null && (creation === undefined || creation.is_started === 0);
    // What else waits for it goes before the deletion: then taking that back takes back nothing more.
    if (isUnborn) work.connection.run('delete from intent where mailbox = ? and is_started = 0', mailbox.key);
    const farewell = farewellOf(work);
    emptyMailbox(work, mailbox);
    if (mailbox.log !== null) work.changes.destroyed('Mailbox', mailbox.log);
    mailbox.log = null;
    if (isUnborn) {
      eraseMailbox(work, mailbox);
      return done;
    }
    mailbox.stage = 'deleting';
    work.connection.run("update mailbox set stage = 'deleting', log = null where key = ?", mailbox.key);
    queueIntent(work, {
      kind: 'mailbox-delete',
      mailbox: mailbox.key,
      detail: { removeEmails: options.removeEmails, farewell },
      dueAtMs: options.notBeforeMs,
    });
    return done;
  });
}

/**
 * What is in it is seen no more; Emails bound elsewhere stay there (J14). The server's copies go with the mailbox. What is on its way into it goes
 * there before: the deletion may be taken back, and taken from where it was it would be lost then.
 */
function emptyMailbox(work: Work, mailbox: MailboxUnit): void {
  for (const { key } of work.connection.all<{ key: number }>('select key from location where mailbox = ?', mailbox.key)) {
    const location = work.location(key);
    const unit = location ? work.unit(location.email) : null;
    if (!location || !unit || location.is_wanted === 0) continue;
    for (const intent of intentsOf(work, unit.key)) if (intent.kind === 'remove' && intent.from_location === key) dropIntent(work, intent);
    if (location.held_since_ms !== null) work.dropLocation(unit, location);
    else work.setLocation(location, { is_wanted: 0 });
  }
}
