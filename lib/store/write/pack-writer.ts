import { blankInPack, type EmailDetail, emailsInPack, type PackPiece, packPieces, unpackFacts } from '../email-pack.ts';
import { PackReader } from '../read/pack-reader.ts';
import type { Connection } from '../sqlite/connection.ts';

type Place = { pack: number; slot: number };

/** Fills packs with the Emails of one transaction. Every row knows its place at once; the octets are written when a pack is full. */
export class PackWriter {
  readonly #connection: Connection;
  readonly #reader: PackReader;
  #pending: PackPiece[] = [];
  readonly #removed = new Map<number, Set<number>>();
  #pack = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#reader = new PackReader(connection);
  }

  add(piece: PackPiece): Place {
    if (this.#pending.length === 0) this.#pack = this.#connection.insert("insert into email_pack (bytes) values (x'')");
    const place = { pack: this.#pack, slot: this.#pending.push(piece) - 1 };
    if (this.#pending.length === emailsInPack) this.flush();
    return place;
  }

  read({ pack, slot }: Place): EmailDetail {
    const pending = pack === this.#pack ? this.#pending[slot] : undefined;
    if (pending === undefined) return this.#reader.detail(pack, slot);
    return { ...unpackFacts(Buffer.from(pending.facts).toString()), headerBlock: pending.headerBlock };
  }

  /** An Email has gone: what it had in its pack goes with it when the transaction ends. */
  remove({ pack, slot }: Place): void {
    const slots = this.#removed.get(pack);
    if (slots) slots.add(slot);
    else this.#removed.set(pack, new Set([slot]));
  }

  /** Writes what was added and takes out what was removed; call before the transaction ends. */
  close(): void {
    this.flush();
    for (const [pack, slots] of this.#removed) this.#takeOut(pack, slots);
    this.#removed.clear();
  }

  #takeOut(pack: number, slots: ReadonlySet<number>): void {
    const row = this.#connection.get<{ bytes: Uint8Array; live: number }>('select bytes, live from email_pack where key = ?', pack)!;
    if (row.live <= slots.size) this.#connection.run('delete from email_pack where key = ?', pack);
    else
      this.#connection.run(
        'update email_pack set bytes = ?, live = live - ? where key = ?',
        blankInPack(row.bytes, slots),
        slots.size,
        pack,
      );
  }

  /** Writes what was added so far. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const count = this.#pending.length;
    this.#connection.run(
      'update email_pack set bytes = ?, emails = ?, live = ? where key = ?',
      packPieces(this.#pending),
      count,
      count,
      this.#pack,
    );
    this.#pending = [];
  }
}

/** An Email of a removed account has gone; its pack goes with the last one in it. */
export function leavePack(connection: Connection, pack: number): void {
  connection.run('update email_pack set live = live - 1 where key = ?', pack);
  connection.run('delete from email_pack where key = ? and live = 0', pack);
}
