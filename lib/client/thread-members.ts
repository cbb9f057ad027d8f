import type { Thread } from '#lib/contract/index.ts';
import type { EmailId, ThreadId } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import { type RowEmail, rowProperties } from './email-view.ts';
import type { JmapClient } from './jmap-client.ts';
import { noteState } from './note-state.ts';

/** How many Emails of a conversation are fetched at once: its newest. A longer one is shown page by page (T6). */
export const pageEmails = 100;

/** Of the newest page of these conversations, the Emails that the cache lacks. */
export function missingMembers(cache: AccountCache, threads: readonly Thread[], newest = pageEmails): EmailId[] {
  return threads.flatMap(({ emailIds }) => emailIds.slice(-newest).filter((id) => !cache.knows('Email', id)));
}

/** Fetches what a row needs of these Emails into the cache, in as many calls as the gateway asks for. @throws MailError */
export async function getRowEmails(client: JmapClient, cache: AccountCache, ids: readonly EmailId[]): Promise<void> {
  const most = Math.max(1, client.session().capabilities['urn:ietf:params:jmap:core'].maxObjectsInGet);
  const unique = [...new Set(ids)];
  for (let at = 0; at < unique.length; at += most) {
    const got = await client.call('Email/get', {
      accountId: cache.accountId,
      ids: unique.slice(at, at + most),
      properties: [...rowProperties],
    });
    cache.putEmails(got.list as RowEmail[]);
    noteState(cache, 'Email', got.state);
  }
}

/** Fetches all that is missing of these conversations: what is done to one is done to every message in it. @throws MailError */
export async function completeThreads(client: JmapClient, cache: AccountCache, threadIds: readonly ThreadId[]): Promise<void> {
  const threads = threadIds.map((id) => cache.thread(id)).filter((thread) => thread !== null);
  await getRowEmails(client, cache, missingMembers(cache, threads, Number.MAX_SAFE_INTEGER));
}
