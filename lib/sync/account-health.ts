import { MailError } from '#lib/mail/index.ts';
import type { EngineHealth } from './engine-health.ts';

/** How one account stands, and who waits for its first listing. */
export class AccountHealth {
  readonly #onChanged: (health: EngineHealth) => void;
  readonly #waiting = new Set<() => void>();
  #current: EngineHealth = { state: 'starting', lastSyncAtMs: null, retryAtMs: null, error: null };
  #isListed = false;

  /** @param onChanged told of another state, error or time of the next try; not of each look that found nothing */
  constructor(onChanged: (health: EngineHealth) => void) {
    this.#onChanged = onChanged;
  }

  get current(): EngineHealth {
    return this.#current;
  }

  /** The mailboxes were listed since the engine began. */
  get isListed(): boolean {
    return this.#isListed;
  }

  set(change: Partial<EngineHealth>): void {
    const before = this.#current;
    this.#current = { ...before, ...change };
    const { state, error, retryAtMs } = this.#current;
    if (before.state !== state || before.error !== error || before.retryAtMs !== retryAtMs) this.#onChanged(this.#current);
  }

  setListed(): void {
    this.#isListed = true;
    this.#letGo();
  }

  /** Nothing more will come before the person has done something. */
  setHelpless(error: MailError): void {
    this.set({ state: 'needs-you', retryAtMs: null, error });
    this.#letGo();
  }

  /** Ends when the mailboxes are listed (J21). @throws MailError: why they are not, or that the caller's time is over */
  async listed(signal: AbortSignal): Promise<void> {
    if (this.#isListed) return;
    if (this.#current.state === 'needs-you' && this.#current.error !== null) throw this.#current.error;
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        if (this.#isListed) resolve();
        else reject(this.#current.error ?? new MailError('temporary', 'the mailbox list did not come in time'));
      };
      this.#waiting.add(end);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }

  #letGo(): void {
    for (const end of [...this.#waiting]) end();
  }
}
