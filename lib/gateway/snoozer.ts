import type { Logger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { Alarm } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { keepAtIt } from './keep-at-it.ts';

export type SnoozerOptions = { accountId: AccountId; store: Store; log: Logger; signal: AbortSignal; nowMs: () => number };

/** A clock that was set, or a machine that slept, is noticed after this long. */
const longestSleepMs = 60_000;

/**
 * Brings back what was put off when its time has come. The times stand in the store, so what came due while the process was not running comes
 * back as soon as it runs.
 */
export class Snoozer {
  readonly #options: SnoozerOptions;
  readonly #alarm = new Alarm();

  constructor(options: SnoozerOptions) {
    this.#options = options;
  }

  /** Something was put off, or brought forward. */
  wake(): void {
    this.#alarm.ring();
  }

  run(): Promise<void> {
    const { signal, log, accountId } = this.#options;
    return keepAtIt({ alarm: this.#alarm, signal, log, accountId, failure: 'put off mail was not brought back', step: () => this.#step() });
  }

  /** @returns how long to wait before the next; null: until something is put off */
  async #step(): Promise<number | null> {
    const { store, accountId, nowMs } = this.#options;
    const dueMs = await store.snoozes.nextDueMs(accountId);
    if (dueMs === null) return null;
    if (dueMs > nowMs()) return Math.min(longestSleepMs, dueMs - nowMs());
    const place = (await store.mailboxes.get(accountId, null)).find(({ role }) => role === 'snoozed');
    await store.snoozes.bringBack(accountId, place?.id ?? null, nowMs());
    return 0;
  }
}
