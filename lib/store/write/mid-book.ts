import type { Connection } from '../sqlite/connection.ts';
import { type MidHash, midBytes } from './hash-id.ts';

/** A row of `mid`: what is known of one Message-ID. `thread` is null while its messages are grouped anew. `subject` is the first base subject that cites it, table `citation` holds the others. */
export type MidRow = { thread: number | null; subjects: number; subject: number | null; is_present: number };

/** `row` null: there is none. `table`: which one has it, so that it is changed there and not made. */
type Kept = { row: MidRow | null; table: 'mid' | 'mid_fresh' | null; isChanged: boolean };

/** Whole texts: one put together anew would be looked up letter by letter. */
const statements = {
  insert: {
    mid: 'insert into mid (thread, subjects, subject, is_present, account, hash) values (?, ?, ?, ?, ?, ?)',
    mid_fresh: 'insert into mid_fresh (thread, subjects, subject, is_present, account, hash) values (?, ?, ?, ?, ?, ?)',
  },
  update: {
    mid: 'update mid set thread = ?, subjects = ?, subject = ?, is_present = ? where account = ? and hash = ?',
    mid_fresh: 'update mid_fresh set thread = ?, subjects = ?, subject = ?, is_present = ? where account = ? and hash = ?',
  },
} as const;

/** So many new ones at once are of a fill and go into `mid_fresh`. */
const manyAtOnce = 64;
/** With more the small table is emptied into the large one. */
const mostFresh = 16_384;

/**
 * Rows lie by hash, so that each new one touches another page of the table. Those of a fill gather in a small table of the same form first, and
 * come into the large one many thousand at a time. A hash stands in one of the two.
 */
export function gatherFreshMids(connection: Connection, account: number): void {
  connection.run(
    `insert into mid (account, hash, thread, subjects, subject, is_present)
      select account, hash, thread, subjects, subject, is_present from mid_fresh where account = ? order by hash`,
    account,
  );
  connection.run('delete from mid_fresh where account = ?', account);
}

/**
 * The Message-IDs that one transaction meets. A conversation cites the same ids again and again: each is read once and written once, at the
 * end and in the order of the table.
 */
export class MidBook {
  readonly #connection: Connection;
  readonly #account: number;
  readonly #kept = new Map<MidHash, Kept>();

  constructor(connection: Connection, account: number) {
    this.#connection = connection;
    this.#account = account;
  }

  /** As it stands now; later changes do not show in it. */
  get(hash: MidHash): MidRow | undefined {
    const { row } = this.#keep(hash);
    return row === null ? undefined : { ...row };
  }

  /** Nothing happens where there is one already. */
  add(hash: MidHash, row: MidRow): void {
    const kept = this.#keep(hash);
    if (kept.row !== null) return;
    kept.row = row;
    kept.isChanged = true;
  }

  /** Nothing happens where there is none. */
  change(hash: MidHash, patch: Partial<MidRow>): void {
    const kept = this.#keep(hash);
    if (kept.row === null) return;
    Object.assign(kept.row, patch);
    kept.isChanged = true;
  }

  /** Writes what was added and changed. */
  settle(): void {
    const changed = [...this.#kept].filter(([, { isChanged }]) => isChanged).sort(([a], [b]) => (a < b ? -1 : 1));
    const isOfFill = changed.length > manyAtOnce;
    for (const [hash, { row, table }] of changed) {
      if (row === null) continue;
      const { thread, subjects, subject, is_present } = row;
      this.#connection.run(
        table === null ? statements.insert[isOfFill ? 'mid_fresh' : 'mid'] : statements.update[table],
        thread,
        subjects,
        subject,
        is_present,
        this.#account,
        midBytes(hash),
      );
    }
    this.#kept.clear();
    if (!isOfFill) return;
    const fresh = this.#connection.get<{ n: number }>('select count(*) n from mid_fresh where account = ?', this.#account)!.n;
    if (fresh > mostFresh) gatherFreshMids(this.#connection, this.#account);
  }

  #keep(hash: MidHash): Kept {
    const known = this.#kept.get(hash);
    if (known) return known;
    const found = this.#connection.get<MidRow & { is_fresh: number }>(
      `select thread, subjects, subject, is_present, 1 is_fresh from mid_fresh where account = ?1 and hash = ?2
        union all select thread, subjects, subject, is_present, 0 from mid where account = ?1 and hash = ?2`,
      this.#account,
      midBytes(hash),
    );
    const kept: Kept = { row: null, table: null, isChanged: false };
    if (found !== undefined) {
      const { is_fresh, ...row } = found;
      kept.row = row;
      kept.table = is_fresh === 1 ? 'mid_fresh' : 'mid';
    }
    this.#kept.set(hash, kept);
    return kept;
  }
}
