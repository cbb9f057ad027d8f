import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { RequestLimiter } from '#lib/security/index.ts';
import { createRequestLimiter } from '#lib/security/index.ts';
import type { PushSubscriptionRow } from '#lib/store/index.ts';
import type { PushEvent, UserMail } from '../api.ts';
import type { States } from './push-message.ts';
import { plainStates, statesFrom } from './push-message.ts';
import type { PushContext } from './push-sender.ts';
import { PushSender } from './push-sender.ts';

/** of one person */
const creations = { count: 30, spanMs: 60 * 60_000 };

export type PushParts = PushContext & {
  userMail(personId: PersonId, accountIds: AccountId[] | null): Promise<UserMail>;
};

/** All push subscriptions of the house (RFC 8620 §7.2); lives as long as the gateway. */
export class PushService {
  readonly #parts: PushParts;
  readonly #senders = new Map<string, { row: Pick<PushSubscriptionRow, 'personId' | 'accountIds'>; sender: PushSender }>();
  /** codes on their way */
  readonly #verifying = new Set<PushSender>();
  /** whose account it is, owner and shared with */
  readonly #people = new Map<AccountId, Promise<ReadonlySet<PersonId>>>();
  readonly #creations: RequestLimiter;

  constructor(parts: PushParts) {
    this.#parts = parts;
    this.#creations = createRequestLimiter({ ...creations, nowMs: parts.nowMs });
  }

  /** Each creation makes us ask a place that a client names (RFC 8620 §7.2, §8.6): so many and no more. */
  mayCreate(personId: PersonId): boolean {
    return this.#creations.take(personId) === 0;
  }

  /** Takes up the subscriptions of an earlier run; what they missed they are told now. */
  async start(): Promise<void> {
    const { store, nowMs } = this.#parts;
    for (const row of await store.push.allLive(nowMs())) {
      if (!row.isVerified) continue;
      const sender = this.#add(row, statesFrom(row.told ?? {}));
      for (const [accountId, states] of await this.#states(row)) sender.changed(accountId, Object.fromEntries(states));
    }
  }

  created(row: PushSubscriptionRow): void {
    const sender = new PushSender(row.id, this.#parts, new Map());
    this.#verifying.add(sender);
    sender
      .verify(row)
      .catch((error: unknown) => this.#parts.log.warn('push verification failed', { subscription: row.id, error }))
      .finally(() => this.#verifying.delete(sender));
  }

  /** From now on changes are pushed. */
  async verified(row: PushSubscriptionRow): Promise<void> {
    if (this.#senders.has(row.id)) return;
    const known = await this.#states(row);
    this.#add(row, known);
    await this.#parts.store.push.update(row.id, { told: plainStates(known) });
  }

  destroyed(ids: readonly string[]): void {
    for (const id of ids) {
      this.#senders.get(id)?.sender.stop();
      this.#senders.delete(id);
    }
  }

  publish({ accountId, personId, states }: PushEvent): void {
    if (this.#senders.size === 0) return;
    (personId === undefined ? this.#peopleOf(accountId) : Promise.resolve(new Set([personId])))
      .then((people) => {
        for (const { row, sender } of this.#senders.values())
          if (people.has(row.personId) && (row.accountIds?.includes(accountId) ?? true)) sender.changed(accountId, states);
      })
      .catch((error: unknown) => this.#parts.log.warn('push lost a change', { accountId, error }));
  }

  /** Somebody has come, or an account gone: who hears of what is looked up again. */
  forgetPeople(): void {
    this.#people.clear();
  }

  /** From now on only these people are told of the account; what waits for others is dropped. */
  narrow(accountId: AccountId, people: ReadonlySet<PersonId>): void {
    this.#people.delete(accountId);
    for (const { row, sender } of this.#senders.values()) if (!people.has(row.personId)) sender.forget(accountId);
  }

  stop(): void {
    for (const { sender } of this.#senders.values()) sender.stop();
    for (const sender of this.#verifying) sender.stop();
    this.#senders.clear();
    this.#verifying.clear();
  }

  #add(row: PushSubscriptionRow, known: States): PushSender {
    const sender = new PushSender(row.id, this.#parts, known);
    this.#senders.set(row.id, { row: { personId: row.personId, accountIds: row.accountIds }, sender });
    return sender;
  }

  async #states(row: PushSubscriptionRow): Promise<States> {
    const userMail = await this.#parts.userMail(row.personId, row.accountIds);
    return statesFrom(await userMail.pushStates());
  }

  #peopleOf(accountId: AccountId): Promise<ReadonlySet<PersonId>> {
    const known = this.#people.get(accountId);
    if (known !== undefined) return known;
    const looked = this.#parts.store.people.peopleOf(accountId).then((people) => new Set(people));
    this.#people.set(accountId, looked);
    looked.catch(() => {
      if (this.#people.get(accountId) === looked) this.#people.delete(accountId);
    });
    return looked;
  }
}
