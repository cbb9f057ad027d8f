import type { EmailFilter, ServerSearch } from '#lib/contract/index.ts';
import { type AccountId, type EmailId, isMailError } from '#lib/mail/index.ts';
import type { ClientIo } from './client-io.ts';
import type { JmapClient } from './jmap-client.ts';
import { createValue, type Readable } from './value.ts';

export type ServerSearchState = {
  /** folders of the mail server to be searched; 0 while nothing is, or need be */
  folders: number;
  searched: number;
  isDone: boolean;
  /** what only the server found */
  emailIds: ReadonlySet<EmailId>;
  error: ServerSearch['error'];
};

export const noServerSearch: ServerSearchState = { folders: 0, searched: 0, isDone: true, emailIds: new Set(), error: null };

/** The search on the mail server that goes with one list: it runs while the list is on screen, and what it finds comes into the list (J16). */
export type RunningSearch = {
  /** goes with every query of the list */
  readonly id: string;
  readonly state: Readable<ServerSearchState>;
  start(): void;
  /** Another list is shown: the server need not go on. */
  stop(): void;
  /** The gateway says that it got on. */
  announced(): void;
};

type RunningSearchOptions = {
  client: JmapClient;
  io: ClientIo;
  accountId: AccountId;
  filter: EmailFilter;
  /** the list has more rows now */
  onFound: () => void;
};

/** Whoever types goes on typing: the server is asked for what stands a moment. */
const restMs = 150;

export function createServerSearch({ client, io, accountId, filter, onFound }: RunningSearchOptions): RunningSearch {
  const id = `s${crypto.randomUUID().replaceAll('-', '')}`;
  const state = createValue<ServerSearchState>(noServerSearch);
  let isRunning = false;
  let cancelStart: () => void = () => {};
  let isAsking = false;
  let next: 'run' | 'look' | null = null;

  function take(search: ServerSearch): void {
    const before = state.get();
    const { folders, searched, isDone, error } = search;
    const emailIds = before.emailIds.size === search.emailIds.length ? before.emailIds : new Set(search.emailIds);
    state.set({ folders, searched, isDone, emailIds, error });
    if (emailIds !== before.emailIds) onFound();
  }

  /** A search that the gateway knows no more of, or a gateway that does not answer: what is in the list stays. */
  function giveUp(error: unknown): void {
    if (!isMailError(error)) throw error;
    state.set({ ...state.get(), isDone: true });
  }

  async function answerTo(question: 'run' | 'look'): Promise<ServerSearch | undefined> {
    if (question === 'run') return (await client.call('ServerSearch/run', { accountId, id, filter })).search;
    return (await client.call('ServerSearch/get', { accountId, ids: [id] })).list[0];
  }

  /** One question at a time: an answer that was overtaken by a later one would put the search back to where it was, and the bar away with it. */
  async function ask(question: 'run' | 'look'): Promise<void> {
    if (next !== 'run') next = question;
    if (isAsking) return;
    isAsking = true;
    try {
      while (next !== null && isRunning) {
        const current: 'run' | 'look' = next;
        next = null;
        const search = await answerTo(current);
        if (search !== undefined && isRunning) take(search);
        // Stopped before the gateway had said that it began.
        else if (current === 'run' && !isRunning) stopThere();
      }
    } catch (error) {
      giveUp(error);
    } finally {
      isAsking = false;
    }
  }

  function stopThere(): void {
    client.call('ServerSearch/stop', { accountId, ids: [id] }).catch(() => undefined);
  }

  return {
    id,
    state: state.readable,
    start() {
      if (isRunning) return;
      isRunning = true;
      // Nobody knows yet whether the index has all of it.
      state.set({ ...noServerSearch, isDone: false });
      cancelStart = io.after(restMs, () => void ask('run'));
    },
    stop() {
      if (!isRunning || (state.get().isDone && state.get().folders > 0)) return;
      isRunning = false;
      cancelStart();
      if (state.get().folders > 0) stopThere();
      state.set(noServerSearch);
    },
    announced() {
      if (isRunning && !state.get().isDone) void ask('look');
    },
  };
}
