import type { EmailId } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import type { TextWanted } from './fetch-text.ts';

const atOnce = 25;
const maxQueued = 1000;

/** Messages whose text a screen wants, the latest wish first; worked off in small portions on the reading connection. */
export class TextQueue {
  readonly #context: AccountContext;
  readonly #fetch: (wanted: TextWanted[]) => Promise<void>;
  #wanted = new Set<EmailId>();
  #isRunning = false;
  #work: Promise<void> = Promise.resolve();

  constructor(context: AccountContext, fetch: (wanted: TextWanted[]) => Promise<void>) {
    this.#context = context;
    this.#fetch = fetch;
  }

  want(emailIds: readonly EmailId[]): void {
    this.#wanted = new Set([...emailIds, ...this.#wanted].slice(0, maxQueued));
    this.goOn();
  }

  /** Starts working again, after a failure too. */
  goOn(): void {
    if (this.#isRunning || this.#wanted.size === 0 || this.#context.signal.aborted) return;
    this.#isRunning = true;
    this.#work = this.#workOff()
      .catch((error: unknown) => {
        // The wishes stay; the engine calls again when the account is online.
        const level = isMailError(error) ? 'info' : 'error';
        this.#context.log[level]('text not fetched', { accountId: this.#context.accountId, error });
      })
      .finally(() => {
        this.#isRunning = false;
      });
  }

  /** After the account's signal: when nothing is under way any more. */
  ended(): Promise<void> {
    return this.#work;
  }

  async #workOff(): Promise<void> {
    const { store, accountId, signal } = this.#context;
    while (this.#wanted.size > 0 && !signal.aborted) {
      const next = [...this.#wanted].slice(0, atOnce);
      const wanted = await store.emails.withoutText(accountId, next, atOnce);
      if (wanted.length > 0) await this.#fetch(wanted);
      for (const id of next) this.#wanted.delete(id);
    }
  }
}
