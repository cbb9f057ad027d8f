import type { AccountCache } from './account-cache.ts';
import { type RowEmail, rowProperties } from './email-view.ts';
import type { JmapClient } from './jmap-client.ts';
import { noteState } from './note-state.ts';
import type { AskWindow } from './thread-list.ts';

/**
 * Email/query, its Emails' threads, and those threads' Emails, in one request by back-references (RFC 8621 §4.10). All of it lands in the
 * cache before the ids are returned.
 */
export function createAskWindow(client: JmapClient, cache: AccountCache): AskWindow {
  const { accountId } = cache;
  return async (query) => {
    const calls = client.batch((batch) => {
      const found = batch.call('Email/query', {
        accountId,
        filter: query.filter,
        sort: [{ property: 'receivedAt', isAscending: query.isAscending }],
        collapseThreads: query.collapseThreads,
        ...(query.anchor === null ? { position: query.position } : { anchor: query.anchor, anchorOffset: query.anchorOffset }),
        limit: query.limit,
        calculateTotal: true,
      });
      const heads = batch.call('Email/get', { accountId, '#ids': found.ref('/ids'), properties: ['threadId'] });
      const threads = batch.call('Thread/get', { accountId, '#ids': heads.ref('/list/*/threadId') });
      const emails = batch.call('Email/get', {
        accountId,
        '#ids': threads.ref('/list/*/emailIds'),
        properties: [...rowProperties],
      });
      return { found, heads, threads, emails };
    });
    const found = await calls.found.result;
    const threads = await calls.threads.result;
    const emails = await calls.emails.result.catch(async (error: unknown) => {
      // Very long conversations can add up to more Emails than one call may ask for: the rows' own Emails are enough to draw them.
      const tooLarge = typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 'requestTooLarge';
      if (!tooLarge) throw error;
      return client.call('Email/get', { accountId, ids: found.ids, properties: [...rowProperties] });
    });
    cache.putThreads(threads.list);
    cache.putEmails(emails.list as RowEmail[]);
    noteState(cache, 'Thread', threads.state);
    noteState(cache, 'Email', emails.state);
    return { position: found.position, ids: found.ids as never[], total: found.total ?? found.position + found.ids.length };
  };
}
