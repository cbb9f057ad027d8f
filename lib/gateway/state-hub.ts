import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { OwnPushType, PushEvent, PushType } from './api.ts';

/** During a fill there is a commit every few milliseconds; a screen gets one event a second (settled 7). */
const duringFillMs = 1_000;

/** `accountIds` null = all; `personId` null = nobody's, it is never narrowed */
type Listener = { accountIds: Set<AccountId> | null; personId: PersonId | null; notify: (event: PushEvent) => void };

/** Tells who listens that states moved. Holds no mail and no queue: an event carries the latest states, a lost or repeated one does no harm. */
export class StateHub {
  readonly #listeners = new Set<Listener>();
  readonly #counters = new Map<string, number>();
  readonly #late = new Map<AccountId, { states: PushEvent['states']; timer: ReturnType<typeof setTimeout> }>();

  subscribe(accountIds: ReadonlySet<AccountId> | null, notify: (event: PushEvent) => void, personId: PersonId | null = null): () => void {
    const listener = { accountIds: accountIds === null ? null : new Set(accountIds), personId, notify };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on only these people hear of the account: nobody else's listener is told anything more of it. */
  narrow(accountId: AccountId, people: ReadonlySet<PersonId>): void {
    for (const { accountIds, personId } of this.#listeners) if (personId !== null && !people.has(personId)) accountIds?.delete(accountId);
  }

  /** @param isFilling gather for a second: many commits follow each other */
  publish(event: PushEvent, isFilling: boolean): void {
    const late = this.#late.get(event.accountId);
    if (late !== undefined) {
      Object.assign(late.states, event.states);
      if (isFilling) return;
      clearTimeout(late.timer);
      this.#late.delete(event.accountId);
      this.#send({ accountId: event.accountId, states: late.states });
      return;
    }
    this.#send(event);
    if (!isFilling) return;
    const states: PushEvent['states'] = {};
    const timer = setTimeout(() => {
      this.#late.delete(event.accountId);
      if (Object.keys(states).length > 0) this.#send({ accountId: event.accountId, states });
    }, duringFillMs);
    timer.unref();
    this.#late.set(event.accountId, { states, timer });
  }

  /** States of our own types live as long as the process: a new one is a new string. */
  bump(accountId: AccountId, type: OwnPushType, isFilling: boolean): void {
    this.#counters.set(`${accountId} ${type}`, (this.#counters.get(`${accountId} ${type}`) ?? 0) + 1);
    this.publish({ accountId, states: { [type]: this.own(accountId, type) } }, isFilling);
  }

  own(accountId: AccountId, type: PushType): string {
    return `${this.#epoch}.${this.#counters.get(`${accountId} ${type}`) ?? 0}`;
  }

  close(): void {
    for (const { timer } of this.#late.values()) clearTimeout(timer);
    this.#late.clear();
    this.#listeners.clear();
  }

  readonly #epoch = Date.now().toString(36);

  #send(event: PushEvent): void {
    for (const listener of this.#listeners) if (listener.accountIds?.has(event.accountId) ?? true) listener.notify(event);
  }
}
