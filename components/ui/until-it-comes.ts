import { lateWords } from '#lib/client/index.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/**
 * A late part of the page with the words it says, asked for again for as long as it does not come: the gateway may be away for a moment, and
 * a part that cannot be had now is no reason to take away the page that is there.
 *
 * @param pause waits that many milliseconds; for tests
 */
export async function untilItComes<T>(load: () => Promise<T>, pause: (ms: number) => Promise<void> = wait): Promise<T> {
  const [part] = await Promise.all([askedAgain(load, pause), askedAgain(lateWords, pause)]);
  return part;
}

/** Asks until it is answered, at growing distances. */
export async function askedAgain<T>(load: () => Promise<T>, pause: (ms: number) => Promise<void> = wait): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await load();
    } catch (error) {
      // Not a failure of ours to hide: the browser has written the failed request into its console.
      console.warn('a part of the page is asked for again', error);
      await pause(pauseMs);
    }
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
