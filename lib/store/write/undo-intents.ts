import type { IntentId } from '#lib/mail/index.ts';
import { noteEvent } from './account-event.ts';
import { forEachAccount } from './carry-intents.ts';
import { type EmailUnit, type LocationRow, shownMailboxes } from './email-unit.ts';
import { flagsOfBase, keywordsOfFlags } from './flags.ts';
import { dropIntent, type IntentRow, intentsOf, type KeywordDetail, pendingKeywords } from './intent-queue.ts';
import { labelRows, showAgreedLabels, undoLabels } from './labels.ts';
import { cancelArrival } from './mailbox-places.ts';
import { dropMailbox, restoreMailbox, undoRename } from './mailbox-undo.ts';
import type { Transaction } from './transaction.ts';
import type { Work } from './work.ts';

type Reason = { kind: string; serverText: string | null };

/** Octets of a refused append wait this long for “recover” (J12). */
const keepRefusedMs = 30 * 24 * 60 * 60 * 1000;

/** See IntentStore.undo. */
export function undoIntents(transaction: Transaction, intentIds: IntentId[], reason: Reason): void {
  forEachAccount(
    transaction,
    intentIds,
    (id) => id,
    (work, row) => undoIntent(work, row, reason),
  );
}

/** Takes one intent's visible effect back; nothing where it is gone already. */
export function undoIntent(work: Work, row: IntentRow, reason: Reason): void {
  if (!work.connection.get('select 1 from intent where key = ?', row.key)) return;
  const unit = row.email === null ? null : work.unit(row.email);
  if (row.email === null) undoMailboxIntent(work, row, reason);
  else if (unit) undoForEmail(work, unit, row, reason);
  else dropIntent(work, row);
}

function undoForEmail(work: Work, unit: EmailUnit, row: IntentRow, reason: Reason): void {
  const emailId = unit.id;
  const mailbox = unit.locations.find((location) => location.key === (row.to_location ?? row.from_location))?.mailbox ?? null;
  if (row.kind === 'keywords') undoKeywords(work, unit, row);
  else if (row.kind === 'labels') undoLabelIntent(work, unit, row);
  else if (row.kind === 'append') undoAppend(work, unit, row);
  else if (row.kind === 'copy') undoArrival(work, unit, row);
  else if (row.kind === 'move') undoMove(work, unit, row);
  else restoreSource(work, unit, row);
  note(work, row, reason, emailId, mailbox, row.kind === 'append' ? unit.rawBlobId : null);
}

function undoLabelIntent(work: Work, unit: EmailUnit, row: IntentRow): void {
  dropIntent(work, row);
  undoLabels(work, unit, row);
}

/** Back to what the copies on the server show, except where a later intent decides. */
function undoKeywords(work: Work, unit: EmailUnit, row: IntentRow): void {
  dropIntent(work, row);
  const { add, remove } = JSON.parse(row.detail) as KeywordDetail;
  const later = new Set<string>();
  for (const intent of intentsOf(work, unit.key)) {
    if (intent.kind !== 'keywords') continue;
    const detail = JSON.parse(intent.detail) as KeywordDetail;
    for (const keyword of [...detail.add, ...detail.remove]) later.add(keyword);
  }
  const agreed = new Set(
    unit.locations.flatMap((location) => [...keywordsOfFlags(flagsOfBase(location.base)), ...flagsOfBase(location.unsure)]),
  );
  for (const keyword of add) if (!later.has(keyword) && !agreed.has(keyword)) work.removeKeyword(unit, keyword);
  for (const keyword of remove) if (!later.has(keyword) && agreed.has(keyword)) work.addKeyword(unit, keyword);
}

/** Refused for this mailbox: a copy meant for another one is appended instead; in none → destroyed, the octets kept (J12). */
function undoAppend(work: Work, unit: EmailUnit, row: IntentRow): void {
  const location = unit.locations.find((each) => each.key === row.to_location);
  if (location) cancelArrival(work, unit, location, row);
  else dropIntent(work, row);
  if (unit.locations.length === labelRows(work, unit).length) {
    dropAllIntents(work, unit);
    if (unit.rawBlobId !== null)
      work.connection.run(
        'update account_blob set keep_until_ms = ? where account = ? and blob_id = ?',
        work.nowMs + keepRefusedMs,
        work.account,
        unit.rawBlobId,
      );
  }
}

/** The copy does not come about; what was to go on from it starts from its source instead. */
function undoArrival(work: Work, unit: EmailUnit, row: IntentRow): void {
  dropIntent(work, row);
  const location = unit.locations.find((each) => each.key === row.to_location);
  if (!location) return;
  for (const later of intentsOf(work, unit.key)) {
    if (later.from_location !== location.key) continue;
    if (later.kind === 'remove') dropIntent(work, later);
    else work.connection.run("update intent set from_location = ?, kind = 'copy' where key = ?", row.from_location, later.key);
  }
  work.dropLocation(unit, location);
}

/** The message stays where it was, or goes on from there where it was sent further meanwhile. */
function undoMove(work: Work, unit: EmailUnit, row: IntentRow): void {
  dropIntent(work, row);
  const landing = unit.locations.find((each) => each.key === row.to_location);
  const further = landing ? intentsOf(work, unit.key).filter((each) => each.from_location === landing.key) : [];
  const leavesAnyway = further.some((each) => each.kind === 'move' || each.kind === 'remove');
  for (const each of further) work.connection.run('update intent set from_location = ? where key = ?', row.from_location, each.key);
  if (landing) work.dropLocation(unit, landing);
  if (!leavesAnyway) showSource(work, unit, row);
  if (unit.locations.length === 0) dropAllIntents(work, unit);
}

function restoreSource(work: Work, unit: EmailUnit, row: IntentRow): void {
  dropIntent(work, row);
  showSource(work, unit, row);
}

function showSource(work: Work, unit: EmailUnit, row: IntentRow): void {
  const source = unit.locations.find((each) => each.key === row.from_location);
  if (!source) return;
  const mailbox = work.mailboxes.get(source.mailbox);
  if (!mailbox || mailbox.stage === 'deleting') return;
  if (shownMailboxes(unit).length === 0) showServerKeywords(work, unit, source);
  work.setLocation(source, { is_wanted: 1 });
  showAgreedLabels(work, unit, source);
}

/** An Email that comes back from its destruction: keyword changes queued before were dropped with it. */
function showServerKeywords(work: Work, unit: EmailUnit, source: LocationRow): void {
  if (source.base === null) return;
  const pending = pendingKeywords(work, unit.key);
  const agreed = new Set([...keywordsOfFlags(flagsOfBase(source.base)), ...flagsOfBase(source.unsure)]);
  for (const keyword of [...unit.keywords]) if (!agreed.has(keyword) && !pending.has(keyword)) work.removeKeyword(unit, keyword);
  for (const keyword of agreed) if (!pending.has(keyword)) work.addKeyword(unit, keyword);
}

function dropAllIntents(work: Work, unit: EmailUnit): void {
  for (const intent of intentsOf(work, unit.key)) dropIntent(work, intent);
}

function undoMailboxIntent(work: Work, row: IntentRow, reason: Reason): void {
  dropIntent(work, row);
  const mailbox = row.mailbox === null ? undefined : work.mailboxes.get(row.mailbox);
  if (!mailbox) return;
  // Under its new id: that is where the person finds it.
  if (row.kind === 'mailbox-delete') restoreMailbox(work, mailbox, null);
  note(work, row, reason, null, mailbox.key, null);
  if (row.kind === 'mailbox-create') {
    // What was on its way into it cannot arrive.
    for (const { key } of work.connection.all<{ key: number }>('select key from location where mailbox = ? and uid is null', mailbox.key)) {
      const incoming = work.connection.get<IntentRow>('select * from intent where to_location = ?', key);
      if (incoming) undoIntent(work, incoming, reason);
    }
    for (const child of [...work.mailboxes.values()]) {
      const creation =
        child.parent === mailbox.key
          ? work.connection.get<IntentRow>("select * from intent where mailbox = ? and kind = 'mailbox-create'", child.key)
          : undefined;
      if (creation) undoIntent(work, creation, reason);
    }
    dropMailbox(work, mailbox);
  } else if (row.kind === 'mailbox-rename') undoRename(work, mailbox, row);
  else if (row.kind === 'mailbox-subscribe') {
    const { isSubscribed } = JSON.parse(row.detail) as { isSubscribed: boolean };
    work.connection.run('update mailbox set is_subscribed = ? where key = ?', isSubscribed ? 0 : 1, mailbox.key);
    if (mailbox.log !== null) work.changes.updated('Mailbox', mailbox.log);
  }
}

function note(work: Work, row: IntentRow, reason: Reason, emailId: string | null, mailbox: number | null, blobId: string | null): void {
  noteEvent(work.connection, work.account, work.nowMs, {
    kind: `${row.kind}:${reason.kind}`,
    emailId,
    mailboxId: mailbox === null ? null : (work.mailboxes.get(mailbox)?.id ?? null),
    blobId,
    serverText: reason.serverText,
  });
}
