import { isMailError, MailError } from '#lib/mail/index.ts';

/** What a connection is for: passes and intents, requests of the screen, IDLE, one long download. */
export type ConnectionPurpose = 'worker' | 'reader' | 'watch' | 'download';

/** After the server said that there are too many connections, only the worker's is kept for this long (I14). */
const crowdedForMs = 10 * 60_000;

/** The server says that this account has more connections than it may have. */
const isCrowd = (error: MailError) => error.kind === 'temporary' && ['LIMIT', 'INUSE', 'TOO_MANY_CONNECTIONS'].includes(error.code ?? '');

/** A login that asking again will not mend. */
export const isRefusedLogin = (error: MailError): boolean =>
  error.kind === 'login-refused' || (error.kind === 'login-unavailable' && error.permanent);

/**
 * Stands before every login of an account, so that we never lock it out: after a refused one nobody logs in until the engine has tried again
 * at its own pace, and while the engine waits out a failure, intents do not connect in its place.
 */
export class LoginGate {
  readonly #nowMs: () => number;
  readonly #onRefused: () => void;
  readonly #onPassed: (purpose: ConnectionPurpose) => void;
  #refusal: MailError | null = null;
  #pausedBy: MailError | null = null;
  #crowdedUntilMs = 0;

  constructor(nowMs: () => number, onRefused: () => void, onPassed: (purpose: ConnectionPurpose) => void) {
    this.#nowMs = nowMs;
    this.#onRefused = onRefused;
    this.#onPassed = onPassed;
  }

  /** A login was refused and the engine has not tried again since. */
  get refusal(): MailError | null {
    return this.#refusal;
  }

  get isPaused(): boolean {
    return this.#pausedBy !== null;
  }

  /** Only one connection for now: readers use the worker's. */
  get isCrowded(): boolean {
    const leftMs = this.#crowdedUntilMs - this.#nowMs();
    return leftMs > 0 && leftMs <= crowdedForMs;
  }

  /** The engine waits out a failure. */
  pause(error: MailError): void {
    this.#pausedBy = error;
  }

  /** The engine tries again. */
  reopen(): void {
    this.#pausedBy = null;
    this.#refusal = null;
  }

  /** @throws MailError: why nobody may log in now, or what `connect` throws */
  async through<T>(purpose: ConnectionPurpose, connect: () => Promise<T>): Promise<T> {
    const closedBy = this.#refusal ?? (purpose === 'worker' ? this.#pausedBy : null);
    if (closedBy !== null) throw closedBy;
    if (this.#pausedBy !== null && isRefusedLogin(this.#pausedBy)) throw this.#pausedBy;
    if (purpose !== 'worker' && this.isCrowded)
      throw new MailError('temporary', 'only one connection for now', { stage: 'auth', code: 'LIMIT' });
    try {
      const connected = await connect();
      this.#onPassed(purpose);
      return connected;
    } catch (error) {
      if (isMailError(error)) this.#note(error);
      throw error;
    }
  }

  #note(error: MailError): void {
    if (isCrowd(error)) this.#crowdedUntilMs = this.#nowMs() + crowdedForMs;
    if (!isRefusedLogin(error)) return;
    this.#refusal = error;
    this.#onRefused();
  }
}
