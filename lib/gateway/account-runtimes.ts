import { type AccountId, MailError } from '#lib/mail/index.ts';
import type { AccountRow } from '#lib/store/index.ts';
import { AccountRuntime, type RuntimeOptions } from './account-runtime.ts';

/** The running accounts of this process. */
export class AccountRuntimes {
  readonly #running = new Map<AccountId, AccountRuntime>();
  /** accounts that are being changed, with what answers for them meanwhile */
  readonly #still = new Map<AccountId, AccountRuntime | null>();
  readonly #optionsFor: (account: AccountRow) => RuntimeOptions;

  constructor(optionsFor: (account: AccountRow) => RuntimeOptions) {
    this.#optionsFor = optionsFor;
  }

  get(accountId: AccountId): AccountRuntime | null {
    return this.#running.get(accountId) ?? null;
  }

  /** Starts an account's engine and outbox; one that runs already stays, and one that is being changed stands still. */
  start(account: AccountRow): AccountRuntime {
    const running = this.#running.get(account.id);
    if (running !== undefined) return running;
    const still = this.#still.get(account.id);
    if (still !== undefined) {
      // Reads what is here; nothing of it runs.
      const idle = still ?? new AccountRuntime(this.#optionsFor(account));
      this.#still.set(account.id, idle);
      return idle;
    }
    const runtime = new AccountRuntime(this.#optionsFor(account));
    this.#running.set(account.id, runtime);
    runtime.start();
    return runtime;
  }

  async stop(accountId: AccountId): Promise<void> {
    const runtime = this.#running.get(accountId);
    this.#running.delete(accountId);
    await runtime?.stop();
  }

  /**
   * Changes an account while nothing of it runs, whoever asks for it meanwhile: an engine of the old kind would work on what is new. Then it
   * runs as `rowOf` says; null: no more.
   *
   * @throws MailError 'temporary' while another change is under way; what `change` throws, with the account running again
   */
  async change(accountId: AccountId, change: () => Promise<void>, rowOf: () => Promise<AccountRow | null>): Promise<AccountRuntime | null> {
    if (this.#still.has(accountId)) throw new MailError('temporary', 'this account is being changed', { stage: 'store' });
    this.#still.set(accountId, null);
    let row: AccountRow | null = null;
    try {
      await this.stop(accountId);
      await change();
    } finally {
      try {
        row = await rowOf();
      } finally {
        const idle = this.#still.get(accountId);
        this.#still.delete(accountId);
        if (row !== null) this.start(row);
        await idle?.stop();
      }
    }
    return this.get(accountId);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.stop(id)));
  }
}
