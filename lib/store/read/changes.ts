import type { BlobId, EmailId, MailboxId } from '#lib/mail/index.ts';
import { type AccountEvent, type Changes, type StateType, stateTypes, type ToldType } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';
import { queryBuilder as q } from '../sqlite/query-builder.ts';
import { createdAmongMany } from './created-among-many.ts';

type Numbers = {
  epoch: string;
  n_mailbox: number;
  n_email: number;
  n_thread: number;
  n_identity: number;
  n_submission: number;
  n_delivery: number;
};

const numberOf: Record<StateType, keyof Omit<Numbers, 'epoch' | 'n_delivery'>> = {
  Mailbox: 'n_mailbox',
  Email: 'n_email',
  Thread: 'n_thread',
  Identity: 'n_identity',
  EmailSubmission: 'n_submission',
};

function numbers(connection: Connection, account: number): Numbers {
  return connection.get<Numbers>(
    'select epoch, n_mailbox, n_email, n_thread, n_identity, n_submission, n_delivery from account where key = ?',
    account,
  )!;
}

export function stateOf(connection: Connection, account: number, type: StateType): string {
  const row = numbers(connection, account);
  return `${row.epoch}.${row[numberOf[type]]}`;
}

export function statesOf(connection: Connection, account: number): Record<ToldType, string> {
  const row = numbers(connection, account);
  const states = stateTypes.map((type) => [type, `${row.epoch}.${row[numberOf[type]]}`]);
  return Object.fromEntries([...states, ['EmailDelivery', `${row.epoch}.${row.n_delivery}`]]) as Record<ToldType, string>;
}

type ChangeRow = {
  key: number;
  id: string;
  n: number;
  property_n: number;
  is_destroyed: number;
  /** whether the client knows it */
  was_there: number;
  /** where it was destroyed or came back next, if it ever comes back after the client's state */
  turn: number | null;
  at: number;
};

/** Whether an object had been destroyed at a number, and came back after it. */
const isInGap = (connection: Connection, log: number, n: number): boolean =>
  connection.get('select 1 from change_gap where log = ?1 and destroyed_n <= ?2 and revived_n > ?2', log, n) !== undefined;

/** What was destroyed behind this number may come back, for the deletion of its mailbox can still be taken back; null: nothing can. */
function revivableSince(connection: Connection, account: number, type: StateType): number | null {
  if (type !== 'Mailbox' && type !== 'Email' && type !== 'Thread') return null;
  // There are few mailboxes, and there may be many intents.
  if (connection.get("select 1 from mailbox where account = ? and stage = 'deleting'", account) === undefined) return null;
  return connection.get<{ n: number | null }>(
    "select min(json_extract(detail, ?)) n from intent where account = ? and kind = 'mailbox-delete' and is_started = 0",
    `$.farewell.${type.toLowerCase()}`,
    account,
  )!.n;
}

/** See Store.changes. */
export function changesSince(
  connection: Connection,
  account: number,
  type: StateType,
  sinceState: string,
  maxChanges: number | null,
): Changes | null {
  const now = numbers(connection, account);
  const current = now[numberOf[type]];
  const [, epoch, digits] = /^(.+)\.(\d{1,15})$/.exec(sinceState) ?? [];
  const since = Number(digits);
  if (epoch !== now.epoch || since > current) return null;
  const floor = connection.get<{ n: number }>(
    'select n from change_floor where account = ? and type = ?',
    account,
    stateTypes.indexOf(type),
  );
  if (floor !== undefined && since < floor.n) return null;
  // An object stands at its creation when that is news to the client, so that no intermediate state shows an update of something unknown;
  // and where it was destroyed or came back, so that an intermediate state never lies beyond that unsaid. What came and went meanwhile is left
  // out, unless it may come back: then who stops before its end must have heard of it.
  const revivable = maxChanges === null ? null : revivableSince(connection, account, type);
  const rows = connection.all<ChangeRow>(
    `select key, id, n, property_n, is_destroyed, was_there, turn, iif(created_n > ?3, created_n, coalesce(turn, n)) at
      from (select c.*, c.created_n <= ?3
            and not exists (select 1 from change_gap where log = c.key and destroyed_n <= ?3 and revived_n > ?3) was_there,
          (select min(iif(destroyed_n > ?3, destroyed_n, revived_n)) from change_gap where log = c.key and revived_n > ?3) turn
        from change c where account = ?1 and type = ?2 and n > ?3)
      where was_there = 1 or is_destroyed = 0 or n > ?5 order by at limit ?4`,
    account,
    stateTypes.indexOf(type),
    since,
    maxChanges === null ? -1 : maxChanges + 1,
    revivable,
  );
  if (type === 'Email' || type === 'Thread') {
    const created = createdAmongMany(connection, account, type, since, maxChanges === null ? null : maxChanges + 1);
    if (created.length > 0) {
      rows.push(
        ...created.map((object) => ({ ...object, key: 0, n: object.at, property_n: 0, is_destroyed: 0, was_there: 0, turn: null })),
      );
      rows.sort((a, b) => a.at - b.at);
    }
    if (maxChanges !== null) rows.splice(maxChanges + 1);
  }
  const hasMoreChanges = maxChanges !== null && rows.length > maxChanges;
  if (hasMoreChanges) rows.pop();
  const until = hasMoreChanges ? (rows.at(-1)?.at ?? since) : current;
  const changes: Changes = {
    oldState: sinceState,
    newState: `${now.epoch}.${until}`,
    hasMoreChanges,
    created: [],
    updated: [],
    destroyed: [],
    countsOnly: type === 'Mailbox',
  };
  for (const row of rows) {
    const wasThere = row.was_there === 1;
    // Its end or its return may lie on a later page.
    const isEnded = row.is_destroyed === 1 && (row.n <= until || revivable === null || row.n <= revivable);
    const isThere = !isEnded && (row.turn === null || !hasMoreChanges || !isInGap(connection, row.key, until));
    if (!isThere) {
      if (wasThere) changes.destroyed.push(row.id);
    } else if (!wasThere) changes.created.push(row.id);
    else {
      changes.updated.push(row.id);
      if (row.property_n > since) changes.countsOnly = false;
    }
  }
  return changes;
}

export function eventsSince(connection: Connection, account: number, sinceMs: number): AccountEvent[] {
  return connection
    .rows(q.selectFrom('account_event').selectAll().where('account', '=', account).where('at_ms', '>=', sinceMs).orderBy('key').limit(1000))
    .map((row) => ({
      id: row.id,
      atMs: row.at_ms,
      kind: row.kind,
      emailId: row.email_id as EmailId | null,
      mailboxId: row.mailbox_id as MailboxId | null,
      blobId: row.blob_id as BlobId | null,
      serverText: row.server_text,
    }));
}
