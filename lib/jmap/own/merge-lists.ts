import type { EmailId } from '#lib/mail/index.ts';

/** One list in its order, by time and then by id. */
export type SortedList = {
  /** rows of the list; asked for only where a place deep in the merge is wanted */
  total(): Promise<number>;
  /** rows from a position on; fewer where it ends */
  ids(position: number, limit: number): Promise<EmailId[]>;
  /** when these were received */
  times(ids: readonly EmailId[]): Promise<ReadonlyMap<EmailId, number>>;
};

/** A row of the merge: of which list, and the Email. */
export type MergedRow = { list: number; id: EmailId };

type Keyed = MergedRow & { atMs: number };
type Before = (one: Omit<Keyed, 'list'>, other: Omit<Keyed, 'list'>) => boolean;

/** Rows up to here are found by merging all lists from their beginnings. */
const nearRows = 200;

const beforeIn =
  (isAscending: boolean): Before =>
  (one, other) =>
    one.atMs === other.atMs ? one.id < other.id : one.atMs < other.atMs === isAscending;

/** Rows `position` to `position + limit` of all lists merged. Costs the window, and far down some looks into each list besides. */
export async function mergedWindow(
  lists: readonly SortedList[],
  { position, limit, isAscending }: { position: number; limit: number; isAscending: boolean },
): Promise<MergedRow[]> {
  const before = beforeIn(isAscending);
  if (position + limit <= nearRows)
    return (
      await firstRows(
        lists,
        lists.map(() => 0),
        position + limit,
        before,
      )
    ).slice(position);
  const { from, skipped } = await placeOf(lists, position, before);
  return (await firstRows(lists, from, position - skipped + limit, before)).slice(position - skipped);
}

/** How many rows of the merge stand before this Email of a list; null when it is not there. */
export async function mergedPosition(
  lists: readonly SortedList[],
  anchor: { list: number; id: EmailId; index: number },
  isAscending: boolean,
): Promise<number | null> {
  const before = beforeIn(isAscending);
  const atMs = (await lists[anchor.list]?.times([anchor.id]))?.get(anchor.id);
  if (atMs === undefined) return null;
  const ranks = await Promise.all(
    lists.map(async (list, index) =>
      index === anchor.list ? anchor.index : rankIn(list, { id: anchor.id, atMs }, 0, await list.total(), before),
    ),
  );
  return ranks.reduce((sum, rank) => sum + rank, 0);
}

/** The first rows of the merge of what each list has from a row on. */
async function firstRows(lists: readonly SortedList[], from: readonly number[], count: number, before: Before): Promise<MergedRow[]> {
  if (count <= 0) return [];
  const all = await Promise.all(
    lists.map(async (list, index): Promise<Keyed[]> => {
      const ids = await list.ids(from[index] ?? 0, count);
      const times = await list.times(ids);
      // One that vanished between the two looks is gone.
      return ids.flatMap((id) => {
        const atMs = times.get(id);
        return atMs === undefined ? [] : [{ list: index, id, atMs }];
      });
    }),
  );
  return all
    .flat()
    .sort((a, b) => (before(a, b) ? -1 : 1))
    .slice(0, count)
    .map(({ list, id }) => ({ list, id }));
}

/** In every list a row to begin at, so that at most `nearRows` rows lie between them and the wanted position. */
async function placeOf(lists: readonly SortedList[], position: number, before: Before): Promise<{ from: number[]; skipped: number }> {
  const low = lists.map(() => 0);
  const high = await Promise.all(lists.map(async (list) => Math.min(position, await list.total())));
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  while (position - sum(low) > nearRows) {
    const widest = low.reduce((best, _, index) => (width(low, high, index) > width(low, high, best) ? index : best), 0);
    if (width(low, high, widest) <= 1) break;
    const middle = Math.floor(((low[widest] ?? 0) + (high[widest] ?? 0)) / 2);
    const pivot = lists[widest] === undefined ? null : await keyAt(lists[widest], middle);
    // The list is shorter than it said a moment ago.
    if (pivot === null) {
      high[widest] = middle;
      continue;
    }
    const ranks = await Promise.all(
      lists.map((list, index) => (index === widest ? middle : rankIn(list, pivot, low[index] ?? 0, high[index] ?? 0, before))),
    );
    for (const [index, rank] of ranks.entries()) {
      if (sum(ranks) <= position) low[index] = Math.max(low[index] ?? 0, rank);
      else high[index] = Math.min(high[index] ?? 0, Math.max(rank, low[index] ?? 0));
    }
    if (sum(ranks) > position) high[widest] = middle;
  }
  return { from: low, skipped: sum(low) };
}

const width = (low: readonly number[], high: readonly number[], index: number): number => (high[index] ?? 0) - (low[index] ?? 0);

async function keyAt(list: SortedList, position: number): Promise<Omit<Keyed, 'list'> | null> {
  const [id] = await list.ids(position, 1);
  const atMs = id === undefined ? undefined : (await list.times([id])).get(id);
  return id === undefined || atMs === undefined ? null : { id, atMs };
}

/** How many rows of the list stand before a key, looked for between two rows. */
async function rankIn(list: SortedList, key: Omit<Keyed, 'list'>, from: number, to: number, before: Before): Promise<number> {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = await keyAt(list, middle);
    if (at !== null && before(at, key)) low = middle + 1;
    else high = middle;
  }
  return low;
}
