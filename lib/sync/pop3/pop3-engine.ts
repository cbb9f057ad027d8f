import { randomUUID } from 'node:crypto';
import type { EmailId, Pop3Settings } from '#lib/mail/index.ts';
import { Alarm, MailError } from '#lib/mail/index.ts';
import type { Pop3Capabilities, Pop3Session } from '#lib/pop3/index.ts';
import type { AccountContext } from '../account-context.ts';
import { asMailError, type EngineHealth, needsPerson } from '../engine-health.ts';
import type { MailEngine } from '../mail-engine.ts';
import { retryDelayMs } from '../retry-delay.ts';
import { MaildropSession, type SessionLimits } from './maildrop-session.ts';

/** The lock row lasts so long without being taken again: a process that died holds nobody up for ever. */
const lockMs = 2 * 60_000;
const lockAgainEveryMs = 30_000;
/** Somebody else has the maildrop, or the row: asked again soon. */
const lockedRetryMs = 30_000;
/** A plain refusal may be a wrong password or a maildrop that is locked (P5). */
const secondLoginAfterMs = 60_000;
const lastingTroubleRetryMs = 15 * 60_000;
const longestWaitMs = 60 * 60_000;
/** Whoever opens a mailbox sees mail that came until so long ago. */
const staleAfterMs = 60_000;
/** The rest of a large message is waited for so long. */
const servedWithinMs = 60_000;

export type Pop3EngineOptions = {
  context: AccountContext;
  connect: (signal: AbortSignal) => Promise<Pop3Session>;
  settings: Pop3Settings;
  limits: SessionLimits;
  /** Gmail shows only a part of its mail in one session (P11) */
  showsMoreNextTime: boolean;
  onHealth: (health: EngineHealth) => void;
  onProgress: () => void;
  /** minimum wait where the server wants the maildrop left alone; for tests */
  lockedRetryMs?: number;
};

/** What the settings and the account's health say of a maildrop. */
export type MaildropFacts = {
  /** EXPIRE: days after which the server removes messages by itself (P9) */
  expireDays: Pop3Capabilities['expireDays'];
  loginDelaySeconds: number | null;
  nextCheckAtMs: number | null;
};

type Waiter = { resolve: (isHere: boolean) => void; reject: (error: MailError) => void };

/** Brings the mail of one POP3 account here: one short session after the other, never two at once (P6). */
export class Pop3Engine implements MailEngine {
  readonly quotas = [];
  readonly #options: Pop3EngineOptions;
  readonly #context: AccountContext;
  readonly #wake = new Alarm();
  /** of this engine, in the lock row */
  readonly #holder = randomUUID();
  readonly #wanted = new Map<EmailId, Waiter[]>();
  readonly #readyWaiters = new Set<() => void>();
  #health: EngineHealth = { state: 'starting', lastSyncAtMs: null, retryAtMs: null, error: null };
  #capabilities: Pop3Capabilities | null = null;
  #isReady = false;
  #isAsked = false;
  #isHurried = false;
  #dueMs = 0;
  #lastLoginMs: number | null = null;
  #failures = 0;
  #refusedLogins = 0;
  #toFetch = 0;

  constructor(options: Pop3EngineOptions) {
    this.#options = options;
    this.#context = options.context;
  }

  get health(): EngineHealth {
    return this.#health;
  }

  get facts(): MaildropFacts {
    return {
      expireDays: this.#capabilities?.expireDays ?? null,
      loginDelaySeconds: this.#capabilities?.loginDelaySeconds ?? null,
      nextCheckAtMs: this.#isReady && this.#health.state !== 'needs-you' ? Math.max(this.#dueMs, this.#earliestLoginMs) : null,
    };
  }

  /** Messages of the session under way that are still to come. */
  get toFetch(): number {
    return this.#toFetch;
  }

  async run(): Promise<void> {
    const { signal, store, accountId, nowMs } = this.#context;
    await store.maildrops.makeMailboxes(accountId);
    this.#isReady = true;
    for (const end of this.#readyWaiters) end();
    while (!signal.aborted) {
      const waitMs = this.#nextSessionMs() - nowMs();
      if (waitMs > 0) await this.#wake.sleep(Math.min(waitMs, 2 ** 31 - 1), signal);
      else await this.#turn();
    }
    this.#refuseWaiters(notNow());
  }

  async ready(signal: AbortSignal): Promise<void> {
    if (this.#isReady) return;
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        this.#readyWaiters.delete(end);
        signal.removeEventListener('abort', end);
        if (this.#isReady) resolve();
        else reject(new MailError('temporary', 'the mailboxes did not come in time'));
      };
      this.#readyWaiters.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  isFullFor(): boolean {
    return false;
  }

  /** Text comes with the message. */
  wantText(): void {}

  /** A maildrop has no windows. But somebody looks at this account, so what is on the screen should not be old (settled 22). */
  wantWindow(): Promise<void> {
    const isOld = this.#lastLoginMs !== null && this.#lastLoginMs + staleAfterMs <= this.#context.nowMs();
    if (isOld && this.#health.state === 'ok') {
      this.#isAsked = true;
      this.#wake.ring();
    }
    return Promise.resolve();
  }

  hurry(): void {
    if (this.#health.state !== 'retrying' && this.#health.state !== 'needs-you') return;
    this.#isHurried = true;
    this.#wake.ring();
  }

  checkNow(): void {
    this.#isAsked = true;
    this.#isHurried = true;
    this.#wake.ring();
  }

  /**
   * The rest of a message of which only the header is here, while the server still has it (P10).
   *
   * @returns whether it is here now; false: the server has it no more
   * @throws MailError when the server could not be asked, or did not answer in time
   */
  async fetchWhole(emailId: EmailId, signal: AbortSignal): Promise<boolean> {
    const { store, accountId } = this.#context;
    const row = await store.maildrops.ofEmail(accountId, emailId);
    // The last listing said so: nobody waits for another session to hear it again.
    if (row === null || row.isGone) return false;
    const { state, error } = this.#health;
    if (error !== null && (state === 'retrying' || state === 'needs-you')) throw error;
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const waiter = { resolve, reject };
    const waiters = this.#wanted.get(emailId) ?? [];
    waiters.push(waiter);
    this.#wanted.set(emailId, waiters);
    this.#wake.ring();
    const within = AbortSignal.any([signal, this.#context.signal, AbortSignal.timeout(servedWithinMs)]);
    const giveUp = () => {
      const rest = (this.#wanted.get(emailId) ?? []).filter((other) => other !== waiter);
      if (rest.length > 0) this.#wanted.set(emailId, rest);
      else this.#wanted.delete(emailId);
      reject(notNow());
    };
    if (within.aborted) giveUp();
    else within.addEventListener('abort', giveUp, { once: true });
    return promise.finally(() => within.removeEventListener('abort', giveUp));
  }

  /** P6: not before the server allows it again, whoever asks. */
  get #earliestLoginMs(): number {
    const delayMs = (this.#capabilities?.loginDelaySeconds ?? 0) * 1000;
    return this.#lastLoginMs === null ? 0 : this.#lastLoginMs + Math.min(delayMs, longestWaitMs);
  }

  #nextSessionMs(): number {
    const isTroubled = this.#health.state === 'retrying' || this.#health.state === 'needs-you';
    const isUrgent = this.#isHurried || (!isTroubled && (this.#isAsked || this.#wanted.size > 0));
    return Math.max(isUrgent ? 0 : this.#dueMs, this.#earliestLoginMs);
  }

  async #turn(): Promise<void> {
    const { signal, store, accountId, nowMs, log } = this.#context;
    this.#isAsked = false;
    this.#isHurried = false;
    const begunMs = nowMs();
    try {
      if (!(await store.maildrops.lock(accountId, this.#holder, nowMs() + lockMs))) {
        this.#dueMs = nowMs() + (this.#options.lockedRetryMs ?? lockedRetryMs);
        return;
      }
      try {
        const isMore = await this.#session();
        this.#failures = 0;
        this.#refusedLogins = 0;
        this.#dueMs = isMore ? nowMs() : begunMs + this.#options.settings.intervalMinutes * 60_000;
        this.#setHealth({ state: isMore ? 'syncing' : 'ok', lastSyncAtMs: nowMs(), retryAtMs: null, error: null });
      } finally {
        await store.maildrops.unlock(accountId, this.#holder);
      }
    } catch (error) {
      if (signal.aborted) return;
      const mailError = asMailError(error);
      this.#failures += 1;
      log.warn('maildrop session failed', { accountId, error: mailError, failures: this.#failures });
      this.#pause(mailError);
    } finally {
      this.#toFetch = 0;
      this.#options.onProgress();
    }
  }

  /** @returns whether another session has more to bring */
  async #session(): Promise<boolean> {
    const { signal, store, accountId, nowMs, log } = this.#context;
    const { settings, limits, showsMoreNextTime } = this.#options;
    const session = await this.#options.connect(signal);
    this.#lastLoginMs = nowMs();
    this.#capabilities = session.capabilities;
    const locking = setInterval(() => {
      store.maildrops
        .lock(accountId, this.#holder, nowMs() + lockMs)
        .catch((error: unknown) => log.warn('lock not renewed', { accountId, error }));
    }, lockAgainEveryMs);
    const close = () => session.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      const { stored, isMore } = await new MaildropSession({
        context: this.#context,
        session,
        settings,
        limits,
        wanted: () => [...this.#wanted.keys()],
        onServed: (emailId, isHere) => this.#serve(emailId, isHere),
        onProgress: (toFetch) => {
          if (toFetch > 0) this.#setHealth({ state: 'syncing', retryAtMs: null, error: null });
          this.#toFetch = toFetch;
          this.#options.onProgress();
        },
      }).run();
      return isMore || (showsMoreNextTime && stored > 0);
    } finally {
      clearInterval(locking);
      signal.removeEventListener('abort', close);
      // Nothing happens where QUIT has been said.
      session.close();
    }
  }

  #serve(emailId: EmailId, isHere: boolean): void {
    const waiters = this.#wanted.get(emailId) ?? [];
    this.#wanted.delete(emailId);
    for (const { resolve } of waiters) resolve(isHere);
  }

  #refuseWaiters(error: MailError): void {
    for (const waiters of this.#wanted.values()) for (const { reject } of waiters) reject(error);
    this.#wanted.clear();
  }

  #pause(error: MailError): void {
    const { nowMs } = this.#context;
    const isRefused = error.kind === 'login-refused' || (error.kind === 'login-unavailable' && error.permanent);
    if (isRefused) this.#refusedLogins += 1;
    // Nobody waits for a message that this server does not give now.
    this.#refuseWaiters(error);
    // [AUTH] is certain (RFC 3206); a plain refusal is tried once more before it is said (P5).
    if (needsPerson(error, this.#refusedLogins) || (isRefused && error.code === 'AUTH')) {
      this.#dueMs = isRefused ? Number.MAX_SAFE_INTEGER : nowMs() + lastingTroubleRetryMs;
      this.#setHealth({ state: 'needs-you', retryAtMs: null, error });
      return;
    }
    const isLocked = error.kind === 'temporary' && error.code === 'IN-USE';
    const waitMs = isRefused
      ? secondLoginAfterMs
      : isLocked
        ? (this.#options.lockedRetryMs ?? lockedRetryMs)
        : Math.max(retryDelayMs(this.#failures, Math.random()), Math.min(error.retryAfterMs ?? 0, longestWaitMs));
    this.#dueMs = nowMs() + waitMs;
    this.#setHealth({ state: 'retrying', retryAtMs: this.#dueMs, error });
  }

  #setHealth(change: Partial<EngineHealth>): void {
    const before = this.#health;
    this.#health = { ...before, ...change };
    const isSame =
      before.state === this.#health.state && before.error === this.#health.error && before.retryAtMs === this.#health.retryAtMs;
    if (!isSame) this.#options.onHealth(this.#health);
  }
}

const notNow = () => new MailError('temporary', 'the rest of a message did not come in time', { stage: 'command' });
