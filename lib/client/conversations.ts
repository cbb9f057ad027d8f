import type { Thread } from '#lib/contract/index.ts';
import { type EmailId, isMailError, MailError, type ThreadId } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import { createEmailBodies, type EmailBodies, type EmailBody } from './email-bodies.ts';
import { type RowEmail, rowProperties } from './email-view.ts';
import type { JmapClient } from './jmap-client.ts';
import { noteState } from './note-state.ts';
import { getRowEmails, missingMembers, pageEmails } from './thread-members.ts';
import { createValue, type Readable } from './value.ts';

/** An Email of an open conversation; `body` is null until it came. */
export type ConversationEmail = RowEmail & { body: EmailBody | null };

/** gone = the conversation does not exist (any more). */
export type ConversationState = {
  status: 'loading' | 'ready' | 'failed' | 'gone';
  /** the newest ones, oldest first, with this screen's pending changes laid over */
  emails: readonly ConversationEmail[];
  /** how many more the conversation has before the first of these */
  earlier: number;
  /** the Email that each one answers (T6); null while not known, and in a conversation too long for it */
  parents: ReadonlyMap<EmailId, EmailId | null> | null;
  error: MailError | null;
};

export type Conversations = {
  /** The conversation, loaded when first watched and followed while watched. The same object for the same thread. */
  of(threadId: ThreadId): Readable<ConversationState>;
  /** Asks for it ahead of time (hover, neighbours of the open one). */
  prefetch(threadId: ThreadId): void;
  retry(threadId: ThreadId): void;
  /** One page more of a long conversation. */
  showEarlier(threadId: ThreadId): void;
  /** These are open on the screen: their bodies are needed. */
  wantBodies(threadId: ThreadId, emailIds: readonly EmailId[]): void;
  /** One Email with its body (to reply to it, to go on with a draft). @throws MailError 'not-found', 'network' … */
  email(emailId: EmailId): Promise<ConversationEmail>;
  /** Mail changed: watched conversations look again. */
  refresh(): void;
  /** The gateway is back: what failed while somebody watched is tried again. */
  resume(): void;
};

const keptConversations = 60;
/** Bodies of this many of the newest come with the conversation, and of what is unread among the newest page's last few. */
const firstBodies = 10;
const mostFirstBodies = 30;
/** Of two messages one answers the other; above this the gateway keeps no tree (T6). */
const smallestTree = 3;
const largestTree = 500;

type Entry = {
  readable: Readable<ConversationState>;
  watchers: number;
  loaded: boolean;
  load: () => void;
  draw: () => void;
  showEarlier: () => void;
  want: (ids: readonly EmailId[]) => void;
};

export function createConversations(client: JmapClient, cache: AccountCache): Conversations {
  const bodies = createEmailBodies(client, cache.accountId);
  const entries = new Map<ThreadId, Entry>();

  function entryOf(threadId: ThreadId): Entry {
    const known = entries.get(threadId);
    if (known !== undefined) return known;
    const entry = createEntry(client, cache, bodies, threadId);
    entries.set(threadId, entry);
    for (const [id, old] of entries) {
      if (entries.size <= keptConversations) break;
      if (old.watchers === 0) entries.delete(id);
    }
    return entry;
  }

  return {
    of: (threadId) => entryOf(threadId).readable,
    prefetch(threadId) {
      const entry = entryOf(threadId);
      if (!entry.loaded) entry.load();
    },
    retry(threadId) {
      entryOf(threadId).load();
    },
    showEarlier: (threadId) => entryOf(threadId).showEarlier(),
    wantBodies: (threadId, emailIds) => entryOf(threadId).want(emailIds),
    async email(emailId) {
      if (cache.email(emailId) === null) await getRowEmails(client, cache, [emailId]);
      await bodies.load([emailId]);
      const row = cache.email(emailId);
      const body = bodies.get(emailId);
      if (row === null || body === null) throw new MailError('not-found', 'this message is gone');
      return { ...row, body };
    },
    resume() {
      for (const entry of entries.values()) if (entry.watchers > 0 && !entry.loaded) entry.load();
    },
    refresh() {
      for (const [threadId, entry] of entries) {
        if (entry.watchers === 0) entry.loaded = entry.loaded && cache.thread(threadId) !== null;
        else if (cache.thread(threadId) === null) entry.load();
        else entry.draw();
      }
    },
  };
}

function createEntry(client: JmapClient, cache: AccountCache, bodies: EmailBodies, threadId: ThreadId): Entry {
  const state = createValue<ConversationState>({ status: 'loading', emails: [], earlier: 0, parents: null, error: null });
  const wanted = new Set<EmailId>();
  let shown = pageEmails;
  let isLoading = false;
  let isStale = false;
  let unwatch: (() => void) | null = null;
  let parents: ConversationState['parents'] = null;
  /** the Thread whose tree was asked for; another object when its Emails changed */
  let treeOf: Thread | null = null;

  const entry: Entry = {
    watchers: 0,
    loaded: false,
    load,
    draw,
    showEarlier() {
      if ((cache.thread(threadId)?.emailIds.length ?? 0) <= shown) return;
      shown += pageEmails;
      draw();
    },
    want(ids) {
      for (const id of ids) wanted.add(id);
      draw();
    },
    readable: {
      get: state.get,
      subscribe(listener) {
        const stop = state.subscribe(listener);
        entry.watchers += 1;
        if (entry.watchers === 1) {
          unwatch = cache.version.subscribe(draw);
          draw();
          if (!entry.loaded) load();
        }
        return () => {
          stop();
          entry.watchers -= 1;
          if (entry.watchers === 0) unwatch?.();
        };
      },
    },
  };

  function load(): void {
    if (isLoading) {
      isStale = true;
      return;
    }
    isLoading = true;
    void loadOnce().finally(() => {
      isLoading = false;
      const again = isStale && isMissingSomething();
      isStale = false;
      if (again) load();
    });
  }

  function tail(): RowEmail[] {
    const ids = cache.thread(threadId)?.emailIds.slice(-shown) ?? [];
    return ids.map((id) => cache.email(id)).filter((email) => email !== null);
  }

  function isMissingSomething(): boolean {
    const thread = cache.thread(threadId);
    if (thread === null) return false;
    return missingMembers(cache, [thread], shown).length > 0 || tail().some(({ id }) => wanted.has(id) && bodyOf(id) === null);
  }

  function bodyOf(id: EmailId): EmailBody | null {
    // What is on the screen stays, whatever else was read meanwhile.
    return bodies.get(id) ?? state.get().emails.find((email) => email.id === id)?.body ?? null;
  }

  function draw(): void {
    show();
    if (entry.loaded && isMissingSomething()) load();
    askTree();
  }

  function show(): void {
    const thread = cache.thread(threadId);
    const emails = tail();
    if (emails.length === 0) {
      if (entry.loaded && thread === null) state.set({ status: 'gone', emails: [], earlier: 0, parents: null, error: null });
      return;
    }
    const now = state.get();
    // What failed stays failed until it is tried again.
    if (now.status === 'failed' && !entry.loaded) return;
    const before = new Map(now.emails.map((email) => [email.id, email]));
    let isSame = before.size === emails.length;
    const next = emails.map((email, index) => {
      const was = before.get(email.id);
      const body = bodies.get(email.id) ?? was?.body ?? null;
      // The same object for an unchanged Email, so that its part of the page is not drawn again.
      if (was !== undefined && was.body === body && rowProperties.every((property) => was[property] === email[property])) {
        if (now.emails[index] !== was) isSame = false;
        return was;
      }
      isSame = false;
      return { ...email, body };
    });
    const status = entry.loaded || next.some(({ body }) => body !== null) ? 'ready' : 'loading';
    const earlier = Math.max(0, (thread?.emailIds.length ?? 0) - shown);
    if (isSame && status === now.status && earlier === now.earlier && parents === now.parents) return;
    state.set({ status, emails: isSame ? now.emails : next, earlier, parents, error: null });
  }

  async function loadOnce(): Promise<void> {
    try {
      await loadRows();
      if (!entry.loaded) {
        const newest = tail().toReversed();
        const first = newest.filter((email, index) => index < firstBodies || email.keywords.$seen !== true);
        for (const { id } of first.slice(0, mostFirstBodies)) wanted.add(id);
      }
      askTree();
      await bodies.load(
        tail()
          .map(({ id }) => id)
          .filter((id) => wanted.has(id) && bodyOf(id) === null),
      );
      entry.loaded = true;
      show();
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (!entry.loaded) state.set({ ...state.get(), status: 'failed', error });
    }
  }

  /** The Thread, and what a row needs of its newest Emails. */
  async function loadRows(): Promise<void> {
    const { accountId } = cache;
    if (cache.thread(threadId) === null) {
      const calls = client.batch((batch) => {
        const thread = batch.call('Thread/get', { accountId, ids: [threadId] });
        const emails = batch.call('Email/get', { accountId, '#ids': thread.ref('/list/*/emailIds'), properties: [...rowProperties] });
        return { thread, emails };
      });
      const thread = await calls.thread.result;
      const emails = await calls.emails.result.catch((error: unknown) => {
        if (isMailError(error) && error.code === 'requestTooLarge') return null;
        throw error;
      });
      cache.putThreads(thread.list);
      noteState(cache, 'Thread', thread.state);
      if (emails !== null) {
        cache.putEmails(emails.list as RowEmail[]);
        noteState(cache, 'Email', emails.state);
      }
    }
    const thread = cache.thread(threadId);
    if (thread !== null) await getRowEmails(client, cache, missingMembers(cache, [thread], shown));
  }

  /** Asks who answers whom, whenever the Thread has other Emails than before. */
  function askTree(): void {
    const thread = cache.thread(threadId);
    if (thread === null || thread === treeOf || (entry.watchers === 0 && !isLoading)) return;
    treeOf = thread;
    if (thread.emailIds.length < smallestTree || thread.emailIds.length > largestTree) {
      parents = null;
      return;
    }
    client.call('ThreadTree/get', { accountId: cache.accountId, ids: [threadId] }).then(
      ({ list }) => {
        const tree = list[0];
        if (treeOf !== thread || tree === undefined) return;
        parents = tree.isFlat ? null : new Map(tree.nodes.map(({ emailId, parentId }) => [emailId, parentId]));
        show();
      },
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        // The conversation can be read without it; the next change asks again.
        if (treeOf === thread) treeOf = null;
      },
    );
  }
  return entry;
}
