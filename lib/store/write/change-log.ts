import type { AccountId } from '#lib/mail/index.ts';
import { type StateType, stateTypes } from '../api.ts';
import { createdLogKey } from '../created-log.ts';
import type { Transaction } from './transaction.ts';

type AccountNumbers = {
  id: AccountId;
  epoch: string;
  n_mailbox: number;
  n_email: number;
  n_thread: number;
  n_identity: number;
  n_submission: number;
  n_delivery: number;
};

const typeNumber = (type: StateType): number => stateTypes.indexOf(type);

/** An Email or Thread as the log knows it. */
export type LoggedObject = { id: string; key: number };

/** What one transaction created of a type without a row for each: the numbers they took, and between which keys they are. */
type CreatedRange = { firstN: number; lastN: number; firstKey: number; lastKey: number };

/**
 * The change log of one account inside one transaction (settled 16): every changed object takes the next number of its type, so a state
 * names a point between two changes and `/changes` can stop anywhere. One row per object, rewritten (compacted).
 *
 * Emails and Threads that come by hundreds have no row until they change: their own row says by `log`, minus its number, when they were
 * created, and `change_range` where those of a transaction are. Their row in the log is then the one of `createdLogKey`.
 */
export class ChangeLog {
  readonly #transaction: Transaction;
  readonly #account: number;
  readonly #before: AccountNumbers;
  readonly #numbers: number[];
  readonly #ranges = new Map<StateType, CreatedRange>();
  #arrived = 0;

  constructor(transaction: Transaction, account: number) {
    this.#transaction = transaction;
    this.#account = account;
    this.#before = transaction.connection.get<AccountNumbers>(
      'select id, epoch, n_mailbox, n_email, n_thread, n_identity, n_submission, n_delivery from account where key = ?',
      account,
    )!;
    const { n_mailbox, n_email, n_thread, n_identity, n_submission } = this.#before;
    this.#numbers = [n_mailbox, n_email, n_thread, n_identity, n_submission];
  }

  /** An Email was added, which is more than that an object is created: one that only changes its id is no arrival (RFC 8621 §1.5). */
  arrived(): void {
    this.#arrived += 1;
  }

  /** @returns key of the log row, kept in the object's own row */
  created(type: StateType, id: string): number {
    const n = this.#next(type);
    return this.#transaction.connection.insert(
      'insert into change (account, type, id, created_n, n, property_n) values (?, ?, ?, ?, ?, ?)',
      this.#account,
      typeNumber(type),
      id,
      n,
      n,
      n,
    );
  }
  /** The same for one of very many that come together. @returns what stands for its log row */
  createdAmongMany(type: 'Email' | 'Thread', key: number): number {
    const n = this.#next(type);
    const range = this.#ranges.get(type);
    if (range === undefined) this.#ranges.set(type, { firstN: n, lastN: n, firstKey: key, lastKey: key });
    else {
      range.lastN = n;
      range.firstKey = Math.min(range.firstKey, key);
      range.lastKey = Math.max(range.lastKey, key);
    }
    return -n;
  }
  updated(type: StateType, log: number): void {
    const n = this.#next(type);
    this.#transaction.connection.run('update change set n = ?, property_n = ? where key = ?', n, n, log);
  }
  /** An Email or Thread, whether it has a row in the log or none yet. */
  objectUpdated(type: 'Email' | 'Thread', log: number, { id, key }: LoggedObject): void {
    if (log > 0) {
      this.updated(type, log);
      return;
    }
    const n = this.#next(type);
    this.#transaction.connection.run(
      `insert into change (key, account, type, id, created_n, n, property_n) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (key) do update set n = excluded.n, property_n = excluded.property_n`,
      createdLogKey(type, key),
      this.#account,
      typeNumber(type),
      id,
      -log,
      n,
      n,
    );
  }
  /** Nothing but counts changed (RFC 8621 §2.2 updatedProperties). */
  countsUpdated(type: StateType, log: number): void {
    this.#transaction.connection.run('update change set n = ? where key = ?', this.#next(type), log);
  }
  /** What was destroyed comes back under its id: `created` from a state between its end and now, `updated` from one before (RFC 8620 §5.2). */
  revived(type: StateType, log: number): void {
    const n = this.#next(type);
    const { connection } = this.#transaction;
    connection.run('insert into change_gap (log, destroyed_n, revived_n) select key, n, ? from change where key = ?', n, log);
    connection.run('update change set n = ?, property_n = ?, is_destroyed = 0 where key = ?', n, n, log);
  }
  /** The same for an Email or Thread. */
  objectRevived(type: 'Email' | 'Thread', log: number, { key }: LoggedObject): void {
    this.revived(type, log > 0 ? log : createdLogKey(type, key));
  }
  /** The number of the type's latest change. */
  position(type: StateType): number {
    return this.#numbers[typeNumber(type)]!;
  }
  /** What was destroyed behind a position: its id and its `log`, for `revived`. */
  destroyedSince(type: StateType, position: number): Map<string, number> {
    const rows = this.#transaction.connection.all<{ id: string; log: number }>(
      'select id, iif(key < 0, -created_n, key) log from change where account = ? and type = ? and n > ? and is_destroyed = 1',
      this.#account,
      typeNumber(type),
      position,
    );
    return new Map(rows.map(({ id, log }) => [id, log]));
  }
  /** Whether the object came into being behind a position. */
  isCreatedSince(log: number, position: number): boolean {
    if (log < 0) return -log > position;
    const row = this.#transaction.connection.get<{ created_n: number }>('select created_n from change where key = ?', log);
    return row === undefined || row.created_n > position;
  }
  destroyed(type: StateType, log: number): void {
    this.#transaction.connection.run('update change set n = ?, is_destroyed = 1 where key = ?', this.#next(type), log);
  }
  /** The same for an Email or Thread, whether it has a row in the log or none yet. */
  objectDestroyed(type: 'Email' | 'Thread', log: number, object: LoggedObject): void {
    if (log < 0) this.objectUpdated(type, log, object);
    this.destroyed(type, log > 0 ? log : createdLogKey(type, object.key));
  }

  /** Stores the numbers and notes the moved states. Call once, at the end. */
  close(): void {
    const [mailbox, email, thread, identity, submission] = this.#numbers as [number, number, number, number, number];
    const { id, epoch } = this.#before;
    const before = [
      this.#before.n_mailbox,
      this.#before.n_email,
      this.#before.n_thread,
      this.#before.n_identity,
      this.#before.n_submission,
    ];
    const moved = stateTypes.filter((_, index) => before[index] !== this.#numbers[index]);
    if (moved.length === 0) return;
    this.#mark(before);
    for (const [type, { firstN, lastN, firstKey, lastKey }] of this.#ranges)
      this.#transaction.connection.run(
        'insert into change_range (account, type, first_n, last_n, first_key, last_key) values (?, ?, ?, ?, ?, ?)',
        this.#account,
        typeNumber(type),
        firstN,
        lastN,
        firstKey,
        lastKey,
      );
    this.#transaction.connection.run(
      'update account set n_mailbox = ?, n_email = ?, n_thread = ?, n_identity = ?, n_submission = ?, n_delivery = ? where key = ?',
      mailbox,
      email,
      thread,
      identity,
      submission,
      this.#before.n_delivery + this.#arrived,
      this.#account,
    );
    const states = this.#transaction.moved.get(id) ?? {};
    for (const type of moved) states[type] = `${epoch}.${this.#numbers[typeNumber(type)]}`;
    if (this.#arrived > 0) states.EmailDelivery = `${epoch}.${this.#before.n_delivery + this.#arrived}`;
    this.#transaction.moved.set(id, states);
  }

  /** Once a day: where the numbers stood, so that the log can be cut by age. */
  #mark(numbers: readonly number[]): void {
    const { connection, nowMs } = this.#transaction;
    connection.run(
      `insert into change_mark (account, at_ms, numbers) select ?1, ?2, ?3
        where not exists (select 1 from change_mark where account = ?1 and at_ms > ?2 - 86400000)`,
      this.#account,
      nowMs,
      JSON.stringify(numbers),
    );
  }

  #next(type: StateType): number {
    const index = typeNumber(type);
    this.#numbers[index] = this.#numbers[index]! + 1;
    return this.#numbers[index]!;
  }
}
