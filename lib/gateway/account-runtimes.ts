import type { AccountId } from '#lib/mail/index.ts';
import type { AccountRow } from '#lib/store/index.ts';
import { AccountRuntime, type RuntimeOptions } from './account-runtime.ts';

/** The running accounts of this process. */
export class AccountRuntimes {
  readonly #running = new Map<AccountId, AccountRuntime>();
  readonly #optionsFor: (account: AccountRow) => RuntimeOptions;

  constructor(optionsFor: (account: AccountRow) => RuntimeOptions) {
    this.#optionsFor = optionsFor;
  }

  get(accountId: AccountId): AccountRuntime | null {
    return this.#running.get(accountId) ?? null;
  }

  /** Starts an account's engine and outbox; one that runs already stays. */
  start(account: AccountRow): AccountRuntime {
    const running = this.#running.get(account.id);
    if (running !== undefined) return running;
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

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.stop(id)));
  }
}
