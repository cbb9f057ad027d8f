import type { KeptSession } from './offline/kept-session.ts';

/** The part of `EventSource` that the event stream uses. */
export type EventSourceLike = {
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
};

/** A hub that the tabs of one browser share (`BroadcastChannel`). */
export type TabChannel = { post(message: unknown): void; onMessage(listener: (message: unknown) => void): void; close(): void };

/** Short texts that the pages of one browser share and keep until the sign-out; null takes one away. */
export type TabStorage = {
  get(key: string): string | null;
  set(key: string, text: string | null): void;
  /** Another page wrote under this key. @returns ends it */
  onChange(key: string, listener: () => void): () => void;
};

/** Everything outside that the client touches; comes in as a parameter so that a test needs no browser and never sleeps. */
export type ClientIo = {
  fetch(url: string, init: RequestInit): Promise<Response>;
  openEventSource(url: string): EventSourceLike;
  /** Resolves when this tab is the one that holds the event stream; never when another does. Released by `signal`. */
  leadTabs(name: string, signal: AbortSignal): Promise<void>;
  openChannel(name: string): TabChannel;
  readonly storage: TabStorage;
  nowMs(): number;
  /** Calls back after the time. @returns takes it back */
  after(ms: number, callback: () => void): () => void;
  /** 0 ≤ x < 1 */
  random(): number;
  /** What this browser kept for a start without network; null: nothing. */
  keptSession(): Promise<KeptSession | null>;
  forgetSession(): void;
};

/** The browser's own. */
export function browserIo(): ClientIo {
  return {
    fetch: (url, init) => fetch(url, init),
    openEventSource: (url) => new EventSource(url) as EventSourceLike,
    leadTabs: (name, signal) =>
      new Promise<void>((resolve) => {
        if (!('locks' in navigator)) {
          resolve();
          return;
        }
        navigator.locks
          .request(name, { signal }, () => {
            resolve();
            return new Promise<void>((release) => {
              if (signal.aborted) release();
              else signal.addEventListener('abort', () => release(), { once: true });
            });
          })
          // An abort while waiting for the lock is the ordinary end of a tab that never led.
          .catch(() => undefined);
      }),
    openChannel: (name) => {
      const channel = new BroadcastChannel(name);
      return {
        post: (message) => channel.postMessage(message),
        onMessage: (listener) => channel.addEventListener('message', (event) => listener(event.data)),
        close: () => channel.close(),
      };
    },
    storage: browserStorage,
    nowMs: () => Date.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    // Without network its code comes from the service worker, or not at all.
    keptSession: () => import('./offline/kept-session.ts').then((kept) => kept.keptSession()).catch(() => null),
    forgetSession: () => void indexedDB.deleteDatabase('postern-offline'),
  };
}

const browserStorage: TabStorage = {
  get: (key) => localStorage.getItem(key),
  set(key, text) {
    try {
      if (text === null) localStorage.removeItem(key);
      else localStorage.setItem(key, text);
    } catch (error) {
      // Full: what is kept is less than it could be, and nothing is lost that is not elsewhere.
      if (!(error instanceof DOMException)) throw error;
    }
  },
  onChange(key, listener) {
    const heard = (event: StorageEvent) => event.key === key && listener();
    window.addEventListener('storage', heard);
    return () => window.removeEventListener('storage', heard);
  },
};
