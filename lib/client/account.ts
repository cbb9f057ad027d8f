import type { PushTypeName, SessionAccount } from '#lib/contract/index.ts';
import { type AccountId, type EmailId, isMailError, type MailboxId, type MailboxRole } from '#lib/mail/index.ts';
import { type AccountCache, createAccountCache } from './account-cache.ts';
import { createAskWindow } from './ask-window.ts';
import type { ClientIo } from './client-io.ts';
import type { Connection } from './connection.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { followChanges } from './follow-changes.ts';
import type { JmapClient } from './jmap-client.ts';
import { filterOf, isNarrowed, type ListView, viewKey } from './list-view.ts';
import { createAccountLoad } from './load-account.ts';
import { createLongWaits, type LongWaits } from './long-waits.ts';
import { createServerSearch, type RunningSearch } from './server-search.ts';
import { createThreadList } from './thread-list.ts';
import type { ThreadList } from './thread-list-api.ts';
import { createThreading, type Threading } from './threading.ts';
import { createVacation, type Vacation } from './vacation.ts';
import { createValue, type Readable } from './value.ts';
import { createWantRows, type WantRows } from './want-rows.ts';
import type { WindowQuery } from './window-query.ts';

/** One account as the screen works with it. */
export type Account = {
  readonly id: AccountId;
  readonly name: string;
  readonly isDemo: boolean;
  /** false: somebody else's, who shared it */
  readonly isPersonal: boolean;
  readonly isReadOnly: boolean;
  readonly cache: AccountCache;
  readonly client: JmapClient;
  readonly connection: Connection;
  readonly io: ClientIo;
  readonly conversations: Conversations;
  readonly threading: Threading;
  readonly vacation: Vacation;
  readonly deliveries: Deliveries;
  readonly longWaits: LongWaits;
  /** failed = the mailboxes did not come; `load` tries again */
  readonly status: Readable<'loading' | 'ready' | 'failed'>;
  /** Mailboxes, identities, health, progress. Asked once. */
  load(): Promise<void>;
  /** The list of a view, made when needed and kept for a while. */
  list(view: ListView): ThreadList;
  /** What goes on beside a list that is a search; null for other lists. */
  serverSearch(view: ListView): RunningSearch | null;
  /** The list on screen: it alone is refreshed with every change, the others when they are shown again. */
  show(view: ListView | null): void;
  /** Lists that show this mailbox as such. */
  mailboxLists(mailboxId: MailboxId): ThreadList[];
  /** Counts up when mail came, went or moved. */
  readonly mailMoved: Readable<number>;
  /** Counts up when the gateway tells of an act on very many messages. */
  readonly bulkTold: Readable<number>;
  /** Lists over several accounts that show a mailbox of this one. @returns ends it */
  alsoShownIn(lists: (mailboxId: MailboxId) => ThreadList[]): () => void;
  /** The gateway says that these states hold now. */
  announced(states: Partial<Record<PushTypeName, string>>): void;
  /** Messages that are on screen and not indexed yet (settled 7). */
  wantRows: WantRows;
  /** Asks the mail server now whether there is something new; what it brings comes by push. @throws MailError 'network' … */
  checkNow(): Promise<void>;
  /** The mailbox with this role, or null. */
  withRole(role: MailboxRole): MailboxId | null;
  readonly closed: AbortSignal;
  close(): void;
};

export type AccountOptions = {
  id: AccountId;
  about: SessionAccount;
  io: ClientIo;
  client: JmapClient;
  connection: Connection;
  /** one list row per conversation, or per message */
  collapseThreads: () => boolean;
  /** unseen mail that just came into the inbox */
  onNewMail: (accountId: AccountId, emailIds: readonly EmailId[]) => void;
  /** Emails that came into being, wherever and by whomever */
  onCreated: (accountId: AccountId, emailIds: readonly EmailId[]) => void;
};

const keptLists = 12;
const retryAfterMs = 5_000;
const followEveryMs = 300;
/** The gateway watches a mailbox on screen for five minutes after it was told of it. */
const tellShownEveryMs = 4 * 60_000;

export function createAccount({ id, about, io, client, connection, collapseThreads, onNewMail, onCreated }: AccountOptions): Account {
  const end = new AbortController();
  const cache = createAccountCache(id);
  const conversations = createConversations(client, cache);
  const threading = createThreading(client, io, id, end.signal);
  const vacation = createVacation(client, id, end.signal);
  const deliveries = createDeliveries(client, id, end.signal);
  const longWaits = createLongWaits(cache, io, end.signal);
  const lists = new Map<string, { view: ListView; list: ThreadList; search: RunningSearch | null; stale: boolean }>();
  const mailMoved = createValue(0);
  const bulkTold = createValue(0);
  const guests = new Set<(mailboxId: MailboxId) => ThreadList[]>();
  const askWindow = createAskWindow(client, cache);
  let shownKey: string | null = null;
  let stopTelling: () => void = () => {};
  let heard: Partial<Record<PushTypeName, string>> = {};
  let latest: Partial<Record<PushTypeName, string>> | null = null;
  let following = false;
  let lastRoundMs = 0;
  let settledSeen = 0;

  const { status, load } = createAccountLoad({
    ...{ client, cache, io, closed: end.signal },
    onLoaded() {
      // What was announced before its type had come was not followed: the answer may be older than that.
      latest = { ...heard, ...latest };
      heard = {};
      void follow();
    },
  });

  const stopWatching = connection.state.subscribe(() => {
    if (connection.state.get().kind !== 'live') return;
    if (status.get() === 'failed') void load();
    conversations.resume();
    if (shownKey !== null) lists.get(shownKey)?.list.resume();
  });

  function withRole(role: MailboxRole): MailboxId | null {
    return cache.mailboxes()?.find((mailbox) => mailbox.role === role)?.id ?? null;
  }

  /** A mailbox on a screen is live (settled 22): the gateway hears of it, and again as long as it stays there. */
  function tellShown(mailboxId: MailboxId): void {
    // A hint; when it is lost, the next listing finds what is new.
    client.call('MailboxProgress/want', { accountId: id, mailboxId, position: 0, limit: 1 }).catch(() => undefined);
    stopTelling = io.after(tellShownEveryMs, () => tellShown(mailboxId));
  }

  async function follow(): Promise<void> {
    if (following) return;
    following = true;
    let states: Partial<Record<PushTypeName, string>> = {};
    try {
      while (latest !== null && !end.signal.aborted) {
        // The first change is followed at once; a stream of them (a fill, texts that come in) a few times a second.
        const pauseMs = lastRoundMs + followEveryMs - io.nowMs();
        if (pauseMs > 0) await new Promise<void>((resolve) => io.after(pauseMs, resolve));
        states = latest;
        latest = null;
        lastRoundMs = io.nowMs();
        const { mailMoved, createdEmails } = await followChanges(client, cache, states);
        // Our own changes are in the cache already, so they do not count as a difference; lists have to hear of them all the same.
        const settled = cache.settledCount();
        const ownMoved = settled !== settledSeen;
        settledSeen = settled;
        if (mailMoved || ownMoved) await mailChanged(createdEmails);
      }
    } catch (error) {
      if (!isMailError(error)) throw error;
      // The gateway is away or busy: the same is asked again later; after a reconnect it says all states anew.
      latest = { ...states, ...(latest ?? {}) };
      io.after(retryAfterMs, () => void follow());
    } finally {
      following = false;
    }
  }

  async function mailChanged(createdEmails: readonly string[]): Promise<void> {
    for (const [key, entry] of lists) if (key !== shownKey) entry.stale = true;
    conversations.refresh();
    mailMoved.set(mailMoved.get() + 1);
    const shown = shownKey === null ? undefined : lists.get(shownKey);
    await shown?.list.refresh();
    const inbox = withRole('inbox');
    const fresh = (createdEmails as EmailId[]).filter((emailId) => {
      const email = cache.email(emailId);
      return email !== null && inbox !== null && email.mailboxIds[inbox] === true && email.keywords.$seen !== true;
    });
    if (fresh.length > 0) onNewMail(id, fresh);
    if (createdEmails.length > 0) onCreated(id, createdEmails as EmailId[]);
  }

  return {
    id,
    name: about.name,
    isDemo: about.accountCapabilities['urn:postern:sync']?.isDemo ?? false,
    isPersonal: about.isPersonal,
    isReadOnly: about.isReadOnly,
    cache,
    client,
    connection,
    io,
    conversations,
    threading,
    vacation,
    deliveries,
    longWaits,
    status,
    load,
    list(view) {
      const key = viewKey(view);
      const known = lists.get(key);
      if (known !== undefined) {
        lists.delete(key);
        lists.set(key, known);
        return known.list;
      }
      const elsewhere = [withRole('trash'), withRole('junk')].filter((mailboxId) => mailboxId !== null);
      const filter = filterOf(view, elsewhere);
      const search =
        view.search === null ? null : createServerSearch({ client, io, accountId: id, filter, onFound: () => void list.refresh() });
      const list = createThreadList({
        filter,
        sort: view.sort,
        collapseThreads: collapseThreads(),
        countsApart: isNarrowed(view),
        ask: search === null ? askWindow : (query, signal) => askWindow(withServerSearch(query, search), signal),
        threadOf: (emailId) => cache.email(emailId)?.threadId ?? null,
      });
      lists.set(key, { view, list, search, stale: false });
      for (const [oldKey, old] of lists) {
        if (lists.size <= keptLists) break;
        if (oldKey === shownKey || oldKey === key) continue;
        old.list.close();
        old.search?.stop();
        lists.delete(oldKey);
      }
      return list;
    },
    serverSearch: (view) => lists.get(viewKey(view))?.search ?? null,
    show(view) {
      stopTelling();
      if (view !== null && view.mailboxId !== null) tellShown(view.mailboxId);
      shownKey = view === null ? null : viewKey(view);
      const entry = shownKey === null ? undefined : lists.get(shownKey);
      for (const { search } of lists.values()) if (search !== entry?.search) search?.stop();
      entry?.search?.start();
      if (entry?.stale) {
        entry.stale = false;
        void entry.list.refresh();
      }
    },
    mailboxLists: (mailboxId) => [
      ...[...lists.values()].filter(({ view }) => view.mailboxId === mailboxId).map(({ list }) => list),
      ...[...guests].flatMap((listsOf) => listsOf(mailboxId)),
    ],
    mailMoved: mailMoved.readable,
    bulkTold: bulkTold.readable,
    alsoShownIn(listsOf) {
      guests.add(listsOf);
      return () => void guests.delete(listsOf);
    },
    announced(states) {
      if (states.ServerSearch !== undefined && shownKey !== null) lists.get(shownKey)?.search?.announced();
      if (states.BulkAct !== undefined) bulkTold.set(bulkTold.get() + 1);
      if (states.VacationResponse !== undefined) vacation.changed();
      if (states.EmailSubmission !== undefined) deliveries.changed();
      if (status.get() === 'loading') heard = { ...heard, ...states };
      latest = { ...latest, ...states };
      void follow();
    },
    wantRows: createWantRows(client, cache, io),
    async checkNow() {
      await client.call('AccountHealth/check', { accountId: id });
    },
    withRole,
    closed: end.signal,
    close() {
      end.abort();
      stopTelling();
      stopWatching();
      for (const { list, search } of lists.values()) {
        list.close();
        search?.stop();
      }
      lists.clear();
    },
  };
}

/** Where the mail server found something, the whole answer is put together for every window, and its total costs nothing. */
function withServerSearch(query: WindowQuery, { id, state }: RunningSearch): WindowQuery {
  return { ...query, withTotal: query.withTotal || state.get().emailIds.size > 0, serverSearchId: id };
}
