import type { AccountId, Keyword, MailboxId } from '#lib/mail/index.ts';
import type { BulkActRecord, BulkDeed, BulkEmails } from '../api/bulk-acts.ts';
import type { EmailUpdate, Outcome } from '../api.ts';
import { type BulkActRow, bulkActColumns, bulkActOf } from '../read/bulk-acts.ts';
import { updateEmail } from './change-emails.ts';
import { type EmailUnit, shownMailboxes } from './email-unit.ts';
import { freshId } from './fresh-id.ts';
import { removeEverywhere } from './mailbox-places.ts';
import { isLive } from './mailbox-unit.ts';
import { snoozeUnit, unsnoozeUnit } from './snoozes.ts';
import { accountKey, type Transaction } from './transaction.ts';
import type { Work } from './work.ts';
import { workOn } from './work-on.ts';

/** What one Email became: its key, mailboxes that it left and entered, keywords that it got and lost. */
type Change = [email: number, left: number[], entered: number[], added: Keyword[], removed: Keyword[]];

/** So many acts of an account are kept, and so long, to be taken back. */
const keptActs = 100;
const keptForMs = 30 * 24 * 60 * 60_000;
const octetsPerKey = 8;

/** See BulkActStore.start. */
export function startBulkAct(
  transaction: Transaction,
  accountId: AccountId,
  { deed, emails }: { deed: BulkDeed; emails: BulkEmails },
): BulkActRecord {
  const { connection, nowMs } = transaction;
  const account = accountKey(connection, accountId);
  connection.run(
    `delete from bulk_act where account = ?1 and state not in ('doing', 'undoing') and (started_at_ms < ?2
      or key not in (select key from bulk_act where account = ?1 order by key desc limit ?3))`,
    account,
    nowMs - keptForMs,
    keptActs - 1,
  );
  const total = emails.byteLength / octetsPerKey;
  const key = connection.insert(
    'insert into bulk_act (id, account, deed, emails, total, state, started_at_ms) values (?, ?, ?, ?, ?, ?, ?)',
    freshId('b'),
    account,
    JSON.stringify(deed),
    emails,
    total,
    total === 0 ? 'done' : 'doing',
    nowMs,
  );
  return bulkActOf(rowOf(transaction, key));
}

const rowOf = ({ connection }: Transaction, key: number): BulkActRow =>
  connection.get<BulkActRow>(`select ${bulkActColumns} from bulk_act where key = ?`, key)!;

/** See BulkActStore.steer. */
export function steerBulkAct(
  transaction: Transaction,
  accountId: AccountId,
  id: string,
  how: 'stop' | 'undo' | 'redo',
): Outcome<BulkActRecord> {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const row = connection.get<BulkActRow>(`select ${bulkActColumns} from bulk_act where account = ? and id = ?`, account, id);
  if (row === undefined) return { ok: false, refusal: { kind: 'not-found' } };
  const { kind } = JSON.parse(row.deed) as BulkDeed;
  const isUnderWay = row.state === 'doing' || row.state === 'undoing';
  let next: BulkActRow['state'] | null = null;
  if (how === 'stop') next = isUnderWay ? 'stopped' : row.state;
  else if (kind !== 'destroy' && how === 'undo') next = row.done === 0 ? 'undone' : 'undoing';
  else if (kind !== 'destroy' && row.state !== 'done') next = row.done === row.total ? 'done' : 'doing';
  if (next === null) return { ok: false, refusal: { kind: 'invalid' } };
  connection.run('update bulk_act set state = ? where key = ?', next, row.key);
  return { ok: true, value: bulkActOf({ ...row, state: next }) };
}

/** See BulkActStore.doSlice. */
export function doBulkSlice(transaction: Transaction, accountId: AccountId, most: number): BulkActRecord | null {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const row = connection.get<BulkActRow>(
    `select ${bulkActColumns} from bulk_act where account = ? and state in ('doing', 'undoing') order by key limit 1`,
    account,
  );
  if (row === undefined) return null;
  if (row.state === 'doing') doNext(transaction, accountId, row, most);
  else takeBackLast(transaction, accountId, row);
  return bulkActOf(rowOf(transaction, row.key));
}

function doNext(transaction: Transaction, accountId: AccountId, row: BulkActRow, most: number): void {
  const { connection } = transaction;
  const octets = connection.get<{ part: Uint8Array }>(
    'select substr(emails, ?, ?) part from bulk_act where key = ?',
    row.done * octetsPerKey + 1,
    most * octetsPerKey,
    row.key,
  )!.part;
  const keys = [...new Float64Array(octets.slice().buffer)];
  const deed = JSON.parse(row.deed) as BulkDeed;
  const changes: Change[] = [];
  let failed = 0;
  workOn(transaction, accountId, (work) => {
    for (const key of keys) {
      const unit = work.unit(key);
      // Gone meanwhile, or moved away by somebody else: nothing is to be done.
      if (unit === null || unit.log === null || shownMailboxes(unit).length === 0) continue;
      const before = { mailboxes: shownMailboxes(unit), keywords: new Set(unit.keywords) };
      const outcome = doDeed(work, unit, deed);
      if (!outcome.ok) failed += 1;
      else if (deed.kind !== 'destroy') changes.push(changeOf(unit, before));
    }
  });
  if (changes.length > 0)
    connection.run(
      'insert or replace into bulk_slice (act, position, changes) values (?, ?, ?)',
      row.key,
      row.done,
      JSON.stringify(changes),
    );
  const done = row.done + keys.length;
  connection.run(
    'update bulk_act set done = ?, failed = failed + ?, state = ? where key = ?',
    done,
    failed,
    done >= row.total || keys.length === 0 ? 'done' : 'doing',
    row.key,
  );
}

const ok: Outcome<null> = { ok: true, value: null };

function doDeed(work: Work, unit: EmailUnit, deed: BulkDeed): Outcome<null> {
  const update: EmailUpdate = { id: unit.id as EmailUpdate['id'], addKeywords: [], removeKeywords: [], mailboxIds: null };
  const places = shownMailboxes(unit).map((key) => work.mailboxes.get(key)?.id as MailboxId);
  switch (deed.kind) {
    case 'keywords':
      return updateEmail(work, { ...update, addKeywords: deed.addKeywords, removeKeywords: deed.removeKeywords });
    case 'copy':
      return places.includes(deed.to) ? ok : updateEmail(work, { ...update, mailboxIds: [...places, deed.to] });
    case 'move': {
      const { from, elseAll, to, addKeywords, removeKeywords } = deed;
      const isThere = from !== null && places.includes(from);
      if (!isThere && !elseAll) return ok;
      const stay = isThere ? places.filter((id) => id !== from && id !== to) : [];
      return updateEmail(work, { ...update, addKeywords, removeKeywords, mailboxIds: [...stay, to] });
    }
    case 'snooze':
      return snoozeUnit(work, unit, deed.mailboxId, deed.untilMs);
    case 'destroy':
      if (!shownMailboxes(unit).every((key) => work.mailboxes.get(key)?.rights.mayRemoveItems))
        return { ok: false, refusal: { kind: 'forbidden' } };
      removeEverywhere(work, unit);
      return ok;
  }
}

function changeOf(unit: EmailUnit, before: { mailboxes: readonly number[]; keywords: ReadonlySet<Keyword> }): Change {
  const now = shownMailboxes(unit);
  return [
    unit.key,
    before.mailboxes.filter((key) => !now.includes(key)),
    now.filter((key) => !before.mailboxes.includes(key)),
    [...unit.keywords].filter((keyword) => !before.keywords.has(keyword)),
    [...before.keywords].filter((keyword) => !unit.keywords.has(keyword)),
  ];
}

function takeBackLast(transaction: Transaction, accountId: AccountId, row: BulkActRow): void {
  const { connection } = transaction;
  const slice = connection.get<{ position: number; changes: string }>(
    'select position, changes from bulk_slice where act = ? order by position desc limit 1',
    row.key,
  );
  if (slice === undefined) {
    connection.run("update bulk_act set done = 0, failed = 0, state = 'undone' where key = ?", row.key);
    return;
  }
  const deed = JSON.parse(row.deed) as BulkDeed;
  workOn(transaction, accountId, (work) => {
    for (const change of JSON.parse(slice.changes) as Change[]) takeBack(work, deed, change);
  });
  connection.run('delete from bulk_slice where act = ? and position = ?', row.key, slice.position);
  connection.run(
    'update bulk_act set done = ?, state = ? where key = ?',
    slice.position,
    slice.position === 0 ? 'undone' : 'undoing',
    row.key,
  );
}

/** What somebody changed since stays as they made it. */
function takeBack(work: Work, deed: BulkDeed, [key, left, entered, added, removed]: Change): void {
  const unit = work.unit(key);
  if (unit === null || unit.log === null) return;
  const now = shownMailboxes(unit);
  if (now.length === 0 || (entered.length > 0 && !entered.every((mailbox) => now.includes(mailbox)))) return;
  if (deed.kind === 'snooze') {
    unsnoozeUnit(work, unit);
    return;
  }
  const back = left.filter((mailbox) => {
    const place = work.mailboxes.get(mailbox);
    return place !== undefined && isLive(place);
  });
  const places = [...new Set([...now.filter((mailbox) => !entered.includes(mailbox)), ...back])];
  updateEmail(work, {
    id: unit.id as EmailUpdate['id'],
    addKeywords: removed,
    removeKeywords: added,
    // Where the mailbox that it came out of has gone, it stays where it is.
    mailboxIds:
      left.length + entered.length === 0 || places.length === 0
        ? null
        : places.map((mailbox) => work.mailboxes.get(mailbox)!.id as MailboxId),
  });
}
