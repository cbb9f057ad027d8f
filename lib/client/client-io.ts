import type { KeptSession } from './offline/kept-session.ts';

/** The part of `EventSource` that the event stream uses. */
export type EventSourceLike = {
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
};

/** A hub that the tabs of one browser share (`BroadcastChannel`). */
export type TabChannel = { post(message: unknown): void; onMessage(listener: (message: unknown) => void): void; close(): void };

/** Everything outside that the client touches; comes in as a parameter so that a test needs no browser and never sleeps. */
export type ClientIo = {
  fetch(url: string, init: RequestInit): Promise<Response>;
  openEventSource(url: string): EventSourceLike;
  /** Resolves when this tab is the one that holds the event stream; never when another does. Released by `signal`. */
  leadTabs(name: string, signal: AbortSignal): Promise<void>;
  openChannel(name: string): TabChannel;
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
