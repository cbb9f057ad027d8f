import type { AccountId } from '#lib/mail/index.ts';
import type { StateType, Store } from '../api.ts';

const types = ['Mailbox', 'Email', 'Thread'] as const satisfies readonly StateType[];
type Picture = Record<(typeof types)[number], Map<string, string>>;

/** What a JMAP client knows: fetched once, then kept up by `/changes` alone. */
export class ClientPicture {
  /** may be opened again between two questions */
  store: Store;
  readonly #accountId: AccountId;
  readonly picture: Picture = { Mailbox: new Map(), Email: new Map(), Thread: new Map() };
  readonly states: Record<string, string> = {};

  constructor(store: Store, accountId: AccountId) {
    this.store = store;
    this.#accountId = accountId;
  }

  async fetchAll(): Promise<void> {
    for (const type of types) {
      // A state and what it tells of are read apart: again, where something was written in between.
      do {
        this.states[type] = await this.store.state(this.#accountId, type);
        this.picture[type] = await this.#all(type);
      } while (this.states[type] !== (await this.store.state(this.#accountId, type)));
    }
  }

  /**
   * @param maxChanges asks in pages of that many
   * @param maxPages stops there, between two states that ever were the latest
   */
  async follow(maxChanges: number | null, maxPages = Number.POSITIVE_INFINITY): Promise<void> {
    for (const type of types) {
      for (let page = 0; page < maxPages; page += 1) {
        const changes = await this.store.changes(this.#accountId, type, this.states[type]!, maxChanges);
        if (!changes) throw new Error(`cannot calculate changes of ${type}`);
        if (maxChanges !== null && changes.created.length + changes.updated.length + changes.destroyed.length > maxChanges)
          throw new Error('too many changes');
        for (const id of changes.created) if (this.picture[type].has(id)) throw new Error(`${type} created twice`);
        for (const id of changes.updated) if (!this.picture[type].has(id)) throw new Error(`${type} updated but never created`);
        for (const id of changes.destroyed) this.picture[type].delete(id);
        const news = await this.#get(type, [...changes.created, ...changes.updated]);
        for (const [id, text] of news) this.picture[type].set(id, text);
        // Gone meanwhile: a later page says so.
        for (const id of changes.created) if (!news.has(id)) this.picture[type].set(id, 'gone');
        this.states[type] = changes.newState;
        if (!changes.hasMoreChanges) break;
      }
    }
  }

  /** The same, read without any changes. */
  async now(): Promise<Picture> {
    return { Mailbox: await this.#all('Mailbox'), Email: await this.#all('Email'), Thread: await this.#all('Thread') };
  }

  async #all(type: (typeof types)[number]): Promise<Map<string, string>> {
    if (type === 'Mailbox') return this.#get(type, null);
    const result = await this.store.emails.query(this.#accountId, {
      filter: null,
      sort: [],
      collapseThreads: false,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: null,
      calculateTotal: false,
    });
    if ('anchorNotFound' in result) throw new Error('no anchor was given');
    if (type === 'Email') return this.#get(type, result.ids);
    const summaries = await this.store.emails.summaries(this.#accountId, result.ids);
    return this.#get(type, [...new Set(summaries.map(({ threadId }) => threadId))]);
  }

  async #get(type: (typeof types)[number], ids: string[] | null): Promise<Map<string, string>> {
    if (type === 'Mailbox')
      return new Map((await this.store.mailboxes.get(this.#accountId, ids)).map((each) => [each.id, JSON.stringify(each)]));
    if (type === 'Thread')
      return new Map((await this.store.emails.threads(this.#accountId, ids ?? [])).map((each) => [each.id, each.emailIds.join(' ')]));
    const emails = await this.store.emails.summaries(this.#accountId, ids ?? []);
    return new Map(
      emails.map(({ id, threadId, mailboxIds, keywords, preview }) => [
        id,
        JSON.stringify({ threadId, mailboxIds: mailboxIds.toSorted(), keywords: keywords.toSorted(), preview }),
      ]),
    );
  }
}
