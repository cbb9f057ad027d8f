import type { ImapSession } from '#lib/imap/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** Who waits for the connection: a lower number goes first. */
export const slotPriority = { intent: 0, reader: 1, pass: 2, fill: 3, text: 4 } as const;
export type SlotPriority = (typeof slotPriority)[keyof typeof slotPriority];

type Waiter = { priority: SlotPriority; grant: () => void; refuse: (error: MailError) => void };

/**
 * One IMAP connection of an account, used by one task at a time: the selected mailbox belongs to the connection, so two tasks on it would
 * read each other's mail. It connects when first wanted and again after it was lost (I1: a lost connection means a new instance).
 */
export class SessionSlot {
  readonly #connect: (signal: AbortSignal) => Promise<ImapSession>;
  readonly #lifetime: AbortSignal;
  readonly #waiting: Waiter[] = [];
  #session: ImapSession | null = null;
  #isBusy = false;

  constructor(connect: (signal: AbortSignal) => Promise<ImapSession>, lifetime: AbortSignal) {
    this.#connect = connect;
    this.#lifetime = lifetime;
    lifetime.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** True when something at least as urgent waits: a long task ends its turn then. */
  isWantedBy(priority: SlotPriority): boolean {
    return this.#waiting.some((waiter) => waiter.priority <= priority);
  }

  get isConnected(): boolean {
    return this.#session !== null && !this.#session.closed;
  }

  /**
   * Runs the task with the connection to itself.
   * @throws MailError of connecting, or what the task throws; 'aborted' when the account stops or the signal fires while waiting
   */
  async use<T>(priority: SlotPriority, signal: AbortSignal | null, task: (session: ImapSession) => Promise<T>): Promise<T> {
    await this.#turn(priority, signal);
    try {
      return await task(await this.#open(signal));
    } finally {
      this.#isBusy = false;
      this.#next();
    }
  }

  /** Drops the connection; the next use makes a new one. */
  drop(): void {
    this.#session?.destroy();
    this.#session = null;
  }

  async #open(signal: AbortSignal | null): Promise<ImapSession> {
    if (this.#session !== null && !this.#session.closed) return this.#session;
    this.#session = null;
    const session = await this.#connect(signal === null ? this.#lifetime : AbortSignal.any([this.#lifetime, signal]));
    if (this.#lifetime.aborted) {
      session.destroy();
      throw new MailError('aborted', 'the account was stopped');
    }
    this.#session = session;
    return session;
  }

  #turn(priority: SlotPriority, signal: AbortSignal | null): Promise<void> {
    if (this.#lifetime.aborted || signal?.aborted) return Promise.reject(new MailError('aborted', 'stopped before its turn'));
    if (!this.#isBusy) {
      this.#isBusy = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(new MailError('aborted', 'stopped before its turn'));
      };
      const waiter: Waiter = {
        priority,
        grant: () => {
          signal?.removeEventListener('abort', leave);
          this.#isBusy = true;
          resolve();
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      const behind = this.#waiting.findIndex((other) => other.priority > priority);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #next(): void {
    this.#waiting.shift()?.grant();
  }

  #end(): void {
    this.drop();
    for (const waiter of this.#waiting.splice(0)) waiter.refuse(new MailError('aborted', 'the account was stopped'));
  }
}
