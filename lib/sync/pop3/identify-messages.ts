import { type KnownMaildrop, TextIndex } from '#lib/store/index.ts';
import type { MaildropListing } from './maildrop-listing.ts';

/** A message that is not known, among rows. */
export const stranger = -1;

export type Identification = {
  /** by row of the listing: the row of what is known, or `stranger` */
  rows: Int32Array;
  /** keys of what the server does not list any more, and of what it lists again */
  gone: number[];
  back: number[];
  /** keys whose message has another id now */
  renumbered: { key: number; uid: string | null }[];
  /** what only tells by itself who it is, since the server does not show its header: numbers of messages, and the rows that they may be */
  unread: { numbers: ReadonlySet<number>; rows: number[] };
};

export type Asked = {
  /** header hashes by message number; messages that the server does not show are left out */
  listedHashes: (numbers: readonly number[]) => Promise<ReadonlyMap<number, string>>;
  /** header hashes by key; messages whose header was never had are left out */
  knownHashes: (keys: readonly number[]) => Promise<ReadonlyMap<number, string>>;
};

/**
 * Who is who in a maildrop (P7).
 * - By UIDL; the same id twice, in one listing or in what is known, or with another size: by the header as well. Where the server does not show
 *   it, only the message itself tells (`unread`).
 * - Without an id: by header and size. A message of the same header and another size is another one: better twice than lost.
 * - More than half of the known ids gone while there are not fewer messages: the server has numbered anew, and headers tell who is who.
 *   They also tell for what is known without an id, since the index was rebuilt.
 *
 * Headers are asked for only where ids do not tell, so what this holds of each message is some thirty octets.
 */
export async function identifyMessages(listing: MaildropListing, known: KnownMaildrop, asked: Asked): Promise<Identification> {
  const rows = new Int32Array(listing.length).fill(stranger);
  const taken = new Uint8Array(known.length);
  const take = (at: number, row: number): void => {
    if (row === stranger) return;
    rows[at] = row;
    taken[row] = 1;
  };
  const hashes = new Map<number, string>();
  const learn = async (numbers: readonly number[]): Promise<void> => {
    const unknown = numbers.filter((number) => !hashes.has(number));
    if (unknown.length > 0) for (const [number, hash] of await asked.listedHashes(unknown)) hashes.set(number, hash);
  };
  const poolOf = async (some: readonly number[]) =>
    new Pool(known, some, some.length === 0 ? new Map() : await asked.knownHashes(keysOf(known, some)));

  const rowsOfId = new TextIndex(known.uids);
  const { doubtful, sharing } = byId(listing, known, rowsOfId, rows, take);
  await learn(doubtful.map((at) => listing.number(at)));
  const isUnnamed = (at: number) => !listing.uids.has(at);
  const anonymous = await poolOf(doubtful.some(isUnnamed) ? rowsThat(known, (row) => !known.uids.has(row)) : []);
  const byHeader = new ByHeader(
    known,
    rowsOfId,
    sharing,
    sharing.length === 0 ? new Map() : await asked.knownHashes(keysOf(known, sharing)),
  );
  for (const at of doubtful) {
    const hash = hashes.get(listing.number(at)) ?? null;
    const first = rowsOfId.first(listing.uids, at);
    if (isUnnamed(at)) take(at, hash === null ? stranger : anonymous.take(hash, listing.sizeBytes(at), true));
    else if (first !== stranger) take(at, byHeader.find(first, hash));
  }

  const renumbered: Identification['renumbered'] = [];
  const strangers = rowsThat(listing, (at) => rows[at] === stranger);
  const candidates = await poolOf(strangers.length === 0 ? [] : lostRows(listing, known, taken));
  if (candidates.size > 0) {
    await learn(strangers.map((at) => listing.number(at)));
    for (const at of strangers) {
      const hash = hashes.get(listing.number(at));
      const row = hash === undefined ? stranger : candidates.take(hash, listing.sizeBytes(at), !listing.uids.has(at));
      take(at, row);
      if (row !== stranger) renumbered.push({ key: known.key(row), uid: listing.uids.at(at) });
    }
  }
  // Until these came nothing is known to have gone of what they may be.
  const hidden = doubtful.filter((at) => !hashes.has(listing.number(at)));
  const mayBeHidden = new Set(hidden.some((at) => !isUnnamed(at)) ? sharing : []);
  if (hidden.some(isUnnamed))
    for (const row of rowsThat(known, (each) => !known.uids.has(each) && !known.isGone(each))) mayBeHidden.add(row);
  const keysThat = (is: (row: number) => boolean) => keysOf(known, rowsThat(known, is));
  return {
    rows,
    gone: keysThat((row) => !known.isGone(row) && taken[row] === 0 && !mayBeHidden.has(row)),
    back: keysThat((row) => known.isGone(row) && taken[row] === 1),
    renumbered,
    unread: { numbers: new Set(hidden.map((at) => listing.number(at))), rows: [...mayBeHidden].filter((row) => taken[row] === 0) },
  };
}

/**
 * Takes what an id alone tells, which in nearly every maildrop is all.
 *
 * @returns rows of the listing that it does not tell, and the rows of what is known that have their ids
 */
function byId(
  listing: MaildropListing,
  known: KnownMaildrop,
  rowsOfId: TextIndex,
  rows: Int32Array,
  take: (at: number, row: number) => void,
): { doubtful: number[]; sharing: number[] } {
  /** by row: one more than the first of the listing that has its id */
  const firstListed = new Int32Array(known.length);
  const isDoubtful = new Uint8Array(listing.length);
  let hasStrangers = false;
  for (let at = 0; at < listing.length; at += 1) {
    const row = rowsOfId.first(listing.uids, at);
    rows[at] = row;
    if (row === stranger) {
      isDoubtful[at] = listing.uids.has(at) ? 0 : 1;
      hasStrangers = true;
      continue;
    }
    // Ids come back for other messages on servers that count them up from 1 each time.
    const isOther = known.isGone(row) || known.sizeBytes(row) !== listing.sizeBytes(at);
    const before = firstListed[row]! - 1;
    if (before < 0) firstListed[row] = at + 1;
    else isDoubtful[before] = 1;
    if (isOther || before >= 0 || rowsOfId.next(row) !== stranger) isDoubtful[at] = 1;
  }
  // Where all is known, no id is compared with the others of the listing.
  if (hasStrangers) {
    const listedOfId = new TextIndex(listing.uids);
    for (let at = 0; at < listing.length; at += 1)
      if (rows[at] === stranger && (listedOfId.first(listing.uids, at) !== at || listedOfId.next(at) !== stranger)) isDoubtful[at] = 1;
  }
  const doubtful: number[] = [];
  const sharing: number[] = [];
  for (let at = 0; at < listing.length; at += 1) {
    const row = rows[at]!;
    rows[at] = stranger;
    if (isDoubtful[at] === 0) take(at, row);
    else {
      doubtful.push(at);
      if (row !== stranger && firstListed[row] === at + 1)
        for (let each = row; each !== stranger; each = rowsOfId.next(each)) sharing.push(each);
    }
  }
  return { doubtful, sharing };
}

/** Rows whose message may be listed under another id. */
function lostRows(listing: MaildropListing, known: KnownMaildrop, taken: Uint8Array): number[] {
  const present = rowsThat(known, (row) => known.uids.has(row) && !known.isGone(row));
  const lost = present.filter((row) => taken[row] === 0);
  const isNumberedAnew = lost.length * 2 > present.length && listing.length >= present.length;
  const isNamed = rowsThat(listing, (at) => listing.uids.has(at)).length > 0;
  const unnamed = isNamed ? rowsThat(known, (row) => !known.uids.has(row) && taken[row] === 0) : [];
  return isNumberedAnew ? [...lost, ...unnamed] : unnamed;
}

function rowsThat({ length }: { length: number }, is: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < length; row += 1) if (is(row)) rows.push(row);
  return rows;
}

const keysOf = (known: KnownMaildrop, rows: readonly number[]): number[] => rows.map((row) => known.key(row));

/** Rows that share an id, told apart by their header. */
class ByHeader {
  /** by the first row of the id: one whose header could not be had so far */
  readonly #unread = new Map<number, number>();
  readonly #read = new Map<string, number>();

  constructor(known: KnownMaildrop, rowsOfId: TextIndex, rows: readonly number[], hashes: ReadonlyMap<number, string>) {
    // The first of several counts.
    for (const row of rows.toReversed()) {
      const first = rowsOfId.first(known.uids, row);
      const hash = hashes.get(known.key(row));
      if (hash === undefined) this.#unread.set(first, row);
      else this.#read.set(`${first} ${hash}`, row);
    }
  }

  /** @param hash null: the server does not show it */
  find(first: number, hash: string | null): number {
    return this.#read.get(`${first} ${hash}`) ?? this.#unread.get(first) ?? stranger;
  }
}

/** Rows by their header, each given away once. */
class Pool {
  readonly #known: KnownMaildrop;
  readonly #rows = new Map<string, number[]>();
  size = 0;

  constructor(known: KnownMaildrop, rows: readonly number[], hashes: ReadonlyMap<number, string>) {
    this.#known = known;
    for (const row of rows) {
      const hash = hashes.get(known.key(row));
      if (hash === undefined) continue;
      const same = this.#rows.get(hash);
      if (same === undefined) this.#rows.set(hash, [row]);
      else same.push(row);
      this.size += 1;
    }
  }

  take(hash: string, sizeBytes: number, isSizeNeeded: boolean): number {
    const rows = this.#rows.get(hash) ?? [];
    const at = rows.findIndex((row) => this.#known.sizeBytes(row) === sizeBytes);
    const index = at < 0 && !isSizeNeeded ? 0 : at;
    return index < 0 ? stranger : (rows.splice(index, 1)[0] ?? stranger);
  }
}
