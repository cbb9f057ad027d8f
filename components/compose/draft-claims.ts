/**
 * Which tab of this browser writes a draft. A claim is held until it is let go, or until the tab ends: a reload or a crash lets go. Where the
 * browser has no locks (pages without TLS) everybody may write; the gateway's versions then tell who changed what.
 */
export type Claim = { release(): void };

const prefix = 'postern.draft.';
const channelName = 'postern-drafts';
const askedWithinMs = 3_000;

type Said = { type: 'let-go'; name: string } | { type: 'save' };

const held = new Map<string, { letGo: () => Promise<void>; end: () => void }>();
let channel: BroadcastChannel | null = null;

function listen(): BroadcastChannel | null {
  if (channel !== null || !('BroadcastChannel' in globalThis)) return channel;
  channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', (event: MessageEvent<Said>) => {
    if (event.data.type === 'save') for (const save of savers) save();
    const mine = event.data.type === 'let-go' ? held.get(event.data.name) : undefined;
    if (mine !== undefined) void mine.letGo().then(mine.end, mine.end);
  });
  return channel;
}

const savers = new Set<() => void>();

/** Called when another tab wants everything brought to the gateway: somebody signs out there. @returns takes it back */
export function onSaveAsked(save: () => void): () => void {
  listen();
  savers.add(save);
  return () => {
    savers.delete(save);
  };
}

export function askOthersToSave(): void {
  listen()?.postMessage({ type: 'save' } satisfies Said);
}

/** True while this very tab holds it. */
export const isClaimedHere = (name: string): boolean => held.has(name);

/** Names that any tab holds. */
export async function claimedNames(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set(held.keys());
  const locks = (await navigator.locks.query()).held ?? [];
  return new Set(locks.flatMap((lock) => (lock.name?.startsWith(prefix) === true ? [lock.name.slice(prefix.length)] : [])));
}

/**
 * @param letGo another tab wants to write it: brings what is here into the browser's database and takes the window away
 * @param mode `ask`: the tab that has it is asked, and when it does not answer (it sleeps), it has lost it
 * @returns null when another tab has it (`try` only)
 */
export function claimDraft(name: string, letGo: () => Promise<void>, mode: 'try' | 'ask'): Promise<Claim | null> {
  listen();
  if (!('locks' in navigator)) return Promise.resolve(hold(name, letGo, () => undefined));
  return mode === 'try' ? request(name, letGo, { ifAvailable: true }) : ask(name, letGo);
}

function hold(name: string, letGo: () => Promise<void>, free: () => void): Claim {
  const end = () => {
    if (held.get(name)?.end === end) held.delete(name);
    free();
  };
  held.set(name, { letGo, end });
  return { release: end };
}

function request(name: string, letGo: () => Promise<void>, options: LockOptions): Promise<Claim | null> {
  return new Promise((resolve) => {
    let mine: Claim | null = null;
    navigator.locks
      .request(`${prefix}${name}`, options, (lock) => {
        if (lock === null) {
          resolve(null);
          return null;
        }
        return new Promise<void>((free) => {
          mine = hold(name, letGo, free);
          resolve(mine);
        });
      })
      // Given up waiting, or stolen by a tab that we did not answer in time: it writes now.
      .catch(() => {
        if (mine === null) resolve(null);
        else void letGo().then(mine.release, mine.release);
      });
  });
}

async function ask(name: string, letGo: () => Promise<void>): Promise<Claim | null> {
  channel?.postMessage({ type: 'let-go', name } satisfies Said);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), askedWithinMs);
  const given = await request(name, letGo, { signal: patience.signal });
  clearTimeout(timer);
  return given ?? request(name, letGo, { steal: true });
}
