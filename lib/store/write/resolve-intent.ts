import type { AccountId, BlobId, EmailId, IntentId, MailboxId } from '#lib/mail/index.ts';
import type { AppendMatch, EmailLocation, Intent, IntentWork, LabelWork } from '../api.ts';
import { unpackHead } from './email-head.ts';
import { type EmailUnit, type LocationRow, shownMailboxes } from './email-unit.ts';
import { flagsOfBase, keywordsOfFlags } from './flags.ts';
import type { IntentRow, KeywordDetail } from './intent-queue.ts';
import { homeOf, isLabelRow, labelDifference, labelOf, labelRows } from './labels.ts';
import { pathOf } from './mailbox-path.ts';
import type { MailboxUnit } from './mailbox-unit.ts';
import type { Work } from './work.ts';

/**
 * An intent with paths and UIDs as they are now.
 * - `wait`: something must be learnt first (where a copy landed, whether a vanished one turns up elsewhere)
 * - `void`: nothing is left to do
 */
export type Resolved = { do: 'carry'; work: IntentWork } | { do: 'wait' } | { do: 'void' };

const wait: Resolved = { do: 'wait' };
const nothing: Resolved = { do: 'void' };

export function intentOf(row: IntentRow, accountId: AccountId, work: IntentWork): Intent {
  return { id: row.id as IntentId, accountId, attempts: row.attempts, work };
}

export function resolveIntent(work: Work, row: IntentRow): Resolved {
  if (row.email !== null) {
    const unit = work.unit(row.email);
    return unit ? resolveForEmail(work, row, unit) : nothing;
  }
  return resolveForMailbox(work, row);
}

function resolveForEmail(work: Work, row: IntentRow, unit: EmailUnit): Resolved {
  const emailId = unit.id as EmailId;
  if (row.kind === 'keywords') return resolveKeywords(work, row, unit);
  if (row.kind === 'labels') return resolveLabels(work, unit);
  const from = unit.locations.find((location) => location.key === row.from_location) ?? null;
  if (from && from.uid === null) return wait;
  const source = from ? emailLocation(work, unit, from) : null;
  if (from && !source) return wait;
  if (row.kind === 'remove') return from ? { do: 'carry', work: removal(work, row, emailId, source) } : nothing;

  const to = unit.locations.find((location) => location.key === row.to_location);
  if (!to) return nothing;
  // A pass found it there, the answer being lost: what is left of a move is to take the message away from where it came.
  if (to.uid !== null) return row.kind === 'move' && source ? { do: 'carry', work: removal(work, row, emailId, source) } : nothing;
  const mailbox = work.mailboxes.get(to.mailbox);
  if (!mailbox) return nothing;
  const target = { mailboxId: mailbox.id as MailboxId, path: mailbox.path };
  const match: AppendMatch = {
    messageId: messageIdOf(work, unit.key),
    sizeBytes: to.size_bytes ?? unit.sizeBytes,
    receivedAtMs: unit.receivedAtMs,
    uidNext: to.note_uid_next,
    uidValidity: to.note_uid_validity,
  };
  if (row.kind === 'append') {
    const { rawBlobId, keywords, receivedAtMs } = unit;
    if (rawBlobId === null) return nothing;
    const under = firstLabel(work, unit, to);
    if (under !== null && under.path === null) return wait;
    return {
      do: 'carry',
      work: {
        kind: 'append',
        emailId,
        rawBlobId: rawBlobId as BlobId,
        keywords: [...keywords],
        receivedAtMs,
        to: target,
        under: under?.path ? { mailboxId: under.id as MailboxId, path: under.path } : null,
        match,
      },
    };
  }
  return { do: 'carry', work: { kind: row.kind === 'copy' ? 'copy' : 'move', emailId, from: source, to: target, match } };
}

/** What goes for good goes through Trash where the mailbox holds all: taken out of there it only loses its labels (J9, I33). */
function removal(work: Work, row: IntentRow, emailId: EmailId, location: EmailLocation | null): IntentWork {
  const { msgId = null } = JSON.parse(row.detail) as { msgId?: string };
  const isLabelled = work.allMail !== null && location?.mailboxId === work.allMail.id;
  const trash = isLabelled ? [...work.mailboxes.values()].find(({ role, filing }) => role === 'trash' && filing === 'own') : undefined;
  return { kind: 'remove', emailId, location, through: trash?.path ? { path: trash.path, msgId } : null };
}

/** A message is made under one label, in this order of preference: a draft must be one from the beginning. The others follow. */
function firstLabel(work: Work, unit: EmailUnit, to: LocationRow): MailboxUnit | null {
  if (to.mailbox !== work.allMail?.key) return null;
  const views = labelRows(work, unit).map(({ mailbox }) => work.mailboxes.get(mailbox));
  const [first] = views.filter((view) => view !== undefined).sort((a, b) => rankOf(a) - rankOf(b));
  return first ?? null;
}

const rankOf = ({ role }: MailboxUnit): number => (role === 'drafts' ? 0 : role === 'sent' ? 1 : role === 'inbox' ? 2 : 3);

function resolveLabels(work: Work, unit: EmailUnit): Resolved {
  const home = homeOf(work, unit);
  if (home === null) return nothing;
  const location = emailLocation(work, unit, home);
  if (location === null) return wait;
  const { add, remove } = labelDifference(work, unit, home);
  if (add.length + remove.length === 0) return nothing;
  const added = labelWorks(work, add);
  if (added.length < add.length) return wait;
  return {
    do: 'carry',
    work: { kind: 'labels', emailId: unit.id as EmailId, location, add: added, remove: labelWorks(work, remove) },
  };
}

function labelWorks(work: Work, keys: readonly number[]): LabelWork[] {
  const works: LabelWork[] = [];
  for (const key of keys) {
    const mailbox = work.mailboxes.get(key);
    const label = mailbox === undefined ? null : labelOf(mailbox);
    if (mailbox !== undefined && label !== null) works.push({ mailboxId: mailbox.id as MailboxId, label });
  }
  return works;
}

function resolveKeywords(work: Work, row: IntentRow, unit: EmailUnit): Resolved {
  const { add, remove } = JSON.parse(row.detail) as KeywordDetail;
  // What goes needs no keywords, unless a copy is still to be made of it: that has the keywords of its source.
  const removing = new Set(
    work.connection
      .all<{ from_location: number }>(
        "select from_location from intent where email = ?1 and kind = 'remove' and from_location not in (select from_location from intent where email = ?1 and kind = 'copy' and from_location is not null)",
        unit.key,
      )
      .map((each) => each.from_location),
  );
  const relevant = unit.locations.filter(
    (location) => location.is_deleted === 0 && !removing.has(location.key) && !isLabelRow(work, location),
  );
  // A copy whose UID is not known gets the keywords with the COPY or APPEND still to come, or else we have to learn the UID first.
  const arrivals = new Set(
    work.connection
      .all<{ to_location: number }>('select to_location from intent where email = ? and to_location is not null', unit.key)
      .map((each) => each.to_location),
  );
  if (relevant.some((location) => location.uid === null && !arrivals.has(location.key))) return wait;
  const needed = relevant
    .filter((location) => location.uid !== null)
    .map((location) => ({ location, ...difference(location, add, remove) }))
    .filter((each) => each.add.length + each.remove.length > 0);
  const locations = needed
    .map(({ location }) => emailLocation(work, unit, location))
    .filter((location): location is EmailLocation => location !== null)
    .map(({ mailboxId, path, uidValidity, uid }) => ({ mailboxId, path, uidValidity, uid }));
  if (locations.length === 0) return nothing;
  return {
    do: 'carry',
    work: {
      kind: 'keywords',
      emailId: unit.id as EmailId,
      add: add.filter((keyword) => needed.some((each) => each.add.includes(keyword))),
      remove: remove.filter((keyword) => needed.some((each) => each.remove.includes(keyword))),
      locations,
    },
  };
}

/** What of a change this copy does not show yet. */
function difference(location: LocationRow, add: string[], remove: string[]): { add: string[]; remove: string[] } {
  if (location.base === null) return { add, remove };
  const agreed = new Set([...keywordsOfFlags(flagsOfBase(location.base)), ...flagsOfBase(location.unsure)]);
  return { add: add.filter((keyword) => !agreed.has(keyword)), remove: remove.filter((keyword) => agreed.has(keyword)) };
}

function resolveForMailbox(work: Work, row: IntentRow): Resolved {
  const mailbox = row.mailbox === null ? undefined : work.mailboxes.get(row.mailbox);
  if (!mailbox) return nothing;
  const mailboxId = mailbox.id as MailboxId;
  const detail = JSON.parse(row.detail) as { removeEmails?: boolean; isSubscribed?: boolean };
  switch (row.kind) {
    case 'mailbox-create': {
      const path = pathOf(work, mailbox);
      if (path === null) return wait;
      return {
        do: 'carry',
        work: { kind: 'mailbox-create', mailboxId, path, role: mailbox.role, isSubscribed: mailbox.is_subscribed === 1 },
      };
    }
    case 'mailbox-rename': {
      const to = pathOf(work, mailbox);
      if (mailbox.path === null || to === null) return wait;
      return to === mailbox.path ? nothing : { do: 'carry', work: { kind: 'mailbox-rename', mailboxId, from: mailbox.path, to } };
    }
    case 'mailbox-delete':
      if (mailbox.path === null) return nothing;
      return {
        do: 'carry',
        work: {
          kind: 'mailbox-delete',
          mailboxId,
          path: mailbox.path,
          isSelectable: mailbox.is_selectable === 1,
          removeEmails: detail.removeEmails === true,
        },
      };
    case 'mailbox-subscribe':
      if (mailbox.path === null) return nothing;
      return {
        do: 'carry',
        work: { kind: 'mailbox-subscribe', mailboxId, path: mailbox.path, isSubscribed: detail.isSubscribed === true },
      };
    default:
      return nothing;
  }
}

/** Mailboxes whose order this intent must keep (settled 22). */
export function mailboxesTouched(work: Work, row: IntentRow): number[] {
  if (row.email === null) {
    const mailbox = row.mailbox === null ? undefined : work.mailboxes.get(row.mailbox);
    if (!mailbox) return [];
    if (row.kind === 'mailbox-create') return mailbox.parent === null ? [mailbox.key] : [mailbox.key, mailbox.parent];
    return [mailbox.key, ...descendants(work, mailbox.key)];
  }
  const unit = work.unit(row.email);
  if (!unit) return [];
  if (row.kind === 'keywords') return [...new Set([...unit.locations.map((location) => location.mailbox), ...shownMailboxes(unit)])];
  if (row.kind === 'labels') {
    const home = homeOf(work, unit);
    if (home === null) return [];
    const { add, remove } = labelDifference(work, unit, home);
    return [home.mailbox, ...add, ...remove];
  }
  const ends = unit.locations.filter((location) => location.key === row.from_location || location.key === row.to_location);
  const views = row.kind === 'append' ? labelRows(work, unit) : [];
  return [...ends, ...views].map((location) => location.mailbox);
}

function descendants(work: Work, mailbox: number): number[] {
  const found: number[] = [];
  const open = [mailbox];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop())
    for (const each of work.mailboxes.values())
      if (each.parent === parent && !found.includes(each.key)) {
        found.push(each.key);
        open.push(each.key);
      }
  return found;
}

function emailLocation(work: Work, unit: EmailUnit, location: LocationRow): EmailLocation | null {
  const mailbox = work.mailboxes.get(location.mailbox);
  if (!mailbox || mailbox.path === null || location.uid === null || location.uid_validity === null) return null;
  return {
    emailId: unit.id as EmailId,
    mailboxId: mailbox.id as MailboxId,
    path: mailbox.path,
    uidValidity: location.uid_validity,
    uid: location.uid,
  };
}

function messageIdOf(work: Work, email: number): string | null {
  const row = work.connection.get<{ head: string }>('select head from email where key = ?', email);
  return row ? (unpackHead(row.head).messageId?.[0] ?? null) : null;
}
