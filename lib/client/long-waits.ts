import type { QueueItem } from '#lib/contract/index.ts';
import type { MailErrorKind } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import type { ClientIo } from './client-io.ts';

/** Whoever has heard nothing for so long wonders whether anything still happens. */
const wonderAfterMs = 5_000;

/** A timer takes no longer time; what is to go later is looked at when the queue changes. */
const farMs = 24 * 3_600_000;
const noSignIn: ReadonlySet<MailErrorKind> = new Set(['login-refused', 'login-unavailable']);

/** Messages whose server has not said a word for long, or that wait behind such a one. */
export type LongWaits = {
  has(item: QueueItem): boolean;
  /** What one that is due waits for, as one goes out at a time: the message before it that hangs; null when nothing does. */
  ahead(item: QueueItem): QueueItem | null;
};

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
    const waits = items.flatMap((item) => waitOf(item, io.nowMs()) ?? []);
    waiting = new Set(waits.map(({ name }) => name));
    for (const name of long) if (!waiting.has(name)) long.delete(name);
    for (const { name, sinceMs } of waits) if (!before.has(name)) io.after(sinceMs - io.nowMs() + wonderAfterMs, () => noteLong(name));
  }

  function noteLong(name: string): void {
    if (closed.aborted || !waiting.has(name)) return;
    long.add(name);
    cache.touch();
  }

  function isLong(item: QueueItem): boolean {
    const wait = waitOf(item, io.nowMs());
    return wait !== null && wait.sinceMs <= io.nowMs() && long.has(wait.name);
  }

  /** The one that is being handed over, or one whose sign-in was refused: then nothing else is tried either. */
  const hangs = (item: QueueItem): boolean =>
    (item.state === 'sending' && isLong(item)) || (item.state === 'deferred' && item.error !== null && noSignIn.has(item.error.kind));

  /** Without one that hangs it is due by this clock alone, which may be fast. */
  function ahead(item: QueueItem): QueueItem | null {
    return item.state === 'held' && isLong(item) ? (cache.queue().find(hangs) ?? null) : null;
  }

  closed.addEventListener('abort', cache.version.subscribe(look), { once: true });
  return { has: (item) => (item.state === 'held' ? ahead(item) !== null : isLong(item)), ahead };
}

/** Each try waits anew, and so does each step of it; what is held waits for its turn from its time on. */
function waitOf({ id, state, attempts, awaits, sendAt }: QueueItem, nowMs: number): { name: string; sinceMs: number } | null {
  if (state === 'held') {
    const sinceMs = Math.max(nowMs, Date.parse(sendAt));
    return sinceMs - nowMs > farMs ? null : { name: `${id} turn`, sinceMs };
  }
  return awaits === null ? null : { name: `${id} ${attempts} ${awaits.what}`, sinceMs: nowMs };
}
