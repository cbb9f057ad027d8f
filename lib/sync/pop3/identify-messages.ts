import type { MaildropMessage } from '#lib/store/index.ts';

/** A message as one session lists it. */
export type Listed = { number: number; uid: string | null; sizeBytes: number };
export type Identified = { listed: Listed; known: MaildropMessage | null };

export type Identification = {
  messages: Identified[];
  /** rows that the server does not list any more, and those that it lists again */
  gone: number[];
  back: number[];
  /** rows whose message has another id now */
  renumbered: { key: number; uid: string | null }[];
};

/** Header hashes by message number; messages that the server does not show are left out. */
type HashesOf = (numbers: readonly number[]) => Promise<ReadonlyMap<number, string>>;

/**
 * Who is who in a maildrop (P7).
 * - By UIDL; the same id twice, in one listing or in what is known: by the header as well.
 * - Without an id: by header and size. A message of the same header and another size is another one: better twice than lost.
 * - More than half of the known ids gone while there are not fewer messages: the server has numbered anew, and headers tell who is who.
 *   They also tell for what is known without an id, since the index was rebuilt.
 *
 * @param known oldest first; messages that are gone are among them
 */
export async function identifyMessages(
  listed: readonly Listed[],
  known: readonly MaildropMessage[],
  hashesOf: HashesOf,
): Promise<Identification> {
  const found = new Map<number, MaildropMessage>();
  const taken = new Set<number>();
  const take = (number: number, row: MaildropMessage | undefined): void => {
    if (row === undefined) return;
    found.set(number, row);
    taken.add(row.key);
  };
  const hashes = new Map<number, string>();
  const learn = async (numbers: readonly number[]): Promise<void> => {
    const unknown = numbers.filter((number) => !hashes.has(number));
    if (unknown.length > 0) for (const [number, hash] of await hashesOf(unknown)) hashes.set(number, hash);
  };

  const rowsOfUid = new ByUid(known);
  const listedOfUid = new ByUid(listed);
  const isDoubtful = ({ uid, sizeBytes }: Listed) => {
    if (uid === null || listedOfUid.areSeveral(uid) || rowsOfUid.areSeveral(uid)) return true;
    const row = rowsOfUid.first(uid);
    // Ids come back for other messages on servers that count them up from 1 each time.
    return row !== undefined && (row.isGone || row.sizeBytes !== sizeBytes);
  };
  await learn(listed.filter(isDoubtful).map(({ number }) => number));
  const anonymous = new Pool(known.filter(({ uid }) => uid === null));
  for (const one of listed) {
    const hash = hashes.get(one.number) ?? null;
    if (one.uid === null) take(one.number, hash === null ? undefined : anonymous.take(hash, one.sizeBytes, true));
    else if (hash === null) take(one.number, rowsOfUid.first(one.uid));
    else {
      const rows = rowsOfUid.all(one.uid);
      // A row without a header is one that could not be had so far.
      take(one.number, rows.find(({ headerHash }) => headerHash === hash) ?? rows.find(({ headerHash }) => headerHash === null));
    }
  }

  const renumbered: { key: number; uid: string | null }[] = [];
  const strangers = listed.filter(({ number }) => !found.has(number));
  const candidates = new Pool(lostRows(listed, known, taken));
  if (strangers.length > 0 && candidates.size > 0) {
    await learn(strangers.map(({ number }) => number));
    for (const one of strangers) {
      const hash = hashes.get(one.number);
      const row = hash === undefined ? undefined : candidates.take(hash, one.sizeBytes, one.uid === null);
      take(one.number, row);
      if (row !== undefined) renumbered.push({ key: row.key, uid: one.uid });
    }
  }
  // Without UIDL and TOP only the messages themselves tell (P7): until they came nothing is known to have gone.
  const isBlind = listed.some(({ number, uid }) => uid === null && !hashes.has(number));
  return {
    messages: listed.map((one) => ({ listed: one, known: found.get(one.number) ?? null })),
    gone: known.filter(({ key, uid, isGone }) => !isGone && !taken.has(key) && !(isBlind && uid === null)).map(({ key }) => key),
    back: known.filter(({ key, isGone }) => isGone && taken.has(key)).map(({ key }) => key),
    renumbered,
  };
}

/** Rows whose message may be listed under another id. */
function lostRows(listed: readonly Listed[], known: readonly MaildropMessage[], taken: ReadonlySet<number>): MaildropMessage[] {
  const present = known.filter(({ uid, isGone }) => uid !== null && !isGone);
  const lost = present.filter(({ key }) => !taken.has(key));
  const isNumberedAnew = lost.length * 2 > present.length && listed.length >= present.length;
  const unnamed = listed.some(({ uid }) => uid !== null) ? known.filter(({ uid, key }) => uid === null && !taken.has(key)) : [];
  return isNumberedAnew ? [...lost, ...unnamed] : unnamed;
}

/** By UIDL, in their order. Nearly every id is there once: a list for each of fifty thousand is left behind as garbage. */
class ByUid<One extends { uid: string | null }> {
  readonly #first = new Map<string, One>();
  readonly #several = new Map<string, One[]>();

  constructor(all: readonly One[]) {
    for (const one of all) {
      if (one.uid === null) continue;
      const first = this.#first.get(one.uid);
      const several = this.#several.get(one.uid);
      if (first === undefined) this.#first.set(one.uid, one);
      else if (several === undefined) this.#several.set(one.uid, [first, one]);
      else several.push(one);
    }
  }

  first(uid: string): One | undefined {
    return this.#first.get(uid);
  }
  areSeveral(uid: string): boolean {
    return this.#several.has(uid);
  }
  all(uid: string): readonly One[] {
    const first = this.#first.get(uid);
    return this.#several.get(uid) ?? (first === undefined ? [] : [first]);
  }
}

/** Rows by their header, each given away once. */
class Pool {
  readonly #rows = new Map<string, MaildropMessage[]>();
  size = 0;

  constructor(rows: readonly MaildropMessage[]) {
    for (const row of rows) {
      if (row.headerHash === null) continue;
      const same = this.#rows.get(row.headerHash);
      if (same === undefined) this.#rows.set(row.headerHash, [row]);
      else same.push(row);
      this.size += 1;
    }
  }

  take(hash: string, sizeBytes: number, isSizeNeeded: boolean): MaildropMessage | undefined {
    const rows = this.#rows.get(hash);
    if (rows === undefined) return undefined;
    const at = rows.findIndex((row) => row.sizeBytes === sizeBytes);
    const index = at < 0 && !isSizeNeeded ? 0 : at;
    return index < 0 ? undefined : rows.splice(index, 1)[0];
  }
}
