import type { Logger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { Alarm } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { keepAtIt } from './keep-at-it.ts';

export type RegrouperOptions = {
  accountId: AccountId;
  store: Store;
  log: Logger;
  signal: AbortSignal;
  /** mail comes in: it goes first */
  isBusy: () => boolean;
  nowMs: () => number;
};

const emailsAtOnce = 200;
const busyPauseMs = 2_000;
const shortestPauseMs = 20;
/** A pass can leave work without saying so. */
const lookEveryMs = 10 * 60_000;

/**
 * Groups the mail of an account anew in idle time, a little at a time: after its rule changed (T7), and where more hung together than one
 * transaction should take (T5). What waits stands in the store, so it goes on after a restart.
 */
export class Regrouper {
  readonly #options: RegrouperOptions;
  readonly #alarm = new Alarm();

  constructor(options: RegrouperOptions) {
    this.#options = options;
  }

  /** There is something to do, or may be. */
  wake(): void {
    this.#alarm.ring();
  }

  run(): Promise<void> {
    const { signal, log, accountId } = this.#options;
    return keepAtIt({ alarm: this.#alarm, signal, log, accountId, failure: 'mail was not grouped anew', step: () => this.#step() });
  }

  /** @returns how long to wait before the next */
  async #step(): Promise<number> {
    const { store, accountId, isBusy, nowMs } = this.#options;
    if ((await store.emails.threading(accountId)).waiting === 0) return lookEveryMs;
    if (isBusy()) return busyPauseMs;
    const startedMs = nowMs();
    await store.emails.regroup(accountId, emailsAtOnce);
    // The writer belongs to the others for at least two thirds of the time.
    return Math.max(shortestPauseMs, 2 * (nowMs() - startedMs));
  }
}
