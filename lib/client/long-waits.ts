import type { QueueItem } from '#lib/contract/index.ts';
import type { AccountCache } from './account-cache.ts';
import type { ClientIo } from './client-io.ts';

/** Whoever has heard nothing for so long wonders whether anything still happens. */
const wonderAfterMs = 5_000;

/** Messages whose server has not said a word for long. */
export type LongWaits = { has(item: QueueItem): boolean };

/** Notes, by the clock of this screen, since when each message of the queue waits for its server, and has it drawn anew when that gets long. */
export function createLongWaits(cache: AccountCache, io: ClientIo, closed: AbortSignal): LongWaits {
  let looked: readonly QueueItem[] = [];
  let waiting: ReadonlySet<string> = new Set();
  const long = new Set<string>();

  function look(): void {
    const items = cache.queue();
    if (items === looked) return;
    looked = items;
    const before = waiting;
    waiting = new Set(items.filter(({ awaits }) => awaits !== null).map(nameOf));
    for (const name of long) if (!waiting.has(name)) long.delete(name);
    for (const name of waiting) if (!before.has(name)) io.after(wonderAfterMs, () => noteLong(name));
  }

  function noteLong(name: string): void {
    if (closed.aborted || !waiting.has(name)) return;
    long.add(name);
    cache.touch();
  }

  closed.addEventListener('abort', cache.version.subscribe(look), { once: true });
  return { has: (item) => long.has(nameOf(item)) };
}

/** Each try waits anew, and so does each step of it. */
const nameOf = ({ id, attempts, awaits }: QueueItem): string => `${id} ${attempts} ${awaits?.what}`;
