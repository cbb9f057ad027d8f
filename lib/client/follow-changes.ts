import type { ChangesResponse, PushTypeName } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import { type RowEmail, rowProperties } from './email-view.ts';
import type { JmapClient } from './jmap-client.ts';
import { getRowEmails, missingMembers } from './thread-members.ts';

type Following = 'Mailbox' | 'Email' | 'Thread' | 'Identity' | 'EmailSubmission';
type States = Partial<Record<PushTypeName, string>>;

/** What a round of following found. */
export type Followed = {
  /** lists have to be asked again */
  mailMoved: boolean;
  /** Emails that came into being: candidates for “new mail” */
  createdEmails: readonly string[];
};

const mostPerGet = 400;

/**
 * Brings an account's cache from its own states to the gateway's, by `/changes` and what they name (RFC 8620 §5.2). Types that were never
 * asked are left alone. A history that broke off makes the cache forget that type, so that it is asked afresh.
 *
 * @throws MailError when the gateway does not answer; the states then stay where they were, so nothing is lost
 */
export async function followChanges(client: JmapClient, cache: AccountCache, announced: States): Promise<Followed> {
  const behind = (type: Following): boolean =>
    cache.states[type] !== undefined && announced[type] !== undefined && cache.states[type] !== announced[type];
  const [mailboxes, emails, threads] = await Promise.all([
    behind('Mailbox') ? followMailboxes(client, cache) : null,
    behind('Email') ? allChanges(client, cache, 'Email') : null,
    behind('Thread') ? allChanges(client, cache, 'Thread') : null,
    behind('Identity') ? loadIdentities(client, cache) : null,
    behind('EmailSubmission') ? Promise.all([followSubmissions(client, cache), loadQueue(client, cache)]) : null,
    announced.MailboxProgress !== undefined && cache.states.MailboxProgress !== announced.MailboxProgress
      ? loadProgress(client, cache)
      : null,
    announced.AccountHealth !== undefined && cache.states.AccountHealth !== announced.AccountHealth ? loadHealth(client, cache) : null,
    announced.Tag !== undefined && cache.states.Tag !== announced.Tag ? loadTags(client, cache) : null,
    announced.Quota !== undefined && cache.states.Quota !== announced.Quota ? loadQuotas(client, cache) : null,
  ]);
  if (emails === 'broken' || threads === 'broken') {
    cache.forgetMail();
    return { mailMoved: true, createdEmails: [] };
  }
  if (emails === null && threads === null) return { mailMoved: mailboxes === true, createdEmails: [] };

  // Where an Email lies and how it is marked decides about lists; a preview that came does not.
  const places = () => knownEmails.map((id) => placeOf(cache.email(id as EmailId))).join();
  const knownEmails = (emails?.updated ?? []).filter((id) => cache.knows('Email', id));
  const knownThreads = [...(threads?.updated ?? []), ...(threads?.created ?? [])].filter((id) => cache.knows('Thread', id));
  const placesBefore = places();
  await Promise.all([
    ...inPieces(knownEmails).map(async (ids) => {
      const got = await client.call('Email/get', { accountId: cache.accountId, ids, properties: [...rowProperties] });
      cache.putEmails(got.list as RowEmail[]);
    }),
    ...inPieces(knownThreads).map(async (ids) => {
      const got = await client.call('Thread/get', { accountId: cache.accountId, ids });
      // What is known of them is followed above; a long conversation can be too much for one call.
      await getRowEmails(client, cache, missingMembers(cache, got.list));
      cache.putThreads(got.list);
    }),
  ]);
  cache.remove('Email', emails?.destroyed ?? []);
  cache.remove('Thread', threads?.destroyed ?? []);
  if (emails) cache.states.Email = emails.newState;
  if (threads) cache.states.Thread = threads.newState;
  const mailMoved =
    threads !== null ||
    (emails !== null && emails.created.length + emails.destroyed.length > 0) ||
    knownEmails.length !== (emails?.updated.length ?? 0) ||
    placesBefore !== places();
  return { mailMoved, createdEmails: emails?.created ?? [] };
}

function placeOf(email: RowEmail | null): string {
  return email === null ? '' : `${Object.keys(email.mailboxIds).sort()} ${Object.keys(email.keywords).sort()}`;
}

type Changed = Pick<ChangesResponse, 'created' | 'updated' | 'destroyed' | 'newState'>;

/** All pages of `/changes` since the cache's state. */
async function allChanges(
  client: JmapClient,
  cache: AccountCache,
  type: 'Email' | 'Thread' | 'EmailSubmission',
): Promise<Changed | 'broken'> {
  const all: Changed = { created: [], updated: [], destroyed: [], newState: cache.states[type] ?? '' };
  for (let page = 0; page < 200; page += 1) {
    try {
      const answer = await client.call(`${type}/changes`, { accountId: cache.accountId, sinceState: all.newState });
      all.created.push(...answer.created);
      all.updated.push(...answer.updated);
      all.destroyed.push(...answer.destroyed);
      all.newState = answer.newState;
      if (!answer.hasMoreChanges) return all;
    } catch (error) {
      if (isMailError(error) && error.code === 'cannotCalculateChanges') return 'broken';
      throw error;
    }
  }
  return 'broken';
}

/** @returns true when a mailbox came or went */
async function followMailboxes(client: JmapClient, cache: AccountCache): Promise<boolean> {
  const { accountId } = cache;
  const calls = client.batch((batch) => {
    const changes = batch.call('Mailbox/changes', { accountId, sinceState: cache.states.Mailbox ?? '' });
    const created = batch.call('Mailbox/get', { accountId, '#ids': changes.ref('/created') });
    const updated = batch.call('Mailbox/get', { accountId, '#ids': changes.ref('/updated') });
    return { changes, created, updated };
  });
  try {
    const changes = await calls.changes.result;
    if (changes.hasMoreChanges) return await loadMailboxes(client, cache);
    const [created, updated] = await Promise.all([calls.created.result, calls.updated.result]);
    cache.putMailboxes([...created.list, ...updated.list], { complete: false });
    cache.remove('Mailbox', changes.destroyed);
    cache.states.Mailbox = changes.newState;
    return changes.created.length + changes.destroyed.length > 0;
  } catch (error) {
    if (isMailError(error) && error.code === 'cannotCalculateChanges') return loadMailboxes(client, cache);
    throw error;
  }
}

/** All mailboxes of the account. */
export async function loadMailboxes(client: JmapClient, cache: AccountCache): Promise<boolean> {
  const got = await client.call('Mailbox/get', { accountId: cache.accountId, ids: null });
  cache.putMailboxes(got.list, { complete: true });
  cache.states.Mailbox = got.state;
  return true;
}

export async function loadIdentities(client: JmapClient, cache: AccountCache): Promise<void> {
  const got = await client.call('Identity/get', { accountId: cache.accountId, ids: null });
  cache.putIdentities(got.list);
  cache.states.Identity = got.state;
}

export async function loadProgress(client: JmapClient, cache: AccountCache): Promise<void> {
  const got = await client.call('MailboxProgress/get', { accountId: cache.accountId, ids: null });
  cache.states.MailboxProgress = got.state;
  cache.putProgress(got.list);
}

export async function loadQuotas(client: JmapClient, cache: AccountCache): Promise<void> {
  const got = await client.call('Quota/get', { accountId: cache.accountId, ids: null });
  cache.states.Quota = got.state;
  cache.putQuotas(got.list);
}

/** What waits to be sent: a handful, so all of it. */
export async function loadQueue(client: JmapClient, cache: AccountCache): Promise<void> {
  const got = await client.call('QueueItem/get', { accountId: cache.accountId, ids: null });
  cache.putQueue(got.list);
}

export async function loadHealth(client: JmapClient, cache: AccountCache): Promise<void> {
  const got = await client.call('AccountHealth/get', { accountId: cache.accountId, ids: null });
  cache.states.AccountHealth = got.state;
  const health = got.list[0];
  if (health !== undefined) cache.putHealth(health);
}

export async function loadTags(client: JmapClient, cache: AccountCache): Promise<void> {
  const got = await client.call('Tag/get', { accountId: cache.accountId, ids: null });
  cache.states.Tag = got.state;
  cache.putTags(got.list);
}

/** The submissions that still wait or were made in the last day: what the screen has to say something about. */
export async function loadSubmissions(client: JmapClient, cache: AccountCache, afterMs: number): Promise<void> {
  const { accountId } = cache;
  const calls = client.batch((batch) => {
    const found = batch.call('EmailSubmission/query', {
      accountId,
      filter: {
        operator: 'OR',
        conditions: [{ undoStatus: 'pending' }, { after: new Date(afterMs).toISOString().replace(/\.\d+Z$/, 'Z') }],
      },
      limit: 100,
    });
    return batch.call('EmailSubmission/get', { accountId, '#ids': found.ref('/ids') });
  });
  const got = await calls.result;
  cache.putSubmissions(got.list);
  cache.states.EmailSubmission ??= got.state;
}

async function followSubmissions(client: JmapClient, cache: AccountCache): Promise<void> {
  const changes = await allChanges(client, cache, 'EmailSubmission');
  if (changes === 'broken') {
    const got = await client.call('EmailSubmission/get', { accountId: cache.accountId, ids: [...cache.submissions().keys()] });
    cache.putSubmissions(got.list);
    cache.remove('EmailSubmission', got.notFound);
    cache.states.EmailSubmission = got.state;
    return;
  }
  for (const ids of inPieces([...new Set([...changes.created, ...changes.updated])])) {
    const got = await client.call('EmailSubmission/get', { accountId: cache.accountId, ids });
    cache.putSubmissions(got.list);
  }
  cache.remove('EmailSubmission', changes.destroyed);
  cache.states.EmailSubmission = changes.newState;
}

function inPieces(ids: readonly string[]): string[][] {
  const unique = [...new Set(ids)];
  const pieces: string[][] = [];
  for (let at = 0; at < unique.length; at += mostPerGet) pieces.push(unique.slice(at, at + mostPerGet));
  return pieces;
}
