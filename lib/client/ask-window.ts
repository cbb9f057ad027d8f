import type { MethodArguments, QueryResponse } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import { type RowEmail, rowProperties } from './email-view.ts';
import type { Batch, Call, JmapClient } from './jmap-client.ts';
import { sortOrder } from './list-view.ts';
import { noteState } from './note-state.ts';

import { getRowEmails, missingMembers } from './thread-members.ts';
import type { AskWindow, WindowQuery } from './window-query.ts';

/**
 * Email/query, its Emails' threads, and those threads' Emails, in one request by back-references (RFC 8621 §4.10). All of it lands in the
 * cache before the ids are returned. A refresh asks for the ids alone and then for what the cache lacks: the rest is kept true by
 * `followChanges`.
 */
export function createAskWindow(client: JmapClient, cache: AccountCache): AskWindow {
  return async (query) => {
    const found = await (query.isRefresh ? refresh(client, cache, query) : fill(client, cache, query));
    return { position: found.position, ids: found.ids as EmailId[], total: found.total ?? null };
  };
}

function queryArguments(cache: AccountCache, query: WindowQuery): MethodArguments<'Email/query'> {
  return {
    accountId: cache.accountId,
    filter: query.filter,
    sort: [...sortOrder(query.sort)],
    collapseThreads: query.collapseThreads,
    ...(query.anchor === null ? { position: query.position } : { anchor: query.anchor, anchorOffset: query.anchorOffset }),
    limit: query.limit,
    calculateTotal: query.withTotal,
    ...(query.serverSearchId === undefined ? {} : { serverSearchId: query.serverSearchId }),
  };
}

async function fill(client: JmapClient, cache: AccountCache, query: WindowQuery): Promise<QueryResponse> {
  const calls = client.batch((batch) => {
    const found = batch.call('Email/query', queryArguments(cache, query));
    return { found, ...withThreads(batch, cache, { '#ids': found.ref('/ids') }) };
  });
  const found = await calls.found.result;
  await take(client, cache, calls, found.ids);
  return found;
}

async function refresh(client: JmapClient, cache: AccountCache, query: WindowQuery): Promise<QueryResponse> {
  const found = await client.call('Email/query', queryArguments(cache, query));
  const ids = found.ids.filter((id) => {
    const email = cache.email(id as EmailId);
    return email === null || cache.thread(email.threadId) === null;
  });
  if (ids.length > 0) await fetchRows(client, cache, ids);
  return found;
}

/** Puts these Emails, their threads and those threads' Emails into the cache. */
export async function fetchRows(client: JmapClient, cache: AccountCache, ids: readonly string[]): Promise<void> {
  const calls = client.batch((batch) => withThreads(batch, cache, { ids: [...ids] }));
  await take(client, cache, calls, ids);
}

type ThreadCalls = { threads: Call<'Thread/get'>; emails: Call<'Email/get'> };

/** The threads of these Emails, and all Emails of those. */
function withThreads(batch: Batch, cache: AccountCache, ids: MethodArguments<'Email/get'>): ThreadCalls {
  const { accountId } = cache;
  const heads = batch.call('Email/get', { accountId, ...ids, properties: ['threadId'] });
  const threads = batch.call('Thread/get', { accountId, '#ids': heads.ref('/list/*/threadId') });
  const emails = batch.call('Email/get', { accountId, '#ids': threads.ref('/list/*/emailIds'), properties: [...rowProperties] });
  return { threads, emails };
}

async function take(client: JmapClient, cache: AccountCache, calls: ThreadCalls, ids: readonly string[]): Promise<void> {
  const threads = await calls.threads.result;
  const emails = await calls.emails.result.catch((error: unknown) => {
    if (isMailError(error) && error.code === 'requestTooLarge') return null;
    throw error;
  });
  if (emails === null) {
    // Long conversations add up to more Emails than one call may ask for: of each of them the newest, and the rows' own.
    await getRowEmails(client, cache, [...(ids as EmailId[]), ...missingMembers(cache, threads.list)]);
  } else {
    cache.putEmails(emails.list as RowEmail[]);
    noteState(cache, 'Email', emails.state);
  }
  cache.putThreads(threads.list);
  noteState(cache, 'Thread', threads.state);
}
