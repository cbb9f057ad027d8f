import type { StateChange } from '#lib/contract/index.ts';
import type { ClientIo, EventSourceLike } from './client-io.ts';
import type { Connection, ConnectionState } from './connection.ts';

const name = 'postern-events';
const pingSeconds = 20;
/** Nothing heard for this long (three pings): the stream is dead although nobody said so. */
const silenceMs = pingSeconds * 3 * 1000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** The pause before the try after `failures` failed ones: doubles up to half a minute, with up to a quarter of chance on top. */
export function retryDelayMs(failures: number, random: number): number {
  const base = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 16));
  return Math.round(base * (1 + random / 4));
}

type TabMessage =
  | { type: 'states'; changed: StateChange['changed'] }
  | { type: 'connection'; state: ConnectionState }
  | { type: 'hello' }
  | { type: 'retry' };

export type EventStream = {
  /** Tries again now instead of at the next turn (the network came back, a click on “Try now”). */
  retryNow(): void;
  close(): void;
};

export type EventStreamOptions = {
  io: ClientIo;
  /** template of RFC 8620 §7.3 */
  url: () => string;
  connection: Connection;
  onStates: (changed: StateChange['changed']) => void;
  /** told before each new try, so that a session that ended is noticed. @returns false: give up */
  beforeRetry: () => Promise<boolean>;
};

/**
 * The event stream of all tabs: one tab holds it (a lock), the others listen to it (settled 14). It comes back by itself, with growing
 * pauses. A lost event does no harm: the first event after a reconnect names all states.
 */
export function openEventStream({ io, url, connection, onStates, beforeRetry }: EventStreamOptions): EventStream {
  const end = new AbortController();
  const channel = io.openChannel(name);
  let leads = false;
  let source: EventSourceLike | null = null;
  let failures = 0;
  let brokenSinceMs: number | null = null;
  let cancelRetry: (() => void) | null = null;
  let cancelWatch: (() => void) | null = null;
  let lastStates: StateChange['changed'] = {};

  function say(message: TabMessage): void {
    channel.post(message);
  }
  function setState(state: ConnectionState): void {
    connection.set(state);
    say({ type: 'connection', state });
  }
  function heard(): void {
    cancelWatch?.();
    cancelWatch = io.after(silenceMs, broken);
  }

  function connect(): void {
    if (end.signal.aborted) return;
    cancelRetry = null;
    const target = url().replace('{types}', '*').replace('{closeafter}', 'no').replace('{ping}', String(pingSeconds));
    const opened = io.openEventSource(target);
    source = opened;
    const current = () => source === opened;
    opened.addEventListener('open', () => {
      if (!current()) return;
      failures = 0;
      brokenSinceMs = null;
      heard();
      setState({ kind: 'live' });
    });
    opened.addEventListener('ping', () => current() && heard());
    opened.addEventListener('error', () => current() && broken());
    opened.addEventListener('state', (event) => {
      if (!current() || typeof event.data !== 'string') return;
      heard();
      const changed = (JSON.parse(event.data) as StateChange).changed;
      lastStates = merged(lastStates, changed);
      say({ type: 'states', changed });
      onStates(changed);
    });
    heard();
  }

  function broken(): void {
    source?.close();
    source = null;
    cancelWatch?.();
    if (end.signal.aborted) return;
    brokenSinceMs ??= io.nowMs();
    const delayMs = retryDelayMs(failures, io.random());
    failures += 1;
    setState({ kind: 'reconnecting', sinceMs: brokenSinceMs, retryAtMs: io.nowMs() + delayMs });
    cancelRetry = io.after(delayMs, retry);
  }

  function retry(): void {
    cancelRetry?.();
    cancelRetry = null;
    void beforeRetry().then((goOn) => {
      if (!goOn || source !== null || end.signal.aborted) return;
      connect();
    });
  }

  channel.onMessage((message) => {
    const said = message as TabMessage;
    if (said.type === 'states' && !leads) onStates(said.changed);
    if (said.type === 'connection' && !leads) connection.set(said.state);
    if (said.type === 'hello' && leads) {
      say({ type: 'connection', state: connection.state.get() });
      say({ type: 'states', changed: lastStates });
    }
    if (said.type === 'retry' && leads && source === null) retry();
  });
  say({ type: 'hello' });

  void io.leadTabs(name, end.signal).then(() => {
    if (end.signal.aborted) return;
    leads = true;
    connect();
  });

  return {
    retryNow() {
      if (!leads) say({ type: 'retry' });
      else if (source === null) retry();
    },
    close() {
      end.abort();
      cancelRetry?.();
      cancelWatch?.();
      source?.close();
      source = null;
      channel.close();
    },
  };
}

function merged(known: StateChange['changed'], changed: StateChange['changed']): StateChange['changed'] {
  const next = { ...known };
  for (const [accountId, states] of Object.entries(changed)) next[accountId] = { ...next[accountId], ...states };
  return next;
}
