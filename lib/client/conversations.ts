import type { Email } from '#lib/contract/index.ts';
import { type EmailId, isMailError, MailError, type ThreadId } from '#lib/mail/index.ts';
import type { AccountCache } from './account-cache.ts';
import { type RowEmail, rowProperties } from './email-view.ts';
import type { JmapClient } from './jmap-client.ts';
import { noteState } from './note-state.ts';
import { createValue, type Readable } from './value.ts';

/** What only the reader and the composer need of an Email; it never changes for an id (RFC 8621 §4.1). */
const bodyProperties = [
  'id',
  'blobId',
  'size',
  'cc',
  'bcc',
  'replyTo',
  'sender',
  'messageId',
  'inReplyTo',
  'references',
  'sentAt',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyValues',
  'header:Content-Type',
  'header:List-Unsubscribe:asURLs',
  'header:List-Unsubscribe-Post:asText',
  'header:List-Post:asURLs',
  'header:List-Id:asText',
  'header:Authentication-Results:asRaw:all',
] as const;
type BodyProperty = Exclude<(typeof bodyProperties)[number], `header:${string}`>;
export type EmailBody = Pick<Email, BodyProperty> & {
  /** says of itself that it has parts; where none were found it could not be taken apart */
  isMultipart: boolean;
  /** List-Unsubscribe (RFC 2369 §3.2) */
  unsubscribeUrls: readonly string[];
  /** List-Unsubscribe-Post says one click is enough (RFC 8058) */
  isOneClickUnsubscribe: boolean;
  /** List-Post (RFC 2369 §3.4) */
  listPostUrls: readonly string[];
  listId: string | null;
  /** raw fields, topmost first; which of them may be trusted is C7 */
  authenticationResults: readonly string[];
};

const stringsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

function toBody(email: Email): EmailBody {
  const listId = email['header:List-Id:asText'];
  return {
    ...email,
    isMultipart: /^\s*multipart\//i.test(String(email['header:Content-Type'] ?? '')),
    unsubscribeUrls: stringsOf(email['header:List-Unsubscribe:asURLs']),
    isOneClickUnsubscribe: /one-click/i.test(String(email['header:List-Unsubscribe-Post:asText'] ?? '')),
    listPostUrls: stringsOf(email['header:List-Post:asURLs']),
    listId: typeof listId === 'string' ? listId : null,
    authenticationResults: stringsOf(email['header:Authentication-Results:asRaw:all']),
  };
}

/** The usual ones (RFC 8621 §4.2), and the type as written: whether text is flowed stands in its parameters (C3). */
const partProperties = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
  'header:Content-Type',
];

/** An Email of an open conversation; `body` is null until it came. */
export type ConversationEmail = RowEmail & { body: EmailBody | null };

/** gone = the conversation does not exist (any more). */
export type ConversationState = {
  status: 'loading' | 'ready' | 'failed' | 'gone';
  /** oldest first, with this screen's pending changes laid over */
  emails: readonly ConversationEmail[];
  error: MailError | null;
};

export type Conversations = {
  /** The conversation, loaded when first watched and followed while watched. The same object for the same thread. */
  of(threadId: ThreadId): Readable<ConversationState>;
  /** Asks for it ahead of time (hover, neighbours of the open one). */
  prefetch(threadId: ThreadId): void;
  retry(threadId: ThreadId): void;
  /** One Email with its body (to reply to it, to go on with a draft). @throws MailError 'not-found', 'network' … */
  email(emailId: EmailId): Promise<ConversationEmail>;
  /** Mail changed: watched conversations look again. */
  refresh(): void;
  /** The gateway is back: what failed while somebody watched is tried again. */
  resume(): void;
};

const keptBodies = 300;
const mostBodyBytes = 1_000_000;

export function createConversations(client: JmapClient, cache: AccountCache): Conversations {
  const { accountId } = cache;
  const bodies = new Map<EmailId, EmailBody>();
  type Entry = {
    readable: Readable<ConversationState>;
    watchers: number;
    loading: boolean;
    loaded: boolean;
    load: () => void;
    draw: () => void;
  };
  const entries = new Map<ThreadId, Entry>();

  function keep(body: EmailBody): void {
    bodies.delete(body.id);
    bodies.set(body.id, body);
    for (const id of bodies.keys()) {
      if (bodies.size <= keptBodies) break;
      bodies.delete(id);
    }
  }

  async function getBodies(ids: readonly EmailId[]): Promise<void> {
    const missing = ids.filter((id) => !bodies.has(id));
    if (missing.length === 0) return;
    const got = await client.call('Email/get', {
      accountId,
      ids: missing,
      properties: [...bodyProperties],
      bodyProperties: partProperties,
      fetchTextBodyValues: true,
      fetchHTMLBodyValues: true,
      maxBodyValueBytes: mostBodyBytes,
    });
    for (const body of got.list) keep(toBody(body));
  }

  function createEntry(threadId: ThreadId): Entry {
    const state = createValue<ConversationState>({ status: 'loading', emails: [], error: null });
    let drawn: readonly RowEmail[] | null = null;
    let bodiesDrawn = 0;
    let unwatch: (() => void) | null = null;

    const entry: Entry = {
      watchers: 0,
      loading: false,
      loaded: false,
      load() {
        if (entry.loading) return;
        entry.loading = true;
        void loadOnce().finally(() => {
          entry.loading = false;
        });
      },
      draw,
      readable: {
        get: state.get,
        subscribe(listener) {
          const stop = state.subscribe(listener);
          entry.watchers += 1;
          if (entry.watchers === 1) {
            unwatch = cache.version.subscribe(draw);
            draw();
            if (!entry.loaded) entry.load();
          }
          return () => {
            stop();
            entry.watchers -= 1;
            if (entry.watchers === 0) unwatch?.();
          };
        },
      },
    };

    function draw(): void {
      const emails = cache.threadEmails(threadId);
      const known = emails.filter((email) => bodies.has(email.id)).length;
      if (drawn === emails && bodiesDrawn === known && state.get().status === 'ready') return;
      if (emails.length === 0) {
        if (entry.loaded && cache.thread(threadId) === null) state.set({ status: 'gone', emails: [], error: null });
        return;
      }
      if (entry.loaded && known < emails.length) entry.load();
      // What failed stays failed until it is tried again.
      if (state.get().status === 'failed' && !entry.loaded) return;
      drawn = emails;
      bodiesDrawn = known;
      const before = new Map(state.get().emails.map((email) => [email.id, email]));
      const next = emails.map((email) => {
        const body = bodies.get(email.id) ?? null;
        const was = before.get(email.id);
        // The same object for an unchanged Email, so that its part of the page is not drawn again.
        const same = was !== undefined && was.body === body && rowProperties.every((property) => was[property] === email[property]);
        return same ? was : { ...email, body };
      });
      state.set({ status: known > 0 || entry.loaded ? 'ready' : 'loading', emails: next, error: null });
    }

    async function loadOnce(): Promise<void> {
      try {
        const here = cache.threadEmails(threadId);
        if (here.length === 0) {
          const calls = client.batch((batch) => {
            const thread = batch.call('Thread/get', { accountId, ids: [threadId] });
            const emails = batch.call('Email/get', { accountId, '#ids': thread.ref('/list/*/emailIds'), properties: [...rowProperties] });
            return { thread, emails };
          });
          const [thread, emails] = await Promise.all([calls.thread.result, calls.emails.result]);
          cache.putThreads(thread.list);
          cache.putEmails(emails.list as RowEmail[]);
          noteState(cache, 'Thread', thread.state);
          noteState(cache, 'Email', emails.state);
        }
        await getBodies(cache.threadEmails(threadId).map((email) => email.id));
        entry.loaded = true;
        drawn = null;
        draw();
      } catch (error) {
        if (!isMailError(error)) throw error;
        if (!entry.loaded) state.set({ ...state.get(), status: 'failed', error });
      }
    }
    return entry;
  }

  function entryOf(threadId: ThreadId): Entry {
    const known = entries.get(threadId);
    if (known !== undefined) return known;
    const entry = createEntry(threadId);
    entries.set(threadId, entry);
    for (const [id, old] of entries) {
      if (entries.size <= 60) break;
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
    async email(emailId) {
      if (cache.email(emailId) === null) {
        const got = await client.call('Email/get', { accountId, ids: [emailId], properties: [...rowProperties] });
        cache.putEmails(got.list as RowEmail[]);
        noteState(cache, 'Email', got.state);
      }
      await getBodies([emailId]);
      const row = cache.email(emailId);
      const body = bodies.get(emailId);
      if (row === null || body === undefined) throw new MailError('not-found', 'this message is gone');
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
