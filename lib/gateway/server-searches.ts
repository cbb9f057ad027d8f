import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId, EmailId, MailboxId } from '#lib/mail/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { MailboxSyncRow, Store } from '#lib/store/index.ts';
import { type AccountEngine, slotPriority } from '#lib/sync/index.ts';
import type { ServerSearch, ServerSearchTerm } from './api.ts';
import { labelOf, searchedRows, termIn } from './search-server.ts';

/** One person types in a few screens at most; a search more ends the oldest. */
const mostSearches = 4;
/** What was found is kept for as long as a screen may come back to it. */
const keptForMs = 10 * 60_000;
/** One mailbox that does not answer within this time is passed over. */
const answerWithinMs = 60_000;
const mostHits = 20_000;

type Search = Omit<ServerSearch, 'hits' | 'news'> & {
  hits: Map<string, Set<EmailId>>;
  news: Set<EmailId>;
  stop: AbortController;
  usedAtMs: number;
};

export type SearchOptions = {
  accountId: AccountId;
  store: Store;
  /** null: all mail is here */
  engine: AccountEngine | null;
  signal: AbortSignal;
  nowMs: () => number;
  /** one of them got on */
  onNews: () => void;
};

/**
 * Searches that go over the server's mailboxes one by one and tell what they found so far (J16, I34): on a connection for long work, so that
 * nobody who reads waits for them (I14).
 */
export class ServerSearches {
  readonly #options: SearchOptions;
  readonly #searches = new Map<string, Search>();

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** Begins a search, or gives the one of that id. */
  run(id: string, terms: readonly ServerSearchTerm[], leftOut: readonly MailboxId[]): ServerSearch {
    const known = this.get(id);
    if (known !== null) return known;
    const search: Search = {
      id,
      folders: 0,
      searched: 0,
      isDone: terms.length === 0 || this.#options.engine === null,
      error: null,
      hits: new Map(),
      news: new Set(),
      terms,
      stop: new AbortController(),
      usedAtMs: this.#options.nowMs(),
    };
    this.#searches.set(id, search);
    for (const [oldest] of this.#searches) {
      if (this.#searches.size <= mostSearches) break;
      this.stop(oldest);
    }
    if (!search.isDone) void this.#go(search, leftOut);
    return search;
  }

  get(id: string): ServerSearch | null {
    const { nowMs } = this.#options;
    for (const [each, { isDone, usedAtMs }] of this.#searches) if (isDone && nowMs() - usedAtMs > keptForMs) this.#searches.delete(each);
    const search = this.#searches.get(id);
    if (search === undefined) return null;
    search.usedAtMs = nowMs();
    return search;
  }

  stop(id: string): boolean {
    this.#searches.get(id)?.stop.abort();
    return this.#searches.delete(id);
  }

  async #go(search: Search, leftOut: readonly MailboxId[]): Promise<void> {
    const { signal, onNews } = this.#options;
    const end = AbortSignal.any([signal, search.stop.signal]);
    try {
      const known = await this.#known(search.terms);
      const rows = await this.#rows(search.terms, leftOut);
      search.folders = rows.length;
      onNews();
      for (const row of rows) {
        if (end.aborted) return;
        await this.#searchIn(search, row, known, end);
        search.searched += 1;
        onNews();
      }
    } catch (error) {
      search.error = isMailError(error) ? error : new MailError('internal', 'the search ended', { cause: error });
    } finally {
      search.isDone = true;
      if (!end.aborted) onNews();
    }
  }

  /** What the index finds by itself: noted before anything that is found is shown, for its text is fetched then. */
  async #known(terms: readonly ServerSearchTerm[]): Promise<ReadonlySet<EmailId>> {
    const { store, accountId } = this.#options;
    const known = new Set<EmailId>();
    for (const { term } of terms) {
      const found = await store.emails.query(accountId, { ...everything, filter: term });
      if ('ids' in found) for (const id of found.ids) known.add(id);
    }
    return known;
  }

  /** The inbox first, then what is largest: most of what is looked for is found early. */
  async #rows(terms: readonly ServerSearchTerm[], leftOut: readonly MailboxId[]): Promise<(MailboxSyncRow & { path: string })[]> {
    const { store, accountId } = this.#options;
    const wanted = new Set<MailboxId>();
    const all = await store.mailboxes.syncRows(accountId);
    for (const { mailboxId } of terms) for (const row of searchedRows(all, mailboxId)) wanted.add(row.id);
    const rank = (row: MailboxSyncRow) => (row.role === 'inbox' || row.filing === 'all' ? 0 : 1);
    return searchedRows(all, null)
      .filter(({ id }) => wanted.has(id) && !leftOut.includes(id))
      .sort((a, b) => rank(a) - rank(b) || b.totalEmails - a.totalEmails);
  }

  /** @throws MailError when the server cannot be reached; a mailbox that refuses is passed over and told of */
  async #searchIn(search: Search, row: MailboxSyncRow & { path: string }, known: ReadonlySet<EmailId>, end: AbortSignal): Promise<void> {
    const { store, accountId } = this.#options;
    const rows = await store.mailboxes.syncRows(accountId);
    for (const term of search.terms) {
      if (term.mailboxId !== null && !searchedRows(rows, term.mailboxId).some(({ id }) => id === row.id)) continue;
      const within = AbortSignal.any([end, AbortSignal.timeout(answerWithinMs)]);
      try {
        const label = labelOf(rows, term.mailboxId);
        const uids = await this.#withSession(within, (session) => termIn(session, row.path, term.term, label, within));
        const hits = search.hits.get(term.key) ?? new Set<EmailId>();
        for (const id of await store.emails.idsOfUids(accountId, row.id, uids)) {
          if (hits.size >= mostHits) break;
          hits.add(id);
          if (!known.has(id)) search.news.add(id);
        }
        search.hits.set(term.key, hits);
      } catch (error) {
        if (end.aborted || !isMailError(error)) throw error;
        if (!['refused', 'forbidden', 'not-found', 'invalid', 'aborted'].includes(error.kind)) throw error;
        search.error = error;
      }
    }
  }

  /** On a connection of its own where the server grants one, else in turn with those who read, behind all of them. */
  async #withSession<T>(signal: AbortSignal, task: (session: ImapSession) => Promise<T>): Promise<T> {
    const { engine } = this.#options;
    if (engine === null) throw new MailError('invalid', 'the server cannot search');
    const lease = await engine.bulk.lease(signal).catch((error: unknown) => {
      if (signal.aborted || !isMailError(error) || error.kind === 'login-refused') throw error;
      return null;
    });
    if (lease === null) return engine.read(slotPriority.text, signal, task);
    let isSound = false;
    try {
      const result = await task(lease.session);
      isSound = true;
      return result;
    } catch (error) {
      isSound = isMailError(error) && ['refused', 'invalid', 'not-found'].includes(error.kind);
      throw error;
    } finally {
      lease.giveBack(isSound);
    }
  }
}

const everything = {
  sort: [],
  collapseThreads: false,
  position: 0,
  anchor: null,
  anchorOffset: 0,
  limit: null,
  calculateTotal: false,
};
