import { createValue, type Readable } from './value.ts';

/**
 * connecting = first time; live = the event stream stands; reconnecting = it broke, next try at `retryAtMs`; offline = the device has no
 * network; signed-out = the session is over.
 */
export type ConnectionState =
  | { kind: 'connecting' | 'live' | 'offline' | 'signed-out' }
  | { kind: 'reconnecting'; sinceMs: number; retryAtMs: number | null };

export type Connection = {
  readonly state: Readable<ConnectionState>;
  set(state: ConnectionState): void;
  /** Signed in again: what was over begins anew. */
  revive(): void;
  /** Resolves when the stream stands (at once when it does). Rejects with the signal's reason. */
  live(signal: AbortSignal): Promise<void>;
};

export function createConnection(): Connection {
  const state = createValue<ConnectionState>({ kind: 'connecting' });
  return {
    state: state.readable,
    set(next) {
      const now = state.get();
      if (now.kind === 'signed-out') return;
      if (now.kind === next.kind && now.kind !== 'reconnecting') return;
      state.set(next);
    },
    revive() {
      state.set({ kind: 'connecting' });
    },
    live(signal) {
      return new Promise((resolve, reject) => {
        if (state.get().kind === 'live') {
          resolve();
          return;
        }
        const stop = state.subscribe(() => {
          if (state.get().kind !== 'live') return;
          stop();
          signal.removeEventListener('abort', abort);
          resolve();
        });
        function abort(): void {
          stop();
          reject(signal.reason as Error);
        }
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort, { once: true });
      });
    },
  };
}
