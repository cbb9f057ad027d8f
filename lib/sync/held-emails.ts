import type { AccountContext } from './account-context.ts';

/** Held Emails are let go after this long, whatever the other mailboxes say (J1). */
const heldAtMostMs = 10_000;

/** Emails that vanished and wait for a sign of where they went (J1): how many, and since when. */
export class HeldEmails {
  readonly #context: AccountContext;
  #sinceMs: number | null = null;
  #count = 0;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  /** There may be some. */
  get isAny(): boolean {
    return this.#sinceMs !== null;
  }

  /** Of which nobody waits longer than this. */
  get untilMs(): number {
    return (this.#sinceMs ?? this.#context.nowMs()) + heldAtMostMs;
  }

  get isOverdue(): boolean {
    return this.isAny && this.#context.nowMs() >= this.untilMs;
  }

  /** There may be some from now on: held when the process ended, or made void by a new UIDVALIDITY. */
  suspect(): void {
    this.#sinceMs ??= this.#context.nowMs();
  }

  /** A pass left so many held. @returns true when others are held than before */
  note(count: number): boolean {
    if (count > 0) this.suspect();
    const isNews = count > 0 && count !== this.#count;
    this.#count = count;
    return isNews;
  }

  /** Where the clock was set back nobody waits for the time that it was before. */
  bearWithClock(): void {
    if (this.#sinceMs !== null) this.#sinceMs = Math.min(this.#sinceMs, this.#context.nowMs());
  }

  /**
   * What vanished before the last listing, and did not appear in the mailboxes that this listing found changed, is gone. Copies of a mailbox
   * that is being read again wait for its fill (I27).
   *
   * @returns true when a listing is due for those that are still held: a mailbox was read anew after the last one
   */
  release(listedAtMs: number): Promise<boolean> {
    return this.#release(listedAtMs, false);
  }

  /** The passes take too long: whoever vanished so long ago is gone. */
  async releaseLate(): Promise<void> {
    await this.#release(this.#context.nowMs() - heldAtMostMs, true);
  }

  async #release(vanishedBeforeMs: number, isLate: boolean): Promise<boolean> {
    const { store, accountId, nowMs } = this.#context;
    const { stillHeld, heldLater } = await store.emails.releaseHeld(accountId, vanishedBeforeMs);
    this.#count = stillHeld;
    this.#sinceMs = (isLate ? stillHeld : heldLater) > 0 ? nowMs() : null;
    return !isLate && heldLater > 0;
  }
}
