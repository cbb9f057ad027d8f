import { isMailError, type MailError } from '#lib/mail/index.ts';
import type { FetchedHeader, HeaderDetail, UidRange, UidSet } from './api.ts';
import { partOfBodyStructure } from './body-structure.ts';
import { decodeFetch } from './decode-fetch.ts';
import { type FetchRow, readFetchRow } from './fetch-row.ts';
import { labelsOf } from './gmail.ts';
import { headerItems, type RowDetail } from './header-items.ts';
import { searchUids } from './search-uids.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapTokens, sequence } from './tokens.ts';
import { countRanges, toRanges, toSetTexts, uidFilter } from './uid-set.ts';
import type { RunOptions } from './wire.ts';

/** One batch is held in memory at a time. */
const batchUids = 1_000;

/** A set in pieces of at most one batch; ranges are cut too, as if every UID in them were taken. */
export function* headerBatches(set: UidSet): Generator<UidRange[]> {
  let batch: UidRange[] = [];
  let room = batchUids;
  for (const range of toRanges(set)) {
    let { from } = range;
    while (from <= range.to) {
      const to = Math.min(range.to, from + room - 1);
      batch.push({ from, to });
      room -= to - from + 1;
      from = to + 1;
      if (room === 0) {
        yield batch;
        batch = [];
        room = batchUids;
      }
    }
  }
  if (batch.length > 0) yield batch;
}

/**
 * Header rows of one batch. What the server refuses as a whole is asked in halves; a single message that still fails is asked for less and
 * less, and in the end marked as not readable (I18). UIDs that are gone are left out.
 *
 * @throws MailError 'network', 'aborted', or 'temporary' when the server wants to be left alone
 */
export async function fetchHeaderBatch(
  context: SessionContext,
  batch: UidRange[],
  options: RunOptions,
  detail: HeaderDetail = 'all',
): Promise<FetchedHeader[]> {
  const { hasModSeq } = await context.selection.forReading(options);
  const rows = new Map<number, FetchedHeader>();
  const fetch: Fetch = (detail, ranges) =>
    fetchRows(context, 'UID FETCH', toSetTexts(ranges), detail, hasModSeq, uidFilter(ranges), rows, options);
  const place: Place = (row) => fetchPlace(context, row, hasModSeq, options);
  if (detail !== 'all') {
    for (const uid of await uidsThere(context, batch, options)) await fetchLess(fetch, place, uid, rows, options, detail);
    return [...rows.values()];
  }
  const unparsedBefore = context.wire.unparsedLines;
  await fetchHalving(fetch, place, batch, rows, options);
  const isDense = countRanges(batch) <= batch.length * 2 || context.wire.unparsedLines !== unparsedBefore;
  if (isDense && rows.size < countRanges(batch)) await fetchMissing(fetch, place, batch, context, rows, options);
  return [...rows.values()];
}

type Fetch = (detail: RowDetail, ranges: UidRange[]) => Promise<void>;
/** Adds what can be had without the message itself. */
type Place = (row: FetchedHeader) => Promise<FetchedHeader>;

/** The newest `count` messages, by sequence number: the first page, before any UID is known (I15). */
export async function fetchNewestHeaders(context: SessionContext, count: number, options: RunOptions): Promise<FetchedHeader[]> {
  const { exists, hasModSeq } = await context.selection.forReading(options);
  if (exists === 0 || count < 1) return [];
  const text = `${Math.max(1, exists - Math.trunc(count) + 1)}:${exists}`;
  const rows = new Map<number, FetchedHeader>();
  const unparsedBefore = context.wire.unparsedLines;
  const uids = async () => {
    const found: number[] = [];
    await context.wire.run('UID SEARCH', [sequence(text)], {
      ...options,
      untagged: { search: (response) => found.push(...(response.numbers ?? [])) },
    });
    return found;
  };
  try {
    await fetchRows(context, 'FETCH', [text], 'all', hasModSeq, () => true, rows, options);
    if (context.wire.unparsedLines === unparsedBefore) return [...rows.values()];
  } catch (error) {
    if (!isAboutMessages(error)) throw error;
  }
  const all = await uids();
  const missing = all.filter((uid) => !rows.has(uid));
  return [...rows.values(), ...(missing.length === 0 ? [] : await fetchHeaderBatch(context, toRanges(missing), options))];
}

async function fetchHalving(
  fetch: Fetch,
  place: Place,
  ranges: UidRange[],
  rows: Map<number, FetchedHeader>,
  options: RunOptions,
): Promise<void> {
  try {
    await fetch('all', ranges);
  } catch (error) {
    if (!isAboutMessages(error)) throw error;
    if (countRanges(ranges) === 1) return fetchLess(fetch, place, ranges[0]?.from ?? 0, rows, options);
    const [first, second] = halves(ranges);
    await fetchHalving(fetch, place, first, rows, options);
    await fetchHalving(fetch, place, second, rows, options);
  }
}

/** UIDs that the server has and whose row did not arrive, or could not be read. */
async function fetchMissing(
  fetch: Fetch,
  place: Place,
  batch: UidRange[],
  context: SessionContext,
  rows: Map<number, FetchedHeader>,
  options: RunOptions,
): Promise<void> {
  for (const uid of await uidsThere(context, batch, options)) if (!rows.has(uid)) await fetchLess(fetch, place, uid, rows, options);
}

/** Which of the UIDs the server has. */
async function uidsThere(context: SessionContext, batch: UidRange[], options: RunOptions): Promise<number[]> {
  const uids: number[] = [];
  for (const text of toSetTexts(batch)) uids.push(...(await searchUids(context, [atom('UID'), sequence(text)], options)));
  return uids;
}

/** What is still asked, from each step on down. */
const steps: Record<HeaderDetail, readonly RowDetail[]> = {
  all: ['no-structure', 'headers'],
  'no-structure': ['no-structure', 'headers'],
  headers: ['headers'],
  place: [],
  nothing: [],
};

async function fetchLess(
  fetch: Fetch,
  place: Place,
  uid: number,
  rows: Map<number, FetchedHeader>,
  { signal }: RunOptions,
  from: HeaderDetail = 'all',
): Promise<void> {
  for (const detail of steps[from]) {
    signal?.throwIfAborted();
    try {
      await fetch(detail, [{ from: uid, to: uid }]);
      if (rows.has(uid)) break;
    } catch (error) {
      if (!isAboutMessages(error)) throw error;
    }
  }
  const row = rows.get(uid) ?? { ...emptyHeader, uid };
  rows.set(uid, row.internalDateMs === 0 && from !== 'nothing' ? await place(row) : row);
}

/** Date, size and flags alone, together and then one by one: so that the message stands where it belongs whatever else is broken (I18). */
async function fetchPlace(context: SessionContext, header: FetchedHeader, hasModSeq: boolean, options: RunOptions): Promise<FetchedHeader> {
  const names = ['INTERNALDATE', 'RFC822.SIZE', 'FLAGS'];
  let found = header;
  const ask = async (items: readonly string[]) => {
    const tokens = [...items, ...(hasModSeq ? ['MODSEQ'] : [])].map(atom);
    await context.wire.run('UID FETCH', [sequence(String(header.uid)), [atom('UID'), ...tokens]], {
      ...options,
      untagged: {
        fetch: (response) => {
          const row = readFetchRow(response);
          if (row.uid !== header.uid) return context.selection.note('FETCH', response);
          found = {
            ...found,
            flags: row.flags ?? found.flags,
            modSeq: row.modSeq ?? found.modSeq,
            internalDateMs: row.internalDateMs ?? found.internalDateMs,
            sizeBytes: row.sizeBytes ?? found.sizeBytes,
          };
        },
      },
    });
  };
  for (const items of [names, ...names.map((name) => [name])]) {
    options.signal?.throwIfAborted();
    try {
      await ask(items);
      if (items === names && found.internalDateMs !== 0) break;
    } catch (error) {
      if (!isAboutMessages(error)) throw error;
    }
  }
  return found;
}

const emptyHeader: FetchedHeader = {
  uid: 0,
  flags: [],
  modSeq: null,
  internalDateMs: 0,
  sizeBytes: 0,
  structure: null,
  headerBlock: Buffer.alloc(0),
  emailId: null,
  threadId: null,
  gmail: null,
  preview: null,
  readable: 'no',
};

async function fetchRows(
  context: SessionContext,
  command: 'UID FETCH' | 'FETCH',
  setTexts: string[],
  detail: RowDetail,
  hasModSeq: boolean,
  isWanted: (uid: number) => boolean,
  rows: Map<number, FetchedHeader>,
  options: RunOptions,
): Promise<void> {
  const items: ImapTokens = headerItems(detail, context.capabilities, hasModSeq);
  const take = (row: FetchRow | null): boolean => {
    // A flag change of another client comes in the same form, without the header.
    if (row === null || row.uid === null || row.body === undefined || !isWanted(row.uid)) return false;
    rows.set(row.uid, headerOf(context, row, row.uid, detail));
    return true;
  };
  for (const text of setTexts) {
    await context.wire.run(command, [sequence(text), items], {
      ...options,
      takeFetch: (response) => take(decodeFetch(response)),
      untagged: {
        fetch: (response) => {
          const row = readFetchRow(response);
          if (row.uid !== null && !take(row)) context.selection.note('FETCH', response);
        },
      },
    });
  }
}

function headerOf({ names }: SessionContext, row: FetchRow, uid: number, detail: RowDetail): FetchedHeader {
  const structure = partOfBodyStructure(row.bodyStructure);
  return {
    uid,
    flags: row.flags ?? [],
    modSeq: row.modSeq,
    internalDateMs: row.internalDateMs ?? 0,
    sizeBytes: row.sizeBytes ?? 0,
    structure,
    headerBlock: row.body ?? Buffer.alloc(0),
    emailId: row.emailId,
    threadId: row.threadId,
    gmail:
      row.gmailMsgId === null
        ? null
        : { msgId: row.gmailMsgId, thrId: row.gmailThrId ?? row.gmailMsgId, labels: labelsOf(row.gmailLabels ?? [], names) },
    preview: row.preview,
    readable: detail === 'all' && structure === null ? 'no-structure' : detail,
  };
}

/** NO, BAD or a bug behind a message, but not a server that wants to be left alone or a connection that is gone. */
function isAboutMessages(error: unknown): error is MailError {
  if (!isMailError(error)) return false;
  if (error.kind === 'temporary') return error.code === 'SERVERBUG' || error.code === 'EXPUNGEISSUED';
  return error.kind === 'refused' || error.kind === 'not-found' || error.kind === 'too-large';
}

function halves(ranges: UidRange[]): [UidRange[], UidRange[]] {
  const half = countRanges(ranges) / 2;
  const first: UidRange[] = [];
  const second: UidRange[] = [];
  let taken = 0;
  for (const { from, to } of ranges) {
    const room = Math.max(0, Math.floor(half - taken));
    const size = to - from + 1;
    if (room >= size) first.push({ from, to });
    else if (room === 0) second.push({ from, to });
    else {
      first.push({ from, to: from + room - 1 });
      second.push({ from: from + room, to });
    }
    taken += size;
  }
  return [first, second];
}
