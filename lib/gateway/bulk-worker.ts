import type { Logger } from '#lib/log/index.ts';
import { type AccountId, Alarm } from '#lib/mail/index.ts';
import type { BulkActRecord, Store } from '#lib/store/index.ts';
import { keepAtIt } from './keep-at-it.ts';

export type BulkWorkerOptions = {
  accountId: AccountId;
  store: Store;
  log: Logger;
  signal: AbortSignal;
  /** null: another act may be the one under way now, or none */
  onProgress: (act: BulkActRecord | null) => void;
};

/** Emails of one transaction: some ten milliseconds of the writer, then others get their turn. */
const sliceEmails = 100;
const pauseMs = 5;

/** Does what is asked of very many Emails, slice by slice. Where it stands is in the store, so it goes on after a restart. */
export class BulkWorker {
  readonly #options: BulkWorkerOptions;
  readonly #alarm = new Alarm();
  #isBusy = false;

  constructor(options: BulkWorkerOptions) {
    this.#options = options;
  }

  /** An act is under way: commits follow each other fast. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  wake(): void {
    this.#options.onProgress(null);
    this.#alarm.ring();
  }

  run(): Promise<void> {
    const { signal, log, accountId } = this.#options;
    return keepAtIt({ alarm: this.#alarm, signal, log, accountId, failure: 'a bulk act did not go on', step: () => this.#step() });
  }

  /** @returns how long to wait before the next; null: until something is asked for */
  async #step(): Promise<number | null> {
    const { store, accountId, onProgress } = this.#options;
    const act = await store.bulkActs.doSlice(accountId, sliceEmails);
    this.#isBusy = act?.state === 'doing' || act?.state === 'undoing';
    if (act === null) return null;
    onProgress(act);
    return this.#isBusy ? pauseMs : 0;
  }
}
