import { Alarm } from '#lib/mail/index.ts';
import type { OutboxContext } from './outbox-context.ts';
import { intentRetryDelayMs } from './retry-delay.ts';

type LocalContext = Pick<OutboxContext, 'accountId' | 'store' | 'log' | 'nowMs' | 'signal'> & { onCarried: () => void };

/** Carries the intents of a POP3 account: its mailboxes and keywords are here alone (J24), so all of them are done at once. */
export class LocalIntentRunner {
  readonly #context: LocalContext;
  readonly #alarm = new Alarm();

  constructor(context: LocalContext) {
    this.#context = context;
  }

  wake(): void {
    this.#alarm.ring();
  }

  async run(): Promise<void> {
    const { signal, store, accountId, nowMs, log, onCarried } = this.#context;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const dueMs = await store.intents.nextDueMs(accountId);
        if (dueMs !== null && dueMs <= nowMs() && (await store.maildrops.carryLocally(accountId, nowMs())) > 0) onCarried();
        else await this.#alarm.sleep(dueMs === null ? null : Math.max(50, dueMs - nowMs()), signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        // Our own disk.
        failures += 1;
        log.error('intents not carried', { accountId, error, failures });
        await this.#alarm.sleep(Math.min(intentRetryDelayMs(failures - 1), 60_000), signal);
      }
    }
  }
}
