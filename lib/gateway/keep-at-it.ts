import type { Logger } from '#lib/log/index.ts';
import { type AccountId, type Alarm, isMailError } from '#lib/mail/index.ts';

export type Work = {
  alarm: Alarm;
  signal: AbortSignal;
  log: Logger;
  accountId: AccountId;
  /** what did not happen, for the log */
  failure: string;
  /** @returns how long to wait before the next; null: until somebody rings */
  step: () => Promise<number | null>;
};

const afterFailureMs = 60_000;

/** Does an account's work in the background step by step, as long as there is the account; what fails is tried again a minute later. */
export async function keepAtIt({ alarm, signal, log, accountId, failure, step }: Work): Promise<void> {
  while (!signal.aborted) {
    try {
      await alarm.sleep(await step(), signal);
    } catch (error) {
      if (signal.aborted || (isMailError(error) && error.kind === 'not-found')) return;
      log.warn(failure, { accountId, error });
      await alarm.sleep(afterFailureMs, signal);
    }
  }
}
