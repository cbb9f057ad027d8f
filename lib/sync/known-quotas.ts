import type { ImapSession, QuotaFact } from '#lib/imap/index.ts';
import { asMailError } from './engine-health.ts';

/** What the server said last of its quotas. */
export class KnownQuotas {
  readonly #signal: AbortSignal;
  readonly #onChanged: () => void;
  #all: readonly QuotaFact[] = [];
  /** the connection ended at the last question */
  #isUnanswered = false;

  /** @param onChanged the storage is fuller or emptier than it was */
  constructor(signal: AbortSignal, onChanged: () => void) {
    this.#signal = signal;
    this.#onChanged = onChanged;
  }

  get all(): readonly QuotaFact[] {
    return this.#all;
  }

  /** No room for so many octets more is known (J12). */
  areFullFor(sizeBytes: number): boolean {
    return this.#all.some(
      ({ resource, used, limit }) =>
        (resource === 'STORAGE' && used * 1024 + sizeBytes > limit * 1024) || (resource === 'MESSAGE' && used + 1 > limit),
    );
  }

  /**
   * A server that gives none has none. Where the connection ended at the question it is left out once, so that a server on which it ends each time
   * is read all the same.
   *
   * @throws MailError of the connection
   */
  async ask(session: ImapSession): Promise<void> {
    if (!session.capabilities.quota) return;
    const wasUnanswered = this.#isUnanswered;
    this.#isUnanswered = !wasUnanswered;
    if (wasUnanswered) return;
    try {
      const quotas = await session.quotas('INBOX', { signal: this.#signal });
      const isSame = JSON.stringify(quotas) === JSON.stringify(this.#all);
      this.#all = quotas;
      this.#isUnanswered = false;
      if (!isSame) this.#onChanged();
    } catch (error) {
      const { kind } = asMailError(error);
      if (kind !== 'refused' && kind !== 'forbidden' && kind !== 'not-found') throw error;
      this.#isUnanswered = false;
    }
  }
}
