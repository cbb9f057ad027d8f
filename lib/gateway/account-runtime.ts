import type { Limits } from '#lib/config/index.ts';
import { connectImap, type ImapSession } from '#lib/imap/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { MailboxId, Secret } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { IntentRunner, SubmissionRunner } from '#lib/outbox/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import type { AccountRow, CommitEvent, Store } from '#lib/store/index.ts';
import { AccountEngine, type ConnectionPurpose, type EngineHealth, slotPriority, TextIndexer } from '#lib/sync/index.ts';
import type { AccountHealth, MailboxProgress } from './api.ts';
import { ChangeWatch } from './change-watch.ts';
import { MessageBlobs } from './message-blobs.ts';
import { MessageOctets } from './message-octets.ts';
import { Regrouper } from './regrouper.ts';
import type { StateHub } from './state-hub.ts';
import { VacationKeeper } from './vacation-keeper.ts';

export type RuntimeOptions = {
  account: AccountRow;
  store: Store;
  guard: EgressGuard;
  hub: StateHub;
  log: Logger;
  nowMs: () => number;
  limits: Limits;
  /** opens the sealed password just for a connection */
  password: () => Promise<Secret>;
};

/** Late refusals are told for this long. */
const eventsKeptMs = 7 * 24 * 60 * 60_000;

/** A password that was refused is not tried elsewhere. */
const refusedLogins: ReadonlySet<string> = new Set(['login-refused', 'login-unavailable']);

/** All that lives for one account: the engine that brings facts up and the two runners that carry intents and messages down. */
export class AccountRuntime {
  readonly account: AccountRow;
  readonly octets: MessageOctets;
  readonly blobs: MessageBlobs;
  readonly engine: AccountEngine;
  readonly tags: ChangeWatch;
  readonly vacations: VacationKeeper;
  readonly #wellbeing: ChangeWatch;
  readonly #connections = new Set<ImapSession>();
  readonly #options: RuntimeOptions;
  readonly #stop = new AbortController();
  readonly #intents: IntentRunner;
  readonly #submissions: SubmissionRunner;
  readonly #regrouper: Regrouper;
  readonly #indexer: TextIndexer;
  #isFilling = false;
  #finished: Promise<unknown> = Promise.resolve();

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.account = options.account;
    const { store, hub, log, nowMs, account } = options;
    const { signal } = this.#stop;
    const context = { accountId: account.id, store, log, nowMs, signal };
    this.engine = new AccountEngine({
      context,
      shownMost: account.servers.traits.shownMost ?? null,
      connect: (purpose, inner) => this.#connect(purpose, inner),
      onHealth: (health) => {
        this.#isFilling = health.state === 'syncing';
        hub.bump(account.id, 'AccountHealth', false);
      },
      onProgress: () => {
        hub.bump(account.id, 'MailboxProgress', true);
        this.#wellbeing.look();
      },
      onQuotas: () => hub.bump(account.id, 'Quota', false),
      onOnline: () => this.#intents.wake(),
      onLearnt: () => this.#intents.wake(),
    });
    this.tags = new ChangeWatch({
      read: async () => (await store.tags.list(account.id)).map(({ keyword, unkeptIn }) => `${keyword} ${unkeptIn.join()}`).join('\n'),
      onChange: () => hub.bump(account.id, 'Tag', this.#isFilling),
      log,
      signal,
    });
    this.#wellbeing = new ChangeWatch({
      read: async () => {
        const { lastSyncAtMs: _, ...shown } = await this.health();
        return JSON.stringify([shown, (await store.events(account.id, nowMs() - eventsKeptMs)).map(({ id }) => id)]);
      },
      onChange: () => hub.bump(account.id, 'AccountHealth', this.#isFilling),
      log,
      signal,
    });
    this.#intents = new IntentRunner({
      ...context,
      savesSent: account.servers.traits.savesSent === true,
      withSession: (task) => this.engine.worker.use(slotPriority.intent, signal, task),
      onCarried: (mailboxIds: MailboxId[]) => {
        for (const id of mailboxIds) this.engine.markDirty(id);
        this.tags.look();
        this.#wellbeing.look();
      },
      onMailboxesChanged: () => this.engine.relist(),
    });
    this.#submissions = new SubmissionRunner({
      ...context,
      servers: account.servers,
      guard: options.guard,
      password: options.password,
      withReader: (task) => this.engine.read(slotPriority.reader, signal, task),
    });
    this.vacations = new VacationKeeper({
      ...{ account, store, log, nowMs, signal },
      guard: options.guard,
      password: options.password,
      isLoginGood: () => !refusedLogins.has(this.engine.health.error?.kind ?? ''),
      onChange: () => hub.bump(account.id, 'VacationResponse', false),
      onPending: () => this.#wellbeing.look(),
    });
    const { prefetchMessages, prefetchBytes, indexIdleMs } = options.limits;
    this.#indexer = new TextIndexer({
      context,
      limits: { prefetchMessages, prefetchBytes, idleMs: indexIdleMs },
      isIdle: () => this.engine.isIdle,
      fetch: (wanted, keepsParts) => this.engine.indexTexts(wanted, keepsParts),
      onProgress: () => this.#wellbeing.look(),
    });
    this.#regrouper = new Regrouper({ ...context, isBusy: () => this.#isFilling });
    this.octets = new MessageOctets({
      accountId: account.id,
      store,
      withReader: (inner, task) => this.engine.read(slotPriority.reader, AbortSignal.any([signal, inner]), task),
    });
    this.blobs = new MessageBlobs({
      accountId: account.id,
      store,
      octets: this.octets,
      roads: {
        lease: (inner) => this.engine.bulk.lease(AbortSignal.any([signal, inner])),
        // Behind whoever reads, before nobody.
        withReader: (inner, task) => this.engine.read(slotPriority.text, AbortSignal.any([signal, inner]), task),
      },
    });
  }

  start(): void {
    const { log, account } = this.#options;
    const parts = [
      this.engine.run(),
      this.#intents.run(),
      this.#submissions.run(),
      this.#regrouper.run(),
      this.#indexer.run(),
      this.vacations.run(),
    ].map((part) => part.catch((error: unknown) => log.error('a part of an account ended', { accountId: account.id, error })));
    this.#finished = Promise.all(parts);
  }

  /** Ends every connection, timer and loop of the account. */
  async stop(): Promise<void> {
    this.#stop.abort(new MailError('aborted', 'the account was stopped'));
    await this.#finished;
  }

  /** True while commits come fast and a screen should hear of them once a second. */
  get isFilling(): boolean {
    return this.#isFilling || this.#indexer.isRunning;
  }

  /** The store has something new: perhaps to carry, perhaps to tell. */
  noteCommit(states: CommitEvent['states']): void {
    this.#intents.wake();
    this.#submissions.wake();
    if (states.Email !== undefined) this.tags.look();
    this.#wellbeing.look();
  }

  /** Something waits to be sent that no state tells of. */
  wakeSubmissions(): void {
    this.#submissions.wake();
  }

  /** Mail waits to be grouped anew. */
  wakeRegrouper(): void {
    this.#regrouper.wake();
  }

  async health(): Promise<AccountHealth> {
    const { store, account } = this.#options;
    const health: EngineHealth = this.engine.health;
    const vacation = await store.vacations.get(account.id);
    const pending = (await store.intents.pendingCount(account.id)) + (vacation.isPending ? 1 : 0);
    const unread = (await this.progress()).map(({ serverMessages, indexed }) => Math.max(0, serverMessages - indexed));
    const error = health.error;
    return {
      state: health.state,
      lastSyncAtMs: health.lastSyncAtMs,
      retryAtMs: health.retryAtMs,
      pending,
      toFetch: unread.reduce((sum, each) => sum + each, 0),
      toIndex: this.#indexer.waiting,
      connections: this.#connections.size,
      error:
        error === null
          ? null
          : { kind: error.kind, stage: error.stage, code: error.code, serverText: error.serverText, host: account.servers.incoming.host },
    };
  }

  async progress(): Promise<MailboxProgress[]> {
    const { store } = this.#options;
    const [rows, windows] = await Promise.all([store.mailboxes.syncRows(this.account.id), store.mailboxes.windowPlaces(this.account.id)]);
    return rows.map((row) => ({
      mailboxId: row.id,
      serverMessages: row.checkpoint.isFilled ? row.totalEmails : Math.max(row.checkpoint.serverMessages, row.totalEmails),
      indexed: row.totalEmails,
      threads: row.totalThreads,
      windows: windows.filter(({ mailboxId }) => mailboxId === row.id).map(({ mailboxId: _, ...window }) => window),
    }));
  }

  async #connect(purpose: ConnectionPurpose, signal: AbortSignal): Promise<ImapSession> {
    const { guard, log, password, account } = this.#options;
    const session = await connectImap({
      servers: account.servers.incoming,
      password: await password(),
      guard,
      log,
      signal,
      idleConnection: purpose === 'watch',
    });
    this.#connections.add(session);
    this.#wellbeing.look();
    session.onClose(() => {
      this.#connections.delete(session);
      this.#wellbeing.look();
    });
    return session;
  }
}
