import type { Logger } from '#lib/log/index.ts';
import {
  type AccountId,
  type CredentialSource,
  isMailError,
  type OutgoingOffer,
  type Secret,
  type ServerSettings,
  withCredential,
} from '#lib/mail/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import { probeSmtp, type SmtpAccess } from '#lib/smtp/index.ts';
import type { Store } from '#lib/store/index.ts';

/** Somebody who writes is told what holds now, if nobody spoke to the server for so long. */
const staleAfterMs = 12 * 60 * 60_000;
/** A server that could not be asked is let alone for a while. */
const againAfterMs = 10 * 60_000;
/** What is sent tells it anyway; a change is written at once, the time only now and then. */
const noteEveryMs = 60 * 60_000;

export type OutgoingOffersOptions = {
  accountId: AccountId;
  store: Store;
  guard: EgressGuard;
  log: Logger;
  nowMs: () => number;
  signal: AbortSignal;
  credentials: CredentialSource;
  /** false while the password is refused elsewhere: one that is wrong is not tried again by us */
  isLoginGood: () => boolean;
  /** who listens to what is said to the server */
  onWire?: (server: ServerSettings) => Pick<SmtpAccess, 'onWire'>;
};

/**
 * What the outgoing servers of an account take (SIZE, SMTPUTF8, DSN, REQUIRETLS): learned at every sending, and asked for where nobody has
 * sent yet.
 */
export class OutgoingOffers {
  readonly #options: OutgoingOffersOptions;
  readonly #asking = new Map<string, Promise<void>>();
  readonly #askedAtMs = new Map<string, number>();

  constructor(options: OutgoingOffersOptions) {
    this.#options = options;
  }

  /** What is known; no server is asked. */
  async known(server: ServerSettings): Promise<{ offer: OutgoingOffer; learnedAtMs: number } | null> {
    return this.#options.store.outgoingServers.get(this.#options.accountId, server);
  }

  /**
   * What is known, after asking the server where nobody did for long; waits for that until `signal`, and never throws for what a server does.
   *
   * @param ownPassword of a server that is not the account's
   */
  async get(
    server: ServerSettings,
    signal: AbortSignal,
    ownPassword?: Secret,
  ): Promise<{ offer: OutgoingOffer; learnedAtMs: number } | null> {
    const known = await this.known(server);
    if (known !== null && this.#options.nowMs() - known.learnedAtMs < staleAfterMs) return known;
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.#ask(server, ownPassword), stopped]);
    return this.known(server);
  }

  /** A server has just said so. */
  async note(server: ServerSettings, offer: OutgoingOffer): Promise<void> {
    const { store, accountId, nowMs } = this.#options;
    const known = await this.known(server);
    const isSame = known !== null && JSON.stringify(known.offer) === JSON.stringify(offer);
    if (isSame && nowMs() - known.learnedAtMs < noteEveryMs) return;
    await store.outgoingServers.note(accountId, server, offer, nowMs());
  }

  #ask(server: ServerSettings, ownPassword: Secret | undefined): Promise<void> {
    const { nowMs, isLoginGood } = this.#options;
    const key = `${server.host}:${server.port} ${server.login}`;
    const running = this.#asking.get(key);
    if (running !== undefined) return running;
    const isEarly = nowMs() - (this.#askedAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < againAfterMs;
    if (isEarly || (ownPassword === undefined && !isLoginGood())) return Promise.resolve();
    this.#askedAtMs.set(key, nowMs());
    const asked = this.#probe(server, ownPassword).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  async #probe(server: ServerSettings, ownPassword: Secret | undefined): Promise<void> {
    const { guard, log, signal, credentials, accountId, onWire } = this.#options;
    try {
      const offer =
        ownPassword === undefined
          ? await withCredential(credentials, (credential) => probeSmtp({ server, ...credential, guard, ...onWire?.(server) }, { signal }))
          : await probeSmtp({ server, password: ownPassword, guard, ...onWire?.(server) }, { signal });
      await this.note(server, offer);
    } catch (error) {
      if (!isMailError(error)) throw error;
      log.info('the outgoing server could not be asked what it takes', {
        accountId,
        kind: error.kind,
        stage: error.stage,
        code: error.code,
      });
    }
  }
}
