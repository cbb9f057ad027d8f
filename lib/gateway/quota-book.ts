import type { AccountId } from '#lib/mail/index.ts';
import type { AccountQuota, QuotaState } from './api.ts';
import type { StateHub } from './state-hub.ts';

/** So many states can be asked from (RFC 9425 §4.3): the server says something new once a minute at most. */
const mostStates = 500;

/** What a mail server said of an account's quotas since the process started, oldest first. */
export class QuotaBook {
  readonly #accountId: AccountId;
  readonly #hub: StateHub;
  #said: QuotaState[];

  constructor(accountId: AccountId, hub: StateHub) {
    this.#accountId = accountId;
    this.#hub = hub;
    this.#said = [{ state: hub.own(accountId, 'Quota'), quotas: [] }];
  }

  /** never empty; the last holds now */
  get said(): readonly QuotaState[] {
    return this.#said;
  }

  /** A new state, unless it is what was said before. */
  note(quotas: readonly AccountQuota[]): void {
    if (JSON.stringify(quotas) === JSON.stringify(this.#said.at(-1)?.quotas)) return;
    this.#hub.bump(this.#accountId, 'Quota', false);
    this.#said = [...this.#said.slice(1 - mostStates), { state: this.#hub.own(this.#accountId, 'Quota'), quotas: [...quotas] }];
  }
}
