import type { AccountId, IntentId, MailboxId } from '#lib/mail/index.ts';
import { flagFromKeyword } from '#lib/mail/index.ts';
import type { Intent, IntentWork, LabelWork } from '../api.ts';
import { settleLanding } from './apply-pass.ts';
import type { LocationRow } from './email-unit.ts';
import { systemBits } from './email-unit.ts';
import { baseOf, flagsOfBase, keywordsOfFlags } from './flags.ts';
import { dropIntent, type IntentRow, type KeywordDetail } from './intent-queue.ts';
import { type LabelDetail, labelsCarried } from './labels.ts';
import { mailboxCreated, mailboxDeleted, mailboxRenamed } from './mailbox-carried.ts';
import { intentOf, mailboxesTouched, type Resolved, resolveIntent } from './resolve-intent.ts';
import type { Transaction } from './transaction.ts';
import { Work } from './work.ts';
import { settleWork, workOn } from './work-on.ts';

/** Intents looked at for one batch; behind so many the next call sees further. */
const maxScanned = 5000;

type Ready = { row: IntentRow; work: IntentWork };

/** Walks the queue in order and yields what may be carried, the oldest first, until the caller stops (settled 22). */
function* readyIntents(work: Work, isDue: (row: IntentRow) => boolean, onVoid: (row: IntentRow) => void): Generator<Ready> {
  const emails = new Set<number>();
  const mailboxes = new Set<number>();
  const awaited = new Set<number>();
  for (const row of work.connection.all<IntentRow>(
    'select * from intent where account = ? order by key limit ?',
    work.account,
    maxScanned,
  )) {
    const touched = mailboxesTouched(work, row);
    const isBlocked =
      (row.email !== null && emails.has(row.email)) ||
      touched.some((mailbox) => mailboxes.has(mailbox) || (row.kind === 'mailbox-delete' && awaited.has(mailbox)));
    let resolved: Resolved = { do: 'wait' };
    if (!isBlocked) {
      resolved = resolveIntent(work, row);
      if (resolved.do === 'void') {
        onVoid(row);
        continue;
      }
      if (resolved.do === 'carry' && isDue(row)) {
        yield { row, work: resolved.work };
      }
    }
    if (row.email !== null) emails.add(row.email);
    // What waits for knowledge of one Email holds up that Email only, and the deletion of the mailboxes that it comes from or goes to.
    if (isBlocked || resolved.do === 'carry' || row.email === null) for (const mailbox of touched) mailboxes.add(mailbox);
    else if (row.kind === 'move' || row.kind === 'copy') for (const mailbox of touched) awaited.add(mailbox);
  }
}

const endsOf = (locations: readonly { mailboxId: MailboxId; uidValidity: number }[]): string =>
  locations.map(({ mailboxId, uidValidity }) => `${mailboxId} ${uidValidity}`).join(',');

const namesOf = (labels: readonly LabelWork[]): string => JSON.stringify(labels.map(({ label }) => label));

/** Equal for intents that one command can carry; null for those that go alone. */
function commandOf({ row, work }: Ready): string | null {
  if (row.is_started === 1) return null;
  if (work.kind === 'keywords') return `keywords ${work.add.join(' ')} -${work.remove.join(' ')} ${endsOf(work.locations)}`;
  if (work.kind === 'move' && work.from) return `move ${endsOf([work.from])} ${work.to.mailboxId}`;
  if (work.kind === 'labels') return `labels ${namesOf(work.add)} -${namesOf(work.remove)} ${endsOf([work.location])}`;
  if (work.kind === 'remove' && work.location) return `remove ${endsOf([work.location])}`;
  return null;
}

/** See IntentStore.nextBatch. */
export function nextBatch(transaction: Transaction, accountId: AccountId, nowMs: number, max: number): Intent[] {
  return workOn(transaction, accountId, (work) => {
    // Taken earlier and neither begun nor deferred: whoever took them is gone.
    work.connection.run('update intent set is_started = 0 where account = ? and is_started = 2', work.account);
    const head = firstReady(work, nowMs);
    if (!head) return [];
    const batch = [head];
    const command = commandOf(head);
    if (command !== null && max > 1) batch.push(...followers(work, head, command, nowMs, max - 1));
    notePath(work, head);
    for (const ready of batch) noteLabels(work, ready);
    // From here on a person's next change comes after these instead of bending them: what was resolved is what is carried.
    for (const { row } of batch) if (row.is_started === 0) work.connection.run('update intent set is_started = 2 where key = ?', row.key);
    return batch.map(({ row, work: each }) => intentOf(row, accountId, each));
  });
}

/** The path that is going to be carried: a later change of name must not pass for the one that was confirmed. */
function notePath(work: Work, { row, work: carried }: Ready): void {
  const path = carried.kind === 'mailbox-create' ? carried.path : carried.kind === 'mailbox-rename' ? carried.to : null;
  if (path !== null) work.connection.run("update intent set detail = json_set(detail, '$.path', ?) where key = ?", path, row.key);
}

/** The labels that are going to be carried: later ones are another intent's. */
function noteLabels(work: Work, { row, work: carried }: Ready): void {
  if (carried.kind !== 'labels') return;
  const keys = (labels: readonly LabelWork[]) =>
    labels.map(({ mailboxId }) => work.mailboxOfId(mailboxId)?.key).filter((key) => key !== undefined);
  const detail: LabelDetail = { add: keys(carried.add), remove: keys(carried.remove) };
  work.connection.run('update intent set detail = ? where key = ?', JSON.stringify(detail), row.key);
}

function firstReady(work: Work, nowMs: number): Ready | null {
  const dropped: IntentRow[] = [];
  let first: Ready | null = null;
  for (const ready of readyIntents(
    work,
    (row) => row.due_at_ms <= nowMs,
    (row) => dropped.push(row),
  )) {
    first = ready;
    break;
  }
  for (const row of dropped) {
    dropIntent(work, row);
    // An intent may have been the last thing that kept an invisible Email's rows.
    if (row.email !== null) work.unit(row.email);
  }
  return first;
}

/** The intents right behind the head that the same command carries; the first that it cannot carry ends the row. */
function followers(work: Work, head: Ready, command: string, nowMs: number, max: number): Ready[] {
  const found: Ready[] = [];
  const emails = new Set<number>([head.row.email ?? -1]);
  const rows = work.connection.all<IntentRow>(
    'select * from intent where account = ? and key > ? order by key limit ?',
    work.account,
    head.row.key,
    max,
  );
  for (const row of rows) {
    if (row.kind !== head.row.kind || row.due_at_ms > nowMs || row.email === null || emails.has(row.email)) break;
    if (work.connection.get('select 1 from intent where email = ? and key < ? limit 1', row.email, row.key)) break;
    const resolved = resolveIntent(work, row);
    if (resolved.do !== 'carry' || commandOf({ row, work: resolved.work }) !== command) break;
    emails.add(row.email);
    found.push({ row, work: resolved.work });
  }
  return found;
}

/** When `nextBatch` has something to give again, or to drop; null: nothing waits, or only for what a pass must show first. Reads only. */
export function nextDueMs(transaction: Transaction, account: number): number | null {
  const work = new Work(transaction, account);
  let due: number | null = null;
  let hasVoid = false;
  for (const { row } of readyIntents(
    work,
    () => true,
    () => {
      hasVoid = true;
    },
  )) {
    due = due === null ? row.due_at_ms : Math.min(due, row.due_at_ms);
    if (due <= transaction.nowMs) break;
  }
  return hasVoid ? Math.min(due ?? transaction.nowMs, transaction.nowMs) : due;
}

/** See IntentStore.started. */
export function intentsStarted(
  transaction: Transaction,
  intentIds: IntentId[],
  note: { uidNext: number; uidValidity: number } | null,
): void {
  const { connection } = transaction;
  for (const id of intentIds) {
    connection.run('update intent set is_started = 1 where id = ?', id);
    if (!note) continue;
    // The first note stands: a copy of an earlier try lies at or above it (J5).
    connection.run(
      'update location set note_uid_next = ?, note_uid_validity = ? where key = (select to_location from intent where id = ?) and (note_uid_next is null or note_uid_validity <> ?)',
      note.uidNext,
      note.uidValidity,
      id,
      note.uidValidity,
    );
  }
}

/** See IntentStore.defer. */
export function deferIntents(transaction: Transaction, intentIds: IntentId[], untilMs: number, reason: string): void {
  for (const id of intentIds)
    transaction.connection.run(
      'update intent set attempts = attempts + 1, due_at_ms = ?, reason = ?, is_started = is_started & 1 where id = ?',
      untilMs,
      reason,
      id,
    );
}

/** See IntentStore.confirm. */
export function confirmIntents(
  transaction: Transaction,
  results: { intentId: IntentId; landed: { uidValidity: number; uid: number } | null }[],
): void {
  forEachAccount(
    transaction,
    results,
    (result) => result.intentId,
    (work, row, result) => confirmIntent(work, row, result.landed),
  );
}

/** Groups by account, since a state belongs to one. Unknown ids (undone or confirmed before) are passed over: confirming twice is safe. */
export function forEachAccount<Item>(
  transaction: Transaction,
  items: readonly Item[],
  idOf: (item: Item) => string,
  body: (work: Work, row: IntentRow, item: Item) => void,
): void {
  const works = new Map<number, Work>();
  for (const item of items) {
    const row = transaction.connection.get<IntentRow>('select * from intent where id = ?', idOf(item));
    if (!row) continue;
    let work = works.get(row.account);
    if (!work) {
      work = new Work(transaction, row.account);
      works.set(row.account, work);
    }
    body(work, row, item);
  }
  for (const work of works.values()) settleWork(work);
}

function confirmIntent(work: Work, row: IntentRow, landed: { uidValidity: number; uid: number } | null): void {
  dropIntent(work, row);
  if (row.email === null) {
    if (row.kind === 'mailbox-create') mailboxCreated(work, row);
    else if (row.kind === 'mailbox-rename') mailboxRenamed(work, row);
    else if (row.kind === 'mailbox-delete') mailboxDeleted(work, row);
    return;
  }
  const unit = work.unit(row.email);
  if (!unit) return;
  if (row.kind === 'keywords') {
    const detail = JSON.parse(row.detail) as KeywordDetail;
    for (const location of unit.locations) if (location.uid !== null && location.base !== null) agree(work, location, detail);
    return;
  }
  if (row.kind === 'labels') {
    labelsCarried(work, unit, row);
    return;
  }
  const from = unit.locations.find((location) => location.key === row.from_location) ?? null;
  const to = unit.locations.find((location) => location.key === row.to_location) ?? null;
  if (to) land(work, to, landed, row.kind === 'append' ? null : (from?.base ?? null));
  if (from && (row.kind === 'move' || row.kind === 'remove')) work.dropLocation(unit, from);
}

/** A UID under another UIDVALIDITY than the target's says nothing (I30); the next pass over the target finds the copy. */
function land(work: Work, to: LocationRow, landed: { uidValidity: number; uid: number } | null, base: string | null): void {
  const known = work.mailboxes.get(to.mailbox)?.uid_validity ?? to.note_uid_validity;
  if (landed && known === landed.uidValidity) settleLanding(work, to, landed, base);
  else work.setLocation(to, { is_confirmed: 1, base });
}

/** The server has taken a keyword change. Whether it stores a keyword that is no system flag shows only when it reports flags (I31). */
function agree(work: Work, location: LocationRow, { add, remove }: KeywordDetail): void {
  const flags = flagsOfBase(location.base).filter((flag) => !keywordsOfFlags([flag]).some((keyword) => remove.includes(keyword)));
  const unsure = new Set(flagsOfBase(location.unsure).filter((keyword) => !remove.includes(keyword)));
  const agreed = new Set(keywordsOfFlags(flags));
  for (const keyword of add) {
    if (agreed.has(keyword)) continue;
    if (systemBits.has(keyword)) flags.push(flagFromKeyword(keyword));
    else unsure.add(keyword);
  }
  work.setLocation(location, { base: baseOf(flags), unsure: [...unsure].join(' ') });
}

/** See IntentStore.unansweredTargets. One whose source has to be found first gets no answer before a pass has found it. */
export const unansweredTargetsQuery = `select distinct m.id from intent i join location l on l.key = i.to_location join mailbox m on m.key = l.mailbox
  left join location s on s.key = i.from_location
  where i.account = ? and i.is_started = 1 and i.kind in ('append', 'copy', 'move') and (s.key is null or s.uid is not null)`;
