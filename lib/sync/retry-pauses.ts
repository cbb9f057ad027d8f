import type { Alarm, MailError } from '#lib/mail/index.ts';
import type { AccountHealth } from './account-health.ts';
import { needsPerson } from './engine-health.ts';
import { isRefusedLogin, type LoginGate } from './login-gate.ts';
import { retryDelayMs } from './retry-delay.ts';

const secondLoginAfterMs = 60_000;
/** A certificate may be renewed without anybody telling us; a refused password is not tried again before the person comes. */
const lastingTroubleRetryMs = 15 * 60_000;
/** The longest wait that a server may ask for. */
const longestWaitMs = 60 * 60_000;

export type PausesOptions = { health: AccountHealth; gate: LoginGate; wake: Alarm; nowMs: () => number; signal: AbortSignal };

/** How long an account waits after a failure, and for whom (I14). */
export class RetryPauses {
  readonly #options: PausesOptions;
  #failures = 0;
  #refusedLogins = 0;
  #isHurried = false;

  constructor(options: PausesOptions) {
    this.#options = options;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** The account works. */
  noteSuccess(): void {
    this.#failures = 0;
    this.#refusedLogins = 0;
  }

  /** Waits until it is time to try again; meanwhile nobody of the account logs in. */
  async after(error: MailError): Promise<void> {
    const { gate, health, nowMs } = this.#options;
    this.#failures += 1;
    gate.pause(error);
    if (isRefusedLogin(error)) this.#refusedLogins += 1;
    if (needsPerson(error, this.#refusedLogins)) {
      health.setHelpless(error);
      await this.#sleepUntil(isRefusedLogin(error) ? null : nowMs() + lastingTroubleRetryMs);
    } else {
      const waitMs = isRefusedLogin(error)
        ? secondLoginAfterMs
        : Math.max(retryDelayMs(this.#failures, Math.random()), Math.min(error.retryAfterMs ?? 0, longestWaitMs));
      health.set({ state: 'retrying', retryAtMs: nowMs() + waitMs, error });
      await this.#sleepUntil(nowMs() + waitMs);
    }
    gate.reopen();
  }

  /** No waiting any more, where one is going on. */
  hurry(): void {
    if (!this.#options.gate.isPaused) return;
    this.#isHurried = true;
    this.#options.wake.ring();
  }

  async #sleepUntil(untilMs: number | null): Promise<void> {
    const { nowMs, signal, wake } = this.#options;
    const sinceMs = nowMs();
    // A clock that was set back ends the wait.
    while (!signal.aborted && !this.#isHurried && (untilMs === null || (nowMs() < untilMs && nowMs() >= sinceMs))) {
      await wake.sleep(untilMs === null ? null : untilMs - nowMs(), signal);
    }
    this.#isHurried = false;
  }
}
