import { aborted } from './wire.ts';

/**
 * Lets the tasks of a connection through one at a time, in order. A task that only waits (IDLE) is asked to make room as soon as another one
 * arrives.
 */
export class Turnstile {
  #tail: Promise<void> = Promise.resolve();
  #waiting = 0;
  #makeRoom: (() => void) | null = null;

  /** True when a task waits for its turn. */
  get isWanted(): boolean {
    return this.#waiting > 0;
  }

  /** @throws what the task throws; MailError 'aborted' as soon as the signal fires, if the task has not begun */
  pass<T>(task: () => Promise<T>, signal?: AbortSignal | undefined): Promise<T> {
    this.#waiting += 1;
    this.#makeRoom?.();
    let hasBegun = false;
    const turn = this.#tail.then(async () => {
      this.#waiting -= 1;
      hasBegun = true;
      try {
        if (signal?.aborted) throw aborted('command');
        return await task();
      } finally {
        this.#makeRoom = null;
      }
    });
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    if (signal === undefined) return turn;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => {
        if (!hasBegun) reject(aborted('command'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** Called by the running task: how it can be asked to make room. */
  makeRoomBy(makeRoom: () => void): void {
    this.#makeRoom = makeRoom;
    if (this.isWanted) makeRoom();
  }
}
