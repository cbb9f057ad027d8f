import type { EmailFilter } from '#lib/contract/index.ts';
import { type EmailId, isMailError, type MailError, type ThreadId } from '#lib/mail/index.ts';
import { createValue, type Readable } from './value.ts';

/** What a list asks the gateway: ids of one window, their Emails and Threads put into the cache on the way. */
export type WindowQuery = {
  filter: EmailFilter;
  isAscending: boolean;
  collapseThreads: boolean;
  position: number;
  /** wins over `position`: the window begins `-anchorOffset` rows before this Email */
  anchor: EmailId | null;
  anchorOffset: number;
  limit: number;
  /** most of these rows are known: only what the cache lacks is asked for beside the ids */
  isRefresh: boolean;
};
export type WindowAnswer = { position: number; ids: EmailId[]; total: number };
export type AskWindow = (query: WindowQuery, signal: AbortSignal) => Promise<WindowAnswer>;

export type ThreadListState = {
  /** loading = nothing here yet; failed = the first window did not come */
  status: 'loading' | 'ready' | 'failed';
  error: MailError | null;
  /** rows that the gateway has */
  total: number;
  /** rows moved by this much above the first visible one at the last refresh; the screen scrolls by it so that nothing jumps */
  shift: { rows: number; serial: number };
};

/** One sorted list of conversations, known in windows. A row is the Email that stands for its conversation. */
export type ThreadList = {
  readonly state: Readable<ThreadListState>;
  /** The Email that stands in this row; null = not here yet. */
  at(index: number): EmailId | null;
  /** The row of a conversation, looked for around `near` first; -1 when it is not among the known rows. */
  indexOf(threadId: ThreadId, near?: number): number;
  /** These rows are on the screen: asks for those that are missing or old. */
  show(first: number, last: number): void;
  /** Something changed at the gateway: the rows on screen are asked for again, the others when they come into view. */
  refresh(): Promise<void>;
  /**
   * Takes rows out at once (archive, move). `done` lets the gateway's next answer decide. `restore` puts them back and holds refreshes,
   * which would not know of them yet, until the function it returns is called.
   */
  hide(threads: readonly ThreadId[]): { restore(): () => void; done(): void };
  /** The gateway is back: rows on screen that did not come are asked for again. */
  resume(): void;
  close(): void;
};

export type ThreadListOptions = {
  filter: EmailFilter;
  isAscending: boolean;
  collapseThreads: boolean;
  ask: AskWindow;
  threadOf: (emailId: EmailId) => ThreadId | null;
};

const windowRows = 64;
/** Rows asked for beyond what is seen, on both sides. */
const marginRows = 16;

export function createThreadList({ filter, isAscending, collapseThreads, ask, threadOf }: ThreadListOptions): ThreadList {
  const end = new AbortController();
  const state = createValue<ThreadListState>({ status: 'loading', error: null, total: 0, shift: { rows: 0, serial: 0 } });
  let rows: (EmailId | undefined)[] = [];
  /** per window of rows: the generation in which it was last asked */
  let asked = new Map<number, number>();
  let generation = 1;
  let queries = 0;
  let visible = { first: 0, last: windowRows - marginRows - 1 };
  /** threads taken out by this screen; `releasedAt` = number of the last query made before the gateway had confirmed */
  const hidden = new Map<ThreadId, { releasedAt: number | null }>();

  function update(change: Partial<ThreadListState>): void {
    state.set({ ...state.get(), ...change });
  }

  /** Leaves out what this screen took away, and forgets takings that this answer already knows of. */
  function withoutHidden(ids: EmailId[], queryNumber: number): EmailId[] {
    for (const [threadId, entry] of hidden) {
      if (entry.releasedAt !== null && queryNumber > entry.releasedAt) hidden.delete(threadId);
    }
    if (hidden.size === 0) return ids;
    return ids.filter((id) => {
      const threadId = threadOf(id);
      return threadId === null || !hidden.has(threadId);
    });
  }

  function put(position: number, limit: number, answer: WindowAnswer, queryNumber: number): void {
    const ids = withoutHidden(answer.ids, queryNumber);
    const total = Math.max(0, answer.total - (answer.ids.length - ids.length));
    for (let index = 0; index < limit; index += 1) {
      const id = ids[index];
      if (id !== undefined) rows[position + index] = id;
      else if (position + index >= total) delete rows[position + index];
    }
    if (rows.length > total) rows.length = total;
    update({ status: 'ready', error: null, total });
  }

  async function load(block: number): Promise<void> {
    const inGeneration = generation;
    asked.set(block, inGeneration);
    queries += 1;
    const queryNumber = queries;
    try {
      const position = block * windowRows;
      const answer = await ask(
        { filter, isAscending, collapseThreads, position, anchor: null, anchorOffset: 0, limit: windowRows, isRefresh: false },
        end.signal,
      );
      if (end.signal.aborted) return;
      if (inGeneration !== generation) {
        // The list moved while this was on its way: the rows may stand elsewhere now.
        if (asked.get(block) === inGeneration) asked.delete(block);
        showBlocks();
        return;
      }
      put(answer.position, windowRows, answer, queryNumber);
    } catch (error) {
      if (asked.get(block) === inGeneration) asked.delete(block);
      failed(error);
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
    if (holds > 0) return;
    const lastRow = state.get().status === 'ready' ? Math.max(0, state.get().total - 1) : visible.last;
    const from = Math.floor(Math.max(0, visible.first - marginRows) / windowRows);
    const to = Math.floor(Math.min(lastRow, visible.last + marginRows) / windowRows);
    for (let block = from; block <= to; block += 1) {
      if (asked.get(block) !== generation) void load(block);
    }
  }

  let refreshing: Promise<void> | null = null;
  let again = false;
  let holds = 0;

  async function refreshOnce(): Promise<void> {
    generation += 1;
    const inGeneration = generation;
    queries += 1;
    const queryNumber = queries;
    // At the top new mail must appear, so the window is asked by position. Further down it is asked around the row that the person looks at.
    const anchorIndex = firstKnown(visible.first);
    const anchor = visible.first === 0 || anchorIndex === null ? null : (rows[anchorIndex] ?? null);
    const start = Math.max(0, visible.first - marginRows);
    const limit = Math.max(windowRows, visible.last - start + 1 + marginRows);
    const before = anchor === null ? 0 : Math.min(anchorIndex ?? 0, (anchorIndex ?? 0) - start);
    try {
      const answer = await ask(
        { filter, isAscending, collapseThreads, position: start, anchor, anchorOffset: -before, limit, isRefresh: true },
        end.signal,
      ).catch((error: unknown) => {
        if (anchor !== null && isMailError(error) && error.code === 'anchorNotFound') {
          return ask(
            { filter, isAscending, collapseThreads, position: start, anchor: null, anchorOffset: 0, limit, isRefresh: true },
            end.signal,
          );
        }
        throw error;
      });
      if (end.signal.aborted || inGeneration !== generation || holds > 0) return;
      const moved = anchor === null || anchorIndex === null ? 0 : answer.position + before - anchorIndex;
      if (moved !== 0 && answer.ids[before] === anchor) {
        const next: (EmailId | undefined)[] = [];
        rows.forEach((id, index) => {
          if (index + moved >= 0) next[index + moved] = id;
        });
        rows = next;
        visible = { first: visible.first + moved, last: visible.last + moved };
        update({ shift: { rows: moved, serial: state.get().shift.serial + 1 } });
      }
      asked = new Map();
      const firstBlock = Math.ceil(answer.position / windowRows);
      const lastBlock = Math.floor((answer.position + answer.ids.length) / windowRows) - 1;
      for (let block = firstBlock; block <= lastBlock; block += 1) asked.set(block, generation);
      // A short list is known whole although its last window is not full.
      if (answer.position + answer.ids.length >= answer.total)
        asked.set(Math.floor(Math.max(0, answer.total - 1) / windowRows), generation);
      put(answer.position, limit, answer, queryNumber);
      showBlocks();
    } catch (error) {
      failed(error);
    }
  }

  function firstKnown(from: number): number | null {
    for (let index = from; index <= visible.last; index += 1) if (rows[index] !== undefined) return index;
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
    show(first, last) {
      visible = { first, last };
      showBlocks();
    },
    refresh,
    hide(threads) {
      const gone = new Set(threads);
      const taken: { index: number; id: EmailId }[] = [];
      rows.forEach((id, index) => {
        const threadId = id === undefined ? null : threadOf(id);
        if (id !== undefined && threadId !== null && gone.has(threadId)) taken.push({ index, id });
      });
      for (const { index } of taken.toReversed()) rows.splice(index, 1);
      for (const threadId of threads) hidden.set(threadId, { releasedAt: null });
      // Rows below moved up, so their windows are no longer what was asked for.
      if (taken.length > 0) {
        generation += 1;
        const firstBlock = Math.floor((taken[0]?.index ?? 0) / windowRows);
        asked = new Map([...asked].filter(([block]) => block < firstBlock).map(([block]) => [block, generation]));
      }
      update({ total: Math.max(0, state.get().total - taken.length) });
      return {
        restore() {
          for (const threadId of threads) hidden.delete(threadId);
          generation += 1;
          for (const { index, id } of taken) if (!rows.includes(id)) rows.splice(Math.min(index, rows.length), 0, id);
          update({ total: state.get().total + taken.length });
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
          for (const threadId of threads) if (hidden.has(threadId)) hidden.set(threadId, { releasedAt: queries });
        },
      };
    },
    resume() {
      if (state.get().status === 'failed') update({ status: 'loading', error: null });
      showBlocks();
    },
    close: () => end.abort(),
  };
}
