import { MailError } from '#lib/mail/index.ts';
import type { ConnectionPurpose } from './login-gate.ts';

type Closable = { onClose(listener: () => void): void };

/** The worker's, and that by which mail comes in live (settled 22). */
const fewest = 2;
/** Where no limit is known: worker, inbox and reader (I14), and one that watches what else is open on a screen (settled 22; decision 0047). */
const usual = 4;

/**
 * How many connections of one account are open: a third of what its provider is known to allow, for the person has other programs too, else the
 * usual ones (I14). Below that each purpose leaves room for the more important ones, and who finds none shares the worker's or the reader's.
 */
export class ConnectionBudget {
  readonly #most: number;
  readonly #open = new Map<ConnectionPurpose, number>();

  /** @param providerLimit connections that the provider allows for all clients together; null: not known */
  constructor(providerLimit: number | null) {
    this.#most = providerLimit === null ? usual : Math.max(fewest, Math.floor(providerLimit / 3));
  }

  /** Readers share the worker's connection. */
  get isTight(): boolean {
    return this.#most <= fewest;
  }

  /** @throws MailError 'temporary' with code LIMIT when there is no room, or what `connect` throws */
  async open<Session extends Closable>(purpose: ConnectionPurpose, connect: () => Promise<Session>): Promise<Session> {
    if (!this.#hasRoom(purpose))
      throw new MailError('temporary', 'no more connections than the provider allows', { stage: 'auth', code: 'LIMIT' });
    this.#count(purpose, 1);
    try {
      const session = await connect();
      session.onClose(() => this.#count(purpose, -1));
      return session;
    } catch (error) {
      this.#count(purpose, -1);
      throw error;
    }
  }

  #hasRoom(purpose: ConnectionPurpose): boolean {
    if (purpose === 'worker') return true;
    const of = (each: ConnectionPurpose) => this.#open.get(each) ?? 0;
    // The worker's place is kept while it is not connected, and the first watch's and the reader's likewise.
    const kept = Math.max(1, of('worker')) + (purpose === 'watch' ? of('watch') : Math.max(1, of('watch')));
    const readers =
      purpose === 'watch' && of('watch') === 0 ? of('reader') : purpose === 'reader' ? of('reader') : Math.max(1, of('reader'));
    return kept + readers + of('download') < this.#most;
  }

  #count(purpose: ConnectionPurpose, change: number): void {
    this.#open.set(purpose, (this.#open.get(purpose) ?? 0) + change);
  }
}
