import type { MailboxProgress } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import { createHiddenThreads } from './hidden-threads.ts';
import { hasMissing, isFilling, layOut, type PlacedWindow, plainLayout, rowsPerMessage, windowAt, withRow } from './list-layout.ts';
import { rowsAfter, rowsMoved } from './rows-moved.ts';
import { type ThreadList, type ThreadListOptions, type ThreadListState, veilOf } from './thread-list-api.ts';
import { createValue } from './value.ts';
import { newerThan, totalSaid, type WindowAnswer, type WindowQuery } from './window-query.ts';

const windowRows = 64;
/** Rows asked for beyond what is seen, on both sides. */
const marginRows = 16;
/** Windows under way at once. Of those that the scroll bar is drawn across meanwhile only where it stands then is asked for. */
const mostAtOnce = 4;
/** Messages asked for at once, and for how many of the last screens it is remembered where they were. */
const mostMessages = 200;
const keptWishes = 4;

export function createThreadList({ filter, sort, collapseThreads, countsApart, ask, threadOf }: ThreadListOptions): ThreadList {
  const end = new AbortController();
  const state = createValue<ThreadListState>({
    status: 'loading',
    error: null,
    total: 0,
    isCounted: false,
    span: 0,
    shift: { rows: 0, serial: 0 },
  });
  const list: Pick<WindowQuery, 'filter' | 'sort' | 'collapseThreads' | 'withTotal'> = {
    filter,
    sort,
    collapseThreads,
    withTotal: !countsApart,
  };
  let rows: (EmailId | undefined)[] = [];
  let layout = plainLayout(0);
  let progress: MailboxProgress | null = null;
  /** on screen are rows of a window that is none any more: nothing is put over them before the gateway has said where they are now */
  let hasStrays = false;
  let span = 0;
  /** rows for which messages were asked for: that is where they are put */
  let wishes: { row: number; position: number; limit: number }[] = [];
  /** per window of rows: the generation in which it was last asked */
  let asked = new Map<number, number>();
  let generation = 1;
  let underWay = 0;
  let hasWaiting = false;
  let queries = 0;
  let visible = { first: 0, last: windowRows - marginRows - 1 };
  /** the first row that a person sees: rows are drawn above it as well */
  let eye = 0;
  const hidden = createHiddenThreads(threadOf);

  /** rows came, went or moved since the state was told last */
  let hasOtherRows = false;

  /** Tells what there is to draw, and nobody when it is what was told. */
  function update(change: Partial<ThreadListState>): void {
    const now = state.get();
    const next = { ...now, ...change };
    if (!hasOtherRows && (Object.keys(next) as (keyof ThreadListState)[]).every((name) => Object.is(next[name], now[name]))) return;
    hasOtherRows = false;
    state.set(next);
  }

  function putRow(at: number, id: EmailId): void {
    if (rows[at] === id) return;
    rows[at] = id;
    hasOtherRows = true;
  }

  function dropRow(at: number): void {
    if (rows[at] === undefined) return;
    delete rows[at];
    hasOtherRows = true;
  }

  function setRows(next: typeof rows): void {
    rows = next;
    hasOtherRows = true;
  }

  function put(position: number, limit: number, answer: WindowAnswer, queryNumber: number): void {
    const ids = hidden.without(answer.ids, queryNumber);
    const { total, isCounted } = totalSaid(answer, limit, ids.length, state.get());
    arrange(total);
    for (let index = 0; index < limit && position + index < layout.top; index += 1) {
      const id = ids[index];
      if (id !== undefined) putRow(position + index, id);
      else if (position + index >= total) dropRow(position + index);
    }
    forgetStrays();
    update({ status: 'ready', error: null, total, isCounted, span });
  }

  let isCounting = false;
  let countAgain = false;

  /** Asks for the total alone. Until it comes the last one stands, so that neither the number nor the scroll bar flickers. */
  async function countRows(): Promise<void> {
    countAgain = true;
    if (isCounting) return;
    isCounting = true;
    try {
      while (countAgain && !end.signal.aborted) {
        countAgain = false;
        queries += 1;
        const queryNumber = queries;
        const place = { position: 0, anchor: null, anchorOffset: 0, limit: 0, isRefresh: true };
        const answer = await ask({ ...list, ...place, withTotal: true }, end.signal);
        // What is taken back just now is not known to the gateway; its release counts again.
        if (!end.signal.aborted && answer.total !== null && holds === 0) takeTotal(answer.total, queryNumber);
      }
    } catch (error) {
      failed(error);
    } finally {
      isCounting = false;
    }
  }

  function takeTotal(counted: number, queryNumber: number): void {
    const total = Math.max(0, counted - hidden.countedBy(queryNumber));
    arrange(total);
    forgetStrays();
    update({ total, isCounted: true, span });
    showBlocks();
  }

  /** Rows of a window: its own only, whatever follows it at the gateway stands elsewhere. @returns all rows that the gateway has */
  function putWindow(window: PlacedWindow, row: number, answer: WindowAnswer, queryNumber: number): number {
    const ids = hidden.without(answer.ids, queryNumber);
    ids.forEach((id, index) => {
      const at = row + index;
      if (at >= window.at && at < window.at + window.rows) putRow(at, id);
    });
    update({ error: null });
    return answer.total === null ? state.get().total : Math.max(0, answer.total - (answer.ids.length - ids.length));
  }

  /** Lays the list out anew. A window that has to move takes its rows along, and the screen with it when it looks there. */
  function arrange(total: number): void {
    const before = layout;
    const known = new Map<EmailId, number>();
    for (const { at, rows: count } of before.windows)
      for (let row = at; row < at + count; row += 1) {
        const id = rows[row];
        if (id !== undefined) known.set(id, row);
      }
    /** where windows would stand if nothing moved, by their first rows */
    const stood = new Map<EmailId, number>();
    const placedAt = ({ first, rows: count, position, emails }: Omit<PlacedWindow, 'at'>): number | null => {
      // One that grew upwards keeps its end where it was.
      const inside = before.windows.find((window) => window.position >= position && window.position < position + emails);
      const row = known.get(first) ?? (inside === undefined ? undefined : inside.at + inside.rows - count);
      if (row !== undefined) stood.set(first, row);
      if (row !== undefined || progress === null) return row ?? null;
      const wish = wishes.find((one) => position >= one.position && position < one.position + one.limit);
      return wish === undefined ? null : wish.row + Math.round((position - wish.position) * rowsPerMessage(progress, collapseThreads));
    };
    layout = layOut(total, veils > 0 ? null : progress, { collapseThreads, isAscending: sort !== 'newest' }, placedAt);
    const isSame = (window: PlacedWindow, index: number) =>
      window.at === before.windows[index]?.at && window.rows === before.windows[index].rows && window.first === before.windows[index].first;
    if (before.windows.length === layout.windows.length && layout.windows.every(isSame)) return;
    const seen = firstKnown();
    const looked = seen === null ? undefined : rows[seen];
    const next = rows.slice();
    let moved = 0;
    for (const window of layout.windows) {
      const delta = window.at - (stood.get(window.first) ?? window.at);
      for (let row = window.at; row < window.at + window.rows; row += 1) {
        const id = rows[row - delta];
        if (id === undefined || known.get(id) !== row - delta) delete next[row];
        else next[row] = id;
        if (id !== undefined && id === looked && row - delta === seen) moved = delta;
      }
    }
    setRows(next);
    // What was asked for under the old layout stands elsewhere now.
    generation += 1;
    if (moved !== 0) shiftBy(moved);
    else if (seen !== null && looked !== undefined && known.get(looked) === seen && windowAt(layout, seen) === null) hasStrays = true;
    forgetStrays();
  }

  function shiftBy(moved: number): void {
    if (moved === 0) return;
    visible = { first: Math.max(0, visible.first + moved), last: Math.max(0, visible.last + moved) };
    eye = Math.max(0, eye + moved);
    const { rows, serial } = state.get().shift;
    update({ shift: { rows: rows + moved, serial: serial + 1 } });
  }

  /** Rows that stand where nothing is. Those on screen stay until the gateway says where they are now: the fill has come by. */
  function forgetStrays(): void {
    let end = layout.span;
    rows.forEach((_, row) => {
      if (row < layout.top || windowAt(layout, row) !== null) return;
      if (hasStrays && row >= visible.first && row <= visible.last) end = Math.max(end, row + 1);
      else dropRow(row);
    });
    if (rows.length > end) rows.length = end;
    span = Math.max(layout.span, end);
  }

  const topOf = (total: number): number => total - layout.windows.reduce((sum, one) => sum + one.rows, 0);

  /**
   * What is looked at may stand elsewhere in this answer than it did: the rows move there, and the screen with them. At the top nothing moves:
   * new mail is to be seen.
   *
   * @returns the row at which it stands there; null: it is not in it
   */
  function moveAlong(answer: WindowAnswer, total: number, queryNumber: number): number | null {
    const ids = hidden.without(answer.ids, queryNumber);
    const found = eye === 0 ? null : rowsMoved(rows, eye, visible.last, { position: answer.position, ids });
    if (found === null) return null;
    const { row, moved } = found;
    if (moved === 0 || row + moved >= topOf(total)) return row + moved;
    setRows(rowsAfter(rows, moved, (index) => windowAt(layout, index) !== null));
    shiftBy(moved);
    return row + moved;
  }

  async function load(block: number): Promise<void> {
    const inGeneration = generation;
    asked.set(block, inGeneration);
    const position = block * windowRows;
    const end = position + windowRows;
    const parts = layout.windows
      .filter((window) => window.at < end && window.at + window.rows > position)
      .map((window) => loadWindow(window, Math.max(position, window.at), Math.min(end, window.at + window.rows), inGeneration));
    if (reachesTop(position)) parts.push(loadTop(position, inGeneration));
    underWay += 1;
    try {
      await Promise.all(parts);
    } catch (error) {
      if (asked.get(block) === inGeneration) asked.delete(block);
      failed(error);
      if (!hasWaiting) return;
    } finally {
      underWay -= 1;
    }
    // The list moved while this was on its way: the rows may stand elsewhere now.
    if (inGeneration !== generation && asked.get(block) === inGeneration) asked.delete(block);
    showBlocks();
  }

  async function loadTop(position: number, inGeneration: number): Promise<void> {
    queries += 1;
    const queryNumber = queries;
    const place = { position, anchor: null, anchorOffset: 0, limit: windowRows };
    const answer = await ask({ ...list, ...place, isRefresh: false }, end.signal);
    if (end.signal.aborted || inGeneration !== generation) return;
    // The gateway may have gone on since the last refresh.
    moveAlong(answer, totalSaid(answer, windowRows, answer.ids.length, state.get()).total, queryNumber);
    put(answer.position, windowRows, answer, queryNumber);
    if (!state.get().isCounted && !isCounting) void countRows();
  }

  async function loadWindow(window: PlacedWindow, from: number, to: number, inGeneration: number): Promise<void> {
    queries += 1;
    const queryNumber = queries;
    const place = { position: 0, anchor: window.first, anchorOffset: from - window.at, limit: to - from };
    try {
      const answer = await ask({ ...list, ...place, isRefresh: false }, end.signal);
      if (!end.signal.aborted && inGeneration === generation) putWindow(window, from, answer, queryNumber);
    } catch (error) {
      // The first row has changed; the next progress says which it is now.
      if (!isMailError(error) || error.code !== 'anchorNotFound') throw error;
    }
  }

  function failed(error: unknown): void {
    if (end.signal.aborted || !isMailError(error)) {
      if (!end.signal.aborted) throw error;
      return;
    }
    update({ error, ...(state.get().status === 'loading' ? { status: 'failed' as const } : {}) });
  }

  function showBlocks(): void {
    if (holds > 0 || end.signal.aborted) return;
    if (hasStrays) return void refresh();
    const { status, isCounted } = state.get();
    const lastRow = status !== 'ready' ? visible.last : isCounted ? Math.max(0, span - 1) : Number.POSITIVE_INFINITY;
    const from = Math.floor(Math.max(0, visible.first - marginRows) / windowRows);
    const to = Math.floor(Math.min(lastRow, visible.last + marginRows) / windowRows);
    hasWaiting = false;
    for (let block = from; block <= to; block += 1) {
      if (asked.get(block) === generation || !isHere(block)) continue;
      if (underWay < mostAtOnce) void load(block);
      else hasWaiting = true;
    }
  }

  /** Rows from the newest on go down to here, or may do so. */
  function reachesTop(row: number): boolean {
    const { status, isCounted } = state.get();
    return status !== 'ready' || !isCounted || row < layout.top;
  }

  /** The gateway has rows of this block. */
  function isHere(block: number): boolean {
    const from = block * windowRows;
    return reachesTop(from) || layout.windows.some(({ at, rows: count }) => at < from + windowRows && at + count > from);
  }

  let veils = 0;
  let refreshing: Promise<void> | null = null;
  let again = false;
  let holds = 0;

  async function refreshOnce(): Promise<void> {
    generation += 1;
    const inGeneration = generation;
    queries += 1;
    const queryNumber = queries;
    // At the top new mail must appear, so the window is asked by position. Further down it is asked around the row that the person looks at.
    const anchorIndex = firstKnown();
    const anchor = eye === 0 || anchorIndex === null ? null : (rows[anchorIndex] ?? null);
    const window = anchorIndex === null ? null : windowAt(layout, anchorIndex);
    if (window !== null && anchorIndex !== null && anchor !== null) return refreshWindow(window, anchorIndex, anchor, inGeneration);
    const start = Math.max(0, visible.first - marginRows);
    const limit = Math.max(windowRows, visible.last - start + 1 + marginRows);
    const before = anchor === null ? 0 : Math.min(anchorIndex ?? 0, (anchorIndex ?? 0) - start);
    try {
      const place = { position: start, limit, isRefresh: true };
      const answer = await ask({ ...list, ...place, anchor, anchorOffset: -before }, end.signal).catch((error: unknown) => {
        if (anchor === null || !isMailError(error) || error.code !== 'anchorNotFound') throw error;
        return ask({ ...list, ...place, anchor: null, anchorOffset: 0 }, end.signal);
      });
      if (end.signal.aborted || inGeneration !== generation || holds > 0) return;
      const said = totalSaid(answer, limit, answer.ids.length, state.get());
      const isTop = (moveAlong(answer, said.total, queryNumber) ?? answer.position + before) < topOf(said.total);
      asked = new Map();
      if (isTop || anchor === null) hasStrays = false;
      put(answer.position, limit, answer, queryNumber);
      const firstBlock = Math.ceil(answer.position / windowRows);
      const lastBlock = Math.floor(Math.min(layout.top, answer.position + answer.ids.length) / windowRows) - 1;
      for (let block = firstBlock; block <= lastBlock; block += 1) asked.set(block, generation);
      // The last window is known whole although it is not full, unless the answer began within it.
      const lastWindow = Math.floor(Math.max(0, said.total - 1) / windowRows);
      const isToEnd = answer.ids.length > 0 && answer.position + answer.ids.length >= said.total;
      if (said.isCounted && layout.windows.length === 0 && isToEnd && answer.position <= lastWindow * windowRows)
        asked.set(lastWindow, generation);
      if (!said.isExact) void countRows();
      // Not settled yet: the next progress tells more.
      if (!hasStrays) showBlocks();
    } catch (error) {
      failed(error);
    }
  }

  /** The rows around the one that is looked at, in their window: it stays where it is. */
  async function refreshWindow(window: PlacedWindow, anchorIndex: number, anchor: EmailId, inGeneration: number): Promise<void> {
    queries += 1;
    const queryNumber = queries;
    const from = Math.max(window.at, visible.first - marginRows);
    const to = Math.min(window.at + window.rows, Math.max(visible.last + 1 + marginRows, from + windowRows));
    const place = { position: 0, anchor, anchorOffset: from - anchorIndex, limit: to - from };
    try {
      const answer = await ask({ ...list, ...place, isRefresh: true }, end.signal);
      const index = answer.ids.indexOf(anchor);
      if (end.signal.aborted || inGeneration !== generation || holds > 0 || index < 0) return;
      asked = new Map();
      const total = putWindow(window, anchorIndex - index, answer, queryNumber);
      arrange(total);
      forgetStrays();
      update({ total, span });
    } catch (error) {
      if (isMailError(error) && error.code === 'anchorNotFound') asked = new Map();
      else failed(error);
    }
    showBlocks();
  }

  /** Nothing that is on its way counts any more. */
  function renew(): void {
    generation += 1;
    asked = new Map();
    visible = { first: 0, last: Math.max(visible.last - visible.first, windowRows - marginRows - 1) };
    eye = 0;
  }

  function firstKnown(): number | null {
    for (let index = eye; index <= visible.last; index += 1) if (rows[index] !== undefined) return index;
    return null;
  }

  async function refresh(): Promise<void> {
    again = true;
    if (holds > 0) return;
    refreshing ??= (async () => {
      while (again && holds === 0 && !end.signal.aborted) {
        again = false;
        await refreshOnce();
      }
    })().finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  return {
    state: state.readable,
    at: (index) => rows[index] ?? null,
    indexOf(threadId, near = 0) {
      const isIt = (id: EmailId | undefined) => id !== undefined && threadOf(id) === threadId;
      for (let index = Math.max(0, near - 2); index <= near + 2; index += 1) if (isIt(rows[index])) return index;
      return rows.findIndex(isIt);
    },
    show(first, last, seen = first) {
      visible = { first, last };
      eye = seen;
      showBlocks();
    },
    async bring(first, last) {
      for (let block = Math.floor(first / windowRows); block * windowRows <= last && !end.signal.aborted; block += 1)
        if (asked.get(block) !== generation && isHere(block)) await load(block);
    },
    place(next) {
      if (next === progress) return;
      progress = next;
      if (state.get().status !== 'ready' || veils > 0) return;
      const before = generation;
      // Rows and windows counted at the same moment: the total of the last answer may be older than a window.
      const counted = isFilling(next) ? (collapseThreads ? next.threads : next.indexed) : state.get().total;
      arrange(counted);
      forgetStrays();
      update({ total: counted, span });
      if (before !== generation) showBlocks();
    },
    missing(first, last) {
      if (!isFilling(progress) || state.get().status !== 'ready' || !hasMissing(layout, first, last)) return null;
      const perMessage = rowsPerMessage(progress, collapseThreads);
      if (perMessage === 0) return null;
      const row = Math.max(0, first - marginRows);
      const position = Math.floor(row / perMessage);
      const limit = Math.min(mostMessages, Math.ceil((last + marginRows - row) / perMessage));
      wishes = [{ row, position, limit }, ...wishes].slice(0, keptWishes);
      return { position, limit };
    },
    refresh,
    hide(threads) {
      const gone = new Set(threads);
      const taken: { index: number; id: EmailId }[] = [];
      rows.forEach((id, index) => {
        const threadId = id === undefined ? null : threadOf(id);
        if (id !== undefined && threadId !== null && gone.has(threadId)) taken.push({ index, id });
      });
      for (const { index } of taken.toReversed()) {
        rows.splice(index, 1);
        hasOtherRows = true;
        layout = withRow(layout, index, -1);
      }
      const rowsOf = new Set(taken.map(({ id }) => threadOf(id)));
      for (const threadId of threads) hidden.add(threadId, rowsOf.has(threadId));
      // Rows below moved up, so their windows are no longer what was asked for.
      if (taken.length > 0) {
        generation += 1;
        const firstBlock = Math.floor((taken[0]?.index ?? 0) / windowRows);
        asked = new Map([...asked].filter(([block]) => block < firstBlock).map(([block]) => [block, generation]));
      }
      span = Math.max(0, span - taken.length);
      shiftBy(-taken.filter(({ index }) => index < eye).length);
      update({ total: Math.max(0, state.get().total - taken.length), span });
      return {
        restore() {
          for (const threadId of threads) hidden.forget(threadId);
          generation += 1;
          for (const { index, id } of taken) {
            layout = withRow(layout, index, 1);
            if (!rows.includes(id)) rows.splice(Math.min(index, rows.length), 0, id);
            hasOtherRows = true;
            if (index < eye) shiftBy(1);
          }
          span += taken.length;
          update({ total: state.get().total + taken.length, span });
          asked = new Map();
          holds += 1;
          let isHeld = true;
          return () => {
            if (!isHeld) return;
            isHeld = false;
            holds -= 1;
            void refresh();
          };
        },
        done() {
          for (const threadId of threads) hidden.release(threadId, queries);
        },
      };
    },
    veil() {
      holds += 1;
      veils += 1;
      setRows([]);
      layout = plainLayout(0);
      span = 0;
      renew();
      update({ status: 'ready', error: null, total: 0, isCounted: true, span: 0 });
      return veilOf({
        look(date) {
          list.filter = newerThan(filter, date);
          holds -= 1;
          void refresh();
        },
        end(hasLooked) {
          veils -= 1;
          if (veils === 0) list.filter = filter;
          if (!hasLooked) holds -= 1;
          renew();
          void refresh();
        },
      });
    },
    resume() {
      if (state.get().status === 'failed') update({ status: 'loading', error: null });
      showBlocks();
      if (state.get().status === 'ready' && !state.get().isCounted) void countRows();
    },
    close: () => end.abort(),
  };
}
