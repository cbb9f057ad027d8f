import type { ImapSession } from '#lib/imap/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** A connection that nobody needs is kept this long: the next file of the same message comes soon. */
const keptForMs = 20_000;
/** Downloads of one account that wait for a connection; more are sent away. */
const maxWaiting = 20;

/** One long transfer's connection. Given back exactly once; one that broke is not used again. */
export type BulkLease = { session: ImapSession; giveBack: (isSound: boolean) => void };

type Idle = { session: ImapSession; timer: ReturnType<typeof setTimeout> };
type Waiter = { grant: () => void };

/**
 * Connections of one account for long transfers: a few at most (I14), apart from the one that a reader waits for, so that a download holds up
 * nobody. Who finds all of them busy waits in line.
 */
export class BulkConnections {
  readonly #connect: (signal: AbortSignal) => Promise<ImapSession>;
  readonly #most: number;
  readonly #lifetime: AbortSignal;
  readonly #idle: Idle[] = [];
  readonly #waiting: Waiter[] = [];
  #busy = 0;

  constructor(connect: (signal: AbortSignal) => Promise<ImapSession>, most: number, lifetime: AbortSignal) {
    this.#connect = connect;
    this.#most = most;
    this.#lifetime = lifetime;
    lifetime.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** @throws MailError of connecting, 'too-many' when the line is full, 'aborted' */
  async lease(signal: AbortSignal): Promise<BulkLease> {
    await this.#turn(signal);
    try {
      const session = await this.#open(signal);
      let isOut = true;
      return {
        session,
        giveBack: (isSound) => {
          if (!isOut) return;
          isOut = false;
          this.#keep(session, isSound);
          this.#leave();
        },
      };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  async #open(signal: AbortSignal): Promise<ImapSession> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.session.closed) return idle.session;
    }
    const session = await this.#connect(AbortSignal.any([this.#lifetime, signal]));
    if (!this.#lifetime.aborted) return session;
    session.destroy();
    throw new MailError('aborted', 'the account was stopped');
  }

  #keep(session: ImapSession, isSound: boolean): void {
    if (!isSound || session.closed || this.#lifetime.aborted) {
      session.destroy();
      return;
    }
    const timer = setTimeout(() => {
      this.#idle.splice(
        this.#idle.findIndex((idle) => idle.session === session),
        1,
      );
      void session.close();
    }, keptForMs);
    timer.unref();
    this.#idle.push({ session, timer });
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#lifetime.aborted || signal.aborted) return Promise.reject(new MailError('aborted', 'stopped before its turn'));
    if (this.#busy < this.#most) {
      this.#busy += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= maxWaiting)
      return Promise.reject(new MailError('too-many', 'too many downloads of this account at once', { stage: 'command' }));
    const end = AbortSignal.any([this.#lifetime, signal]);
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.#waiting.indexOf(waiter);
        if (index >= 0) this.#waiting.splice(index, 1);
        reject(new MailError('aborted', 'stopped before its turn'));
      };
      const waiter = {
        grant: () => {
          end.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.#waiting.push(waiter);
      end.addEventListener('abort', leave, { once: true });
    });
  }

  /** The place goes to the next in line. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next.grant();
  }

  #end(): void {
    for (const { session, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      session.destroy();
    }
  }
}
