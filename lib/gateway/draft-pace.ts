/** With the time that the carrying takes, a change is on the mail server within 15 s (settled 22, S11). */
const paceMs = 12_000;
const mostRemembered = 1_000;

/**
 * When the versions of a draft go to the mail server. A composer saves every other second, each time as a new Email in place of the last; the
 * first goes at once, of those that follow one every 12 s, and what is replaced before its time is never carried.
 */
export class DraftPace {
  readonly #nowMs: () => number;
  /** the last time given, by Message-ID; the one used longest ago first */
  readonly #given = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The time before which this version need not be carried. */
  next(messageId: string): number {
    const nowMs = this.#nowMs();
    const last = this.#given.get(messageId);
    // Still to come: this version takes the place, and the time, of the one that was to go then.
    const givenMs = last === undefined ? nowMs : last > nowMs ? last : Math.max(nowMs, last + paceMs);
    this.#given.delete(messageId);
    this.#given.set(messageId, givenMs);
    const oldest = this.#given.keys().next();
    if (this.#given.size > mostRemembered && oldest.done !== true) this.#given.delete(oldest.value);
    return givenMs;
  }
}
