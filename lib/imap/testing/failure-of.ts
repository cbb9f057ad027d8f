import { isMailError, type MailError } from '#lib/mail/index.ts';

/** The MailError that a promise ends in; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<MailError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && isMailError(outcome.error)) return outcome.error;
  throw new Error('expected a MailError', { cause: outcome });
}
