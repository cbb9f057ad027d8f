import type { Logger } from '#lib/log/index.ts';
import type { AccountServers, CredentialSource, ServerSettings, Vacation } from '#lib/mail/index.ts';
import { Alarm, isMailError, MailError, secretOf, withCredential } from '#lib/mail/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import { connectSieve, readVacation, type SieveSession, writeVacation } from '#lib/sieve/index.ts';
import type { AccountRow, Store, VacationRow } from '#lib/store/index.ts';

const minuteMs = 60_000;
/** How often the server is looked at: another program may change the answer there, or the service may come or go. */
const checkEveryMs = { yes: 60 * minuteMs, no: 24 * 60 * minuteMs, unknown: 0 };
/** A person who looks at the answer sees what the server does now, if nobody looked for so long. */
const staleAfterMs = 5 * minuteMs;
const retryMs = [1, 5, 15, 60].map((minutes) => minutes * minuteMs);
const giveUpAfterMs = 48 * 60 * minuteMs;
const sievePort = 4190;
const firstLookWithinMs = 2_000;

export type VacationKeeperOptions = {
  account: Pick<AccountRow, 'id' | 'address' | 'servers' | 'isDemo'>;
  store: Store;
  guard: EgressGuard;
  log: Logger;
  nowMs: () => number;
  signal: AbortSignal;
  credentials: CredentialSource;
  /** false while the password is refused elsewhere: one that is wrong is not tried again by us */
  isLoginGood: () => boolean;
  /** what is shown has changed, or whether it is offered at all */
  onChange: () => void;
  /** something waits to be carried, or no longer */
  onPending: () => void;
};

/**
 * Finds out whether an account has ManageSieve (J23), carries what the person says of an absence to it, and sees what others change there.
 * A click never waits for it; what the server refuses is undone and told (J12).
 */
export class VacationKeeper {
  readonly #options: VacationKeeperOptions;
  readonly #alarm = new Alarm();
  readonly #first = Promise.withResolvers<void>();
  readonly #openedAtMs = Date.now();
  #isAsked = false;

  constructor(options: VacationKeeperOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal, nowMs, log, store, account } = this.#options;
    if (account.isDemo) return this.#first.resolve();
    while (!signal.aborted) {
      let waitMs: number | null = checkEveryMs.yes;
      try {
        const row = await store.vacations.get(account.id);
        if (row.service !== 'unknown') this.#first.resolve();
        const dueMs = this.#dueMs(row);
        if (dueMs <= nowMs() && this.#options.isLoginGood()) {
          this.#isAsked = false;
          await this.#turn(row);
          continue;
        }
        waitMs = Math.max(1_000, Math.min(dueMs - nowMs(), checkEveryMs.no));
        if (dueMs <= nowMs()) waitMs = minuteMs;
      } catch (error) {
        if (signal.aborted) break;
        log.error('out-of-office turn failed', { accountId: account.id, error });
        waitMs = minuteMs;
      }
      await this.#alarm.sleep(waitMs, signal);
    }
    this.#first.resolve();
  }

  /**
   * Until it is known whether the server has the service, but no longer than a moment after the account was opened: what a client is told of
   * the account should not change under its hands, and a server that does not answer there should delay nobody.
   */
  async firstLook(): Promise<void> {
    const leftMs = this.#openedAtMs + firstLookWithinMs - Date.now();
    if (leftMs <= 0) return;
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, leftMs);
    await Promise.race([this.#first.promise, over]);
    clearTimeout(timer);
  }

  /** What is shown; null where nobody keeps it. Waits for the first look at the server, as long as the signal lets it. */
  async get(signal: AbortSignal): Promise<Vacation | null> {
    const { store, account, nowMs } = this.#options;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#first.promise, stopped]);
    const row = await store.vacations.get(account.id);
    if (row.service !== 'yes') return null;
    if (!row.isPending && nowMs() - (row.checkedAtMs ?? 0) > staleAfterMs) this.recheck();
    return row.shown;
  }

  /** The servers may be others now. */
  recheck(): void {
    this.#isAsked = true;
    this.#alarm.ring();
  }

  async set(vacation: Vacation): Promise<void> {
    await this.#options.store.vacations.set(this.#options.account.id, vacation);
    this.#options.onChange();
    this.#options.onPending();
    this.#alarm.ring();
  }

  #dueMs(row: VacationRow): number {
    if (row.isPending) return row.nextAttemptAtMs ?? 0;
    if (this.#isAsked || row.checkedAtMs === null) return 0;
    return row.checkedAtMs + checkEveryMs[row.service];
  }

  async #turn(row: VacationRow): Promise<void> {
    const { store, account, nowMs, signal, log, onChange, onPending } = this.#options;
    let session: SieveSession | null = null;
    try {
      session = await this.#connect();
      if (!session.capabilities.extensions.has('vacation'))
        throw new MailError('refused', 'the server has no vacation', { stage: 'capabilities', code: 'NO_EXTENSION', permanent: true });
      const before = row.shown;
      const now = row.isPending ? await this.#write(session, before) : await this.#read(session);
      await store.vacations.noteService(account.id, 'yes', nowMs());
      if (row.isPending || !isSame(before, now)) await store.vacations.agree(account.id, row.version, now);
      if (row.service !== 'yes' || !isSame(before, now)) onChange();
      if (row.isPending) onPending();
    } catch (error) {
      if (signal.aborted) return;
      if (!isMailError(error)) throw error;
      log.info('ManageSieve', { accountId: account.id, kind: error.kind, stage: error.stage, code: error.code });
      await this.#failed(row, error);
    } finally {
      await session?.logout();
      this.#first.resolve();
    }
  }

  async #write(session: SieveSession, vacation: Vacation): Promise<Vacation> {
    const { store, account } = this.#options;
    const identities = await store.identities.get(account.id, null);
    const addresses = [...new Set([account.address, ...identities.map(({ email }) => email)])];
    await writeVacation(session, vacation, { addresses, defaultText });
    return vacation;
  }

  /** A person's script that was copied below ours and has changed is copied anew. */
  async #read(session: SieveSession): Promise<Vacation> {
    const { vacation, isOutdated } = await readVacation(session);
    if (isOutdated) await this.#write(session, vacation);
    return vacation;
  }

  async #failed(row: VacationRow, error: MailError): Promise<void> {
    const { store, account, nowMs, onChange, onPending } = this.#options;
    const isAnswer = isDefinite(error);
    // One that worked is not gone because its server is down, or wants another password.
    const isKept = row.service === 'yes' && (row.isPending || !isAnswer || error.kind === 'login-refused');
    await store.vacations.noteService(account.id, isKept ? 'yes' : 'no', nowMs());
    if (row.isPending) {
      const isOld = nowMs() - (row.pendingSinceMs ?? 0) > giveUpAfterMs;
      if (isOld || (isAnswer && error.permanent)) {
        await store.vacations.undo(account.id, row.version, { kind: error.code ?? error.kind, serverText: error.serverText });
        onChange();
      } else await store.vacations.defer(account.id, row.version, nowMs() + retryMs[Math.min(row.attempts, retryMs.length - 1)]!);
      onPending();
    }
    if (row.service !== (isKept ? 'yes' : 'no')) onChange();
  }

  async #connect(): Promise<SieveSession> {
    const { account, guard, log, signal, credentials } = this.#options;
    return withCredential(credentials, (credential) =>
      connectSieve({
        server: sieveServer(account.servers),
        credential: { kind: credential.kind === 'password' ? 'password' : 'token', secret: secretOf(credential) },
        ...{ guard, log, signal },
      }),
    );
  }
}

/** RFC 8621 §8: what is sent where the person gave no words. */
const defaultText = 'I am not reading my mail at the moment. I will answer when I am back.';

/** In the clear only where the person chose that for the incoming server (G5). */
function sieveServer({ sieve, incoming }: AccountServers): ServerSettings {
  if (sieve !== undefined) return sieve.login === '' ? { ...sieve, login: incoming.login } : sieve;
  return { host: incoming.host, port: sievePort, tls: incoming.tls === 'plain' ? 'plain' : 'starttls', login: incoming.login };
}

/** The server said so itself, or is no such server; not: it could not be reached now. */
const isDefinite = ({ kind }: MailError): boolean => !['network', 'temporary', 'aborted', 'storage', 'egress-denied'].includes(kind);

const isSame = (one: Vacation, other: Vacation): boolean => JSON.stringify(one) === JSON.stringify(other);
