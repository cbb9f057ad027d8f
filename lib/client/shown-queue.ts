import type { QueueItem } from '#lib/contract/index.ts';
import type { Account } from './account.ts';
import { sentHere } from './sent-here.ts';

// By itself: the list counts what waits from its first moment on, and the rest of the outbox comes later.

/** A message that the person may still take back by the toast of this page is not shown as waiting. */
const soonMs = 40_000;

/**
 * What a person should see of the queue: everything but what this page sends in a moment, which its toast takes back, and what goes out
 * without anybody having to wait. In the order of its time.
 */
export function shownQueue(account: Account): readonly QueueItem[] {
  const soon = account.io.nowMs() + soonMs;
  return account.cache
    .queue()
    .filter((item) =>
      item.state === 'held'
        ? Date.parse(item.sendAt) > soon || !sentHere.has(item.id) || account.longWaits.has(item)
        : item.state !== 'sending' || item.attempts > 1 || account.longWaits.has(item),
    )
    .toSorted((a, b) => Date.parse(a.nextTryAt ?? a.sendAt) - Date.parse(b.nextTryAt ?? b.sendAt));
}
