import { addressText, indexText } from '../search-text.ts';
import type { Connection } from '../sqlite/connection.ts';
import { firstWordRow, lastSecond, secondOf } from '../word-rows.ts';
import type { EmailHead } from './email-head.ts';

/** Taken rows of a stretch that are read at once. */
const mostKnown = 2_000;

type Words = { subject: string | null; head: EmailHead; search: string };

/**
 * Words of an account's Emails on their way into the full-text index. They are written when the transaction ends, in the order of their rows:
 * at a row before the last one FTS5 would write out what it has gathered.
 */
export class WordBook {
  readonly #connection: Connection;
  readonly #account: number;
  readonly #pending = new Map<number, Words>();
  #drift: number | null = null;
  /** rows of a stretch that are taken, all of them; null: they are looked up one by one */
  #known: { from: number; to: number; taken: Set<number> } | null = null;

  constructor(connection: Connection, account: number) {
    this.#connection = connection;
    this.#account = account;
  }

  /**
   * A row for an Email that has none: the one of the second in which it was received, else a free one near it. The caller notes it in
   * `email.word_row` at once. Where very many mails came in one second (a mailbox brought over from elsewhere), tries go farther and farther
   * away, so that each takes a few look-ups.
   *
   * @param key the Email's
   */
  place(key: number, receivedAtMs: number): number {
    const first = firstWordRow(this.#account);
    const wanted = lastSecond - secondOf(receivedAtMs);
    for (let reach = 0, seed = key; ; reach = Math.min(lastSecond, reach * 2 + 1), seed += 0x9e3779b1) {
      const near = wanted + (reach === 0 ? 0 : (scattered(seed) % (reach * 2 + 1)) - reach);
      if (near < 0 || near > lastSecond || this.#isTaken(first + near)) continue;
      this.#noteDrift(Math.abs(near - wanted));
      this.#known?.taken.add(first + near);
      return first + near;
    }
  }

  /** Many Emails of these times are going to be placed: which rows are taken there is asked once, unless that is very many. */
  expect(fromMs: number, toMs: number): void {
    const first = firstWordRow(this.#account);
    const [from, to] = [first + lastSecond - secondOf(toMs), first + lastSecond - secondOf(fromMs)];
    const rows = this.#connection.all<{ row: number }>(
      'select word_row row from email where word_row between ? and ? limit ?',
      from,
      to,
      mostKnown,
    );
    this.#known = rows.length < mostKnown ? { from, to, taken: new Set(rows.map(({ row }) => row)) } : null;
  }

  /** Words for a row that is empty. */
  put(row: number, words: Words): void {
    this.#pending.set(row, words);
  }

  /** The words of an Email go out of the index, where they are in it. @returns the row that is empty now; null: it had none */
  remove(key: number): number | null {
    const row = this.#connection.get<{ row: number | null }>('select word_row row from email where key = ?', key)?.row ?? null;
    if (row !== null && !this.#pending.delete(row)) this.#connection.run('delete from email_fts where rowid = ?', row);
    return row;
  }

  /** Call before the transaction ends. */
  close(): void {
    for (const [row, { subject, head, search }] of [...this.#pending].toSorted(([a], [b]) => a - b))
      this.#connection.run(
        'insert into email_fts (rowid, subject, sender, recipient, cc, bcc, body) values (?, ?, ?, ?, ?, ?, ?)',
        row,
        indexText(subject ?? ''),
        indexText(addressText(head.from)),
        indexText(addressText(head.to)),
        indexText(addressText(head.cc)),
        indexText(addressText(head.bcc)),
        indexText(search),
      );
    this.#pending.clear();
  }

  #isTaken(row: number): boolean {
    const known = this.#known;
    if (known !== null && row >= known.from && row <= known.to) return known.taken.has(row);
    return this.#connection.get('select 1 from email where word_row = ?', row) !== undefined;
  }

  #noteDrift(seconds: number): void {
    this.#drift ??= this.#connection.get<{ drift: number }>('select word_drift drift from account where key = ?', this.#account)!.drift;
    if (seconds <= this.#drift) return;
    this.#drift = seconds;
    this.#connection.run('update account set word_drift = ? where key = ?', seconds, this.#account);
  }
}

/** A number below 2^32 that looks like chance, the same every time. */
function scattered(seed: number): number {
  let mixed = Math.imul((seed % 0x1_0000_0000) ^ (seed / 0x1_0000_0000), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
