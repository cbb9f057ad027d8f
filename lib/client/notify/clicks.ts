import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';

/** What of a click on a notification a page is told; `action` empty: on the notification itself. */
export type Clicked = { type: 'postern-notice'; action: string; accountId: AccountId; emailId: EmailId | null; threadId: ThreadId | null };

/** The service worker keeps them there (app/worker.js/shell-worker.ts); a sign-out takes them away with everything else. */
const cacheName = 'postern-clicked';
/** What nobody could do for so long, since nobody was signed in, is not done behind the person's back. */
const mostAgeMs = 10 * 60_000;

/** What was pressed on notifications and is still to be done: no page was open then, or none was ready to be told. One page gets each. */
export async function takeClicks(nowMs: number): Promise<Clicked[]> {
  if (!('caches' in window) || !(await caches.has(cacheName))) return [];
  const cache = await caches.open(cacheName);
  const taken: Clicked[] = [];
  for (const request of await cache.keys()) {
    const kept = await cache.match(request);
    if (kept === undefined || !(await cache.delete(request))) continue;
    const { atMs, ...clicked } = (await kept.json()) as Clicked & { atMs: number };
    if (nowMs - atMs < mostAgeMs) taken.push(clicked);
  }
  return taken;
}
