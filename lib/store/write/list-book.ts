import { beforeAll, collapsedList, type ListKind, plainList } from '../list-kinds.ts';
import type { Connection } from '../sqlite/connection.ts';

/** Blocks grow to this many rows, then fall into pieces of half of it; a window is at most this many rows behind a known place. */
const maxEntries = 2048;
const pieceEntries = maxEntries / 2;
/** A block with fewer joins the one before it when both together are small. */
const minEntries = pieceEntries / 4;

type Place = { desc: number; id: string };
type Step = Place & { delta: 1 | -1 };
type Block = { first_desc: number; first_id: string; entries: number };

/** Keeps the counted blocks of the lists in step with the rows that one transaction adds and removes. */
export class ListBook {
  readonly #connection: Connection;
  readonly #steps = { [plainList.number]: new Map<number, Step[]>(), [collapsedList.number]: new Map<number, Step[]>() };

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  added(kind: ListKind, mailbox: number, desc: number, id: string): void {
    this.#note(kind, mailbox, { desc, id, delta: 1 });
  }
  removed(kind: ListKind, mailbox: number, desc: number, id: string): void {
    this.#note(kind, mailbox, { desc, id, delta: -1 });
  }

  /** Call when all rows of the lists are written. */
  settle(): void {
    for (const kind of [plainList, collapsedList]) {
      const lists = this.#steps[kind.number];
      for (const [mailbox, steps] of lists) this.#settleList(kind, mailbox, steps);
      lists.clear();
    }
  }

  #note(kind: ListKind, mailbox: number, step: Step): void {
    const steps = this.#steps[kind.number].get(mailbox);
    if (steps) steps.push(step);
    else this.#steps[kind.number].set(mailbox, [step]);
  }

  #settleList(kind: ListKind, mailbox: number, steps: Step[]): void {
    steps.sort((a, b) => a.desc - b.desc || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    for (let at = 0; at < steps.length; ) {
      const block = this.#blockOf(kind, mailbox, steps[at]!);
      const end = block && this.#next(kind, mailbox, block);
      let delta = 0;
      do delta += steps[at++]!.delta;
      while (at < steps.length && (!end || isBefore(steps[at]!, end)));
      if (!block) {
        // No block and nothing added: the mailbox itself has gone.
        if (delta > 0) this.#insert(kind, mailbox, { ...beforeAll, entries: delta });
        if (delta > maxEntries) this.#split(kind, mailbox, { ...beforeAll, entries: delta });
      } else if (delta !== 0) this.#resize(kind, mailbox, { ...block, entries: block.entries + delta });
    }
  }

  #resize(kind: ListKind, mailbox: number, block: Block): void {
    const isFirst = block.first_desc === beforeAll.first_desc;
    if (block.entries < minEntries && !isFirst) {
      const before = this.#previous(kind, mailbox, block);
      if (before && before.entries + block.entries <= pieceEntries) {
        this.#connection.run(
          'delete from list_block where mailbox = ? and list = ? and first_desc = ? and first_id = ?',
          mailbox,
          kind.number,
          block.first_desc,
          block.first_id,
        );
        this.#count(kind, mailbox, before, before.entries + block.entries);
        return;
      }
    }
    if (block.entries > maxEntries) this.#split(kind, mailbox, block);
    else this.#count(kind, mailbox, block, block.entries);
  }

  #split(kind: ListKind, mailbox: number, block: Block): void {
    const { table, date, id } = kind;
    let from: Block = block;
    let rest = block.entries;
    while (rest > maxEntries) {
      const first = this.#connection.get<Omit<Block, 'entries'>>(
        `select ${date} first_desc, ${id} first_id from ${table} where mailbox = ? and (${date}, ${id}) >= (?, ?) order by ${date}, ${id} limit 1 offset ?`,
        mailbox,
        from.first_desc,
        from.first_id,
        pieceEntries,
      )!;
      this.#count(kind, mailbox, from, pieceEntries);
      rest -= pieceEntries;
      from = { ...first, entries: rest };
      this.#insert(kind, mailbox, from);
    }
  }

  #insert(kind: ListKind, mailbox: number, block: Block): void {
    this.#connection.run(
      'insert into list_block (mailbox, list, first_desc, first_id, entries) values (?, ?, ?, ?, ?)',
      mailbox,
      kind.number,
      block.first_desc,
      block.first_id,
      block.entries,
    );
  }
  #count(kind: ListKind, mailbox: number, block: Block, entries: number): void {
    this.#connection.run(
      'update list_block set entries = ? where mailbox = ? and list = ? and first_desc = ? and first_id = ?',
      entries,
      mailbox,
      kind.number,
      block.first_desc,
      block.first_id,
    );
  }
  #blockOf(kind: ListKind, mailbox: number, place: Place): Block | undefined {
    return this.#connection.get<Block>(
      `select first_desc, first_id, entries from list_block where mailbox = ? and list = ? and (first_desc, first_id) <= (?, ?)
        order by first_desc desc, first_id desc limit 1`,
      mailbox,
      kind.number,
      place.desc,
      place.id,
    );
  }
  #previous(kind: ListKind, mailbox: number, block: Block): Block | undefined {
    return this.#connection.get<Block>(
      `select first_desc, first_id, entries from list_block where mailbox = ? and list = ? and (first_desc, first_id) < (?, ?)
        order by first_desc desc, first_id desc limit 1`,
      mailbox,
      kind.number,
      block.first_desc,
      block.first_id,
    );
  }
  #next(kind: ListKind, mailbox: number, block: Block): Block | undefined {
    return this.#connection.get<Block>(
      `select first_desc, first_id, entries from list_block where mailbox = ? and list = ? and (first_desc, first_id) > (?, ?)
        order by first_desc, first_id limit 1`,
      mailbox,
      kind.number,
      block.first_desc,
      block.first_id,
    );
  }
}

const isBefore = (step: Step, block: Block): boolean =>
  step.desc < block.first_desc || (step.desc === block.first_desc && step.id < block.first_id);
