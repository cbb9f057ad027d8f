import type { Connection } from '../sqlite/connection.ts';
import { type MidHash, midBytes } from './hash-id.ts';

/** A row of `mid`: what is known of one Message-ID. `thread` is null while its messages are grouped anew. `subject` is the first base subject that cites it, table `citation` holds the others. */
export type MidRow = { thread: number | null; subjects: number; subject: number | null; is_present: number };

/** `row` null: there is none. `isStored`: the table has one, which is to be changed and not made. */
type Kept = { row: MidRow | null; isStored: boolean; isChanged: boolean };

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
    for (const [hash, { row, isStored }] of changed) {
      if (row === null) continue;
      const { thread, subjects, subject, is_present } = row;
      this.#connection.run(
        isStored
          ? 'update mid set thread = ?, subjects = ?, subject = ?, is_present = ? where account = ? and hash = ?'
          : 'insert into mid (thread, subjects, subject, is_present, account, hash) values (?, ?, ?, ?, ?, ?)',
        thread,
        subjects,
        subject,
        is_present,
        this.#account,
        midBytes(hash),
      );
    }
    this.#kept.clear();
  }

  #keep(hash: MidHash): Kept {
    const known = this.#kept.get(hash);
    if (known) return known;
    const row =
      this.#connection.get<MidRow>(
        'select thread, subjects, subject, is_present from mid where account = ? and hash = ?',
        this.#account,
        midBytes(hash),
      ) ?? null;
    const kept = { row, isStored: row !== null, isChanged: false };
    this.#kept.set(hash, kept);
    return kept;
  }
}
