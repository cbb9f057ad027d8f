import { MailError } from '#lib/mail/index.ts';

export type Deadline = {
  signal?: AbortSignal | undefined;
  timeoutMs: number;
  /** the error when time is up */
  late: () => MailError;
  /** called once when the wait is given up, so that what it waits for can be torn down */
  abandon?: () => void;
};

/**
 * Waits for a promise no longer than allowed (G4).
 *
 * @throws MailError 'aborted' on the caller's signal, the error of `late` when time is up, else what the promise throws
 */
export function withDeadline<T>(promise: Promise<T>, { signal, timeoutMs, late, abandon }: Deadline): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = (error: MailError) => {
      settle();
      abandon?.();
      reject(error);
    };
    const onAbort = () => giveUp(aborted());
    const timer = setTimeout(() => giveUp(late()), timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}

export const aborted = () => new MailError('aborted', 'the caller stopped waiting');
