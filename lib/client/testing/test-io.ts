import type { JmapRequest } from '#lib/contract/index.ts';
import type { ClientIo, EventSourceLike, TabChannel, TabStorage } from '../client-io.ts';
import type { KeptSession } from '../offline/kept-session.ts';
import type { FakeJmap } from './fake-jmap.ts';

/** The world around a client in a test: the scripted server, one event stream, tabs that share locks and channels, a clock that is turned by hand. */
export type TestWorld = {
  /** one tab's own view of the world */
  tab(): ClientIo;
  jmap: FakeJmap;
  /** the gateway is gone: requests fail, streams break */
  goAway(): void;
  comeBack(): void;
  /** the browser kept this for a start without network */
  keep(session: KeptSession): void;
  kept(): KeptSession | null;
  /** the session is revoked: requests answer 401 and streams break */
  signOut(): void;
  /** there is a session again */
  signIn(): void;
  /** the answer to the next request that holds this method is lost after it was carried out */
  loseAnswerTo(method: string): void;
  /** turns the clock and runs what is due */
  pass(ms: number): Promise<void>;
  nowMs(): number;
  openStreams(): number;
  /** lets everything under way settle */
  settle(): Promise<void>;
};

const origin = 'http://postern.test';

export function createTestWorld(jmap: FakeJmap): TestWorld {
  let nowMs = Date.parse('2026-03-01T12:00:00Z');
  let isAway = false;
  let isSignedOut = false;
  let kept: KeptSession | null = null;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const streams = new Set<{ emit: (type: string, data?: string) => void }>();
  const channels = new Map<string, Set<(message: unknown, from: object) => void>>();
  const locks = new Map<string, { release: () => void }[]>();
  const lost: string[] = [];

  jmap.onStates((changed) => {
    for (const stream of streams) stream.emit('state', JSON.stringify({ '@type': 'StateChange', changed }));
  });

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async function answer(url: string, init: RequestInit): Promise<Response> {
    await Promise.resolve();
    if (isAway) throw new TypeError('fetch failed');
    if (isSignedOut) return new Response('{}', { status: 401 });
    if (url.endsWith('/.well-known/jmap')) return Response.json(jmap.session(origin));
    const request = JSON.parse(String(init.body)) as JmapRequest;
    const response = jmap.handle(request);
    const names = new Set(request.methodCalls.map(([name]) => name));
    const losing = lost.findIndex((method) => names.has(method));
    if (losing >= 0) {
      lost.splice(losing, 1);
      throw new TypeError('fetch failed');
    }
    return Response.json(response);
  }

  function openEventSource(): EventSourceLike {
    const listeners = new Map<string, ((event: { data?: unknown }) => void)[]>();
    const stream = {
      emit(type: string, data?: string) {
        for (const listener of listeners.get(type) ?? []) listener({ data });
      },
    };
    queueMicrotask(() => {
      if (isAway || isSignedOut) {
        stream.emit('error');
        return;
      }
      streams.add(stream);
      stream.emit('open');
      const changed = Object.fromEntries([...jmap.accounts].map(([id, account]) => [id, jmap.statesOf(account)]));
      stream.emit('state', JSON.stringify({ '@type': 'StateChange', changed }));
    });
    return {
      addEventListener: (type, listener) => void listeners.set(type, [...(listeners.get(type) ?? []), listener]),
      close: () => void streams.delete(stream),
    };
  }

  const stored = new Map<string, string>();
  const watchers = new Set<{ key: string; heard: () => void; tab: object }>();

  /** What the tabs share; another tab hears of a change, the one that made it does not. */
  function storageOf(tab: object): TabStorage {
    return {
      get: (key) => stored.get(key) ?? null,
      set(key, text) {
        if (text === null) stored.delete(key);
        else stored.set(key, text);
        for (const watcher of [...watchers]) if (watcher.key === key && watcher.tab !== tab) watcher.heard();
      },
      onChange(key, heard) {
        const watcher = { key, heard, tab };
        watchers.add(watcher);
        return () => void watchers.delete(watcher);
      },
    };
  }

  function openChannel(name: string): TabChannel {
    const own = {};
    const others = channels.get(name) ?? new Set();
    channels.set(name, others);
    let deliver: ((message: unknown, from: object) => void) | null = null;
    return {
      post: (message) => {
        for (const listener of [...others]) listener(structuredClone(message), own);
      },
      onMessage: (listener) => {
        deliver = (message, from) => {
          if (from !== own) listener(message);
        };
        others.add(deliver);
      },
      close: () => {
        if (deliver !== null) others.delete(deliver);
      },
    };
  }

  return {
    jmap,
    settle,
    openStreams: () => streams.size,
    goAway() {
      isAway = true;
      for (const stream of [...streams]) stream.emit('error');
    },
    signIn() {
      isSignedOut = false;
    },
    signOut() {
      isSignedOut = true;
      for (const stream of [...streams]) stream.emit('error');
    },
    comeBack() {
      isAway = false;
    },
    keep(session) {
      kept = session;
    },
    kept: () => kept,
    nowMs: () => nowMs,
    loseAnswerTo: (method) => void lost.push(method),
    async pass(ms) {
      const until = nowMs + ms;
      for (;;) {
        await settle();
        const due = [...timers].filter((timer) => timer.atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
        if (due === undefined) break;
        timers.delete(due);
        nowMs = Math.max(nowMs, due.atMs);
        due.run();
      }
      nowMs = until;
      await settle();
    },
    tab: () => ({
      fetch: answer,
      openEventSource,
      openChannel,
      storage: storageOf({}),
      leadTabs: (name, signal) =>
        new Promise((resolve) => {
          const queue = locks.get(name) ?? [];
          locks.set(name, queue);
          const entry = { release: resolve as () => void };
          queue.push(entry);
          signal.addEventListener('abort', () => {
            const wasFirst = queue[0] === entry;
            queue.splice(queue.indexOf(entry), 1);
            if (wasFirst) queue[0]?.release();
          });
          if (queue[0] === entry) resolve();
        }),
      nowMs: () => nowMs,
      after(ms, callback) {
        const timer = { atMs: nowMs + ms, run: callback };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      random: () => 0,
      keptSession: async () => kept,
      forgetSession: () => {
        kept = null;
      },
    }),
  };
}
