import type { PushTypeName, StateChange } from '#lib/contract/index.ts';
import type { PushEvent, UserMail } from '#lib/gateway/index.ts';

type States = Map<string, Map<string, string>>;

export type EventStreamOptions = {
  /** null = all */
  types: ReadonlySet<string> | null;
  closeAfterState: boolean;
  /** 0 = no pings */
  pingSeconds: number;
  lastEventId: string | null;
  signal: AbortSignal;
  /** a comment after this long without anything else, so that a connection that died is noticed */
  heartbeatMs: number;
  /** the stream ends after this long and the client comes back with fresh credentials */
  longestMs: number;
  /** how often `isAllowed` is asked; what it refuses ends the stream, and the client learns why when it comes back */
  recheckMs: number;
  isAllowed: () => Promise<boolean>;
  nowMs: () => number;
};

/**
 * The text of an event stream (RFC 8620 §7.3), pulled as fast as the listener reads. Between two pulls only the latest state of each type is
 * kept, so a slow listener costs no memory and gets the latest only.
 */
export async function* eventStream(userMail: UserMail, options: EventStreamOptions): AsyncGenerator<string, void, undefined> {
  const { signal, nowMs } = options;
  const waiting: States = new Map();
  let wake: () => void = () => undefined;
  const unsubscribe = userMail.subscribe((event) => {
    merge(waiting, event);
    wake();
  });
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    const startMs = nowMs();
    yield ': connected\n\n';
    // what the listener knows; a change is only what differs from it
    const known = await statesOf(userMail);
    const missed =
      options.lastEventId === null ? (options.closeAfterState ? null : known) : differing(known, decodeEventId(options.lastEventId));
    if (missed !== null) {
      const text = stateEvent(missed, options.types, known);
      if (text !== null) {
        yield text;
        if (options.closeAfterState) return;
      }
    }
    let lastEventMs = nowMs();
    let lastWriteMs = lastEventMs;
    let checkedMs = lastEventMs;
    while (!signal.aborted && nowMs() - startMs < options.longestMs) {
      if (nowMs() - checkedMs >= options.recheckMs) {
        if (!(await options.isAllowed())) return;
        checkedMs = nowMs();
      }
      if (waiting.size > 0) {
        const changed = take(waiting);
        const text = stateEvent(update(known, changed), options.types, known);
        if (text === null) continue;
        yield text;
        if (options.closeAfterState) return;
        lastEventMs = nowMs();
        lastWriteMs = lastEventMs;
        continue;
      }
      const pingAtMs = options.pingSeconds === 0 ? Number.POSITIVE_INFINITY : lastEventMs + options.pingSeconds * 1000;
      const heartbeatAtMs = lastWriteMs + options.heartbeatMs;
      const nextMs = Math.min(pingAtMs, heartbeatAtMs, startMs + options.longestMs) - nowMs();
      if (nextMs > 0) {
        await sleep(Math.min(nextMs, Math.max(0, checkedMs + options.recheckMs - nowMs())), (waker) => {
          wake = waker;
          if (waiting.size > 0 || signal.aborted) waker();
        });
        continue;
      }
      lastWriteMs = nowMs();
      if (pingAtMs <= lastWriteMs) {
        lastEventMs = lastWriteMs;
        // no id: a ping is no state (§7.3)
        yield `event: ping\ndata: ${JSON.stringify({ interval: options.pingSeconds })}\n\n`;
      } else yield ': still here\n\n';
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}

function sleep(ms: number, arm: (waker: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
    arm(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function merge(states: States, event: PushEvent): void {
  const types = states.get(event.accountId) ?? new Map<string, string>();
  for (const [type, state] of Object.entries(event.states)) if (state !== undefined) types.set(type, state);
  states.set(event.accountId, types);
}

function take(waiting: States): States {
  const taken = new Map(waiting);
  waiting.clear();
  return taken;
}

async function statesOf(userMail: UserMail): Promise<States> {
  const all = Object.entries(await userMail.pushStates());
  return new Map(all.map(([accountId, types]) => [accountId, new Map(Object.entries(types))]));
}

/** Notes the new states and returns those that really differ. */
function update(known: States, changed: States): States {
  const different = differing(changed, known);
  for (const [accountId, types] of changed) {
    const all = known.get(accountId) ?? new Map<string, string>();
    for (const [type, state] of types) all.set(type, state);
    known.set(accountId, all);
  }
  return different;
}

function differing(states: States, from: States): States {
  const different: States = new Map();
  for (const [accountId, types] of states) {
    const before = from.get(accountId);
    const changed = new Map([...types].filter(([type, state]) => before?.get(type) !== state));
    if (changed.size > 0) different.set(accountId, changed);
  }
  return different;
}

/** The event `state`, followed by an id that stands for the whole state; null when no wanted type changed. */
function stateEvent(changed: States, types: ReadonlySet<string> | null, known: States): string | null {
  const entries: [string, Partial<Record<PushTypeName, string>>][] = [];
  for (const [accountId, states] of changed) {
    const wanted = [...states].filter(([type]) => types === null || types.has(type));
    if (wanted.length > 0) entries.push([accountId, Object.fromEntries(wanted)]);
  }
  if (entries.length === 0) return null;
  const change: StateChange = { '@type': 'StateChange', changed: Object.fromEntries(entries) };
  return `event: state\nid: ${encodeEventId(known)}\ndata: ${JSON.stringify(change)}\n\n`;
}

const encodeEventId = (states: States): string =>
  Buffer.from(JSON.stringify(Object.fromEntries([...states].map(([accountId, types]) => [accountId, Object.fromEntries(types)])))).toString(
    'base64url',
  );

const longestEventId = 12_000;

/** What a client knew when its connection broke. Anything that is not ours counts as knowing nothing. */
function decodeEventId(text: string): States {
  const states: States = new Map();
  if (text.length > longestEventId || !/^[A-Za-z0-9_-]+$/.test(text)) return states;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return states; // not ours
  }
  if (typeof value !== 'object' || value === null) return states;
  for (const [accountId, types] of Object.entries(value)) {
    if (typeof types !== 'object' || types === null) continue;
    states.set(accountId, new Map(Object.entries(types).filter((entry): entry is [string, string] => typeof entry[1] === 'string')));
  }
  return states;
}
