import type { Limits } from '#lib/config/index.ts';
import { connectImap, type ImapSession } from '#lib/imap/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { CredentialSource, EmailId, IdentityId, MailboxId, ServerSettings } from '#lib/mail/index.ts';
import { defaultPop3Settings, MailError, withCredential } from '#lib/mail/index.ts';
import { IntentRunner, LocalIntentRunner, SubmissionRunner } from '#lib/outbox/index.ts';
import { connectPop3, type Pop3Session } from '#lib/pop3/index.ts';
import { type DnsRecords, type EgressGuard, guardedFetch } from '#lib/security/index.ts';
import type { AccountRow, CommitEvent, MailboxSyncRow, Store } from '#lib/store/index.ts';
import {
  type AccountContext,
  AccountEngine,
  type ConnectionPurpose,
  type EngineHealth,
  type MailEngine,
  Pop3Engine,
  slotPriority,
  TextIndexer,
} from '#lib/sync/index.ts';
import type { AccountHealth, MailboxProgress } from './api.ts';
import { BulkWorker } from './bulk-worker.ts';
import { ChangeWatch } from './change-watch.ts';
import { DraftPace } from './draft-pace.ts';
import type { OutgoingLogin } from './identity-servers.ts';
import { MessageBlobs } from './message-blobs.ts';
import { MessageOctets } from './message-octets.ts';
import { OutgoingOffers } from './outgoing-offers.ts';
import type { QuotaBook } from './quota-book.ts';
import { Regrouper } from './regrouper.ts';
import { ReportReader } from './report-reader.ts';
import { ServerSearches } from './server-searches.ts';
import { Snoozer } from './snoozer.ts';
import type { StateHub } from './state-hub.ts';
import { VacationKeeper } from './vacation-keeper.ts';
import type { WireLog, WireTap } from './wire-log.ts';

export type RuntimeOptions = {
  account: AccountRow;
  store: Store;
  guard: EgressGuard;
  dns: DnsRecords;
  hub: StateHub;
  /** outlives the runtime: states stay what they were */
  quotaBook: QuotaBook;
  /** outlives the runtime: what was said before the settings changed is worth most then */
  wireLog: WireLog;
  log: Logger;
  nowMs: () => number;
  limits: Limits;
  /** opens the sealed password or token just for a connection */
  credentials: CredentialSource;
  /** the outgoing server of an identity that has one of its own, else null */
  ownServerOf: (identityId: IdentityId) => Promise<OutgoingLogin | null>;
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
  readonly engine: MailEngine;
  /** of an IMAP account; a POP3 account has nothing on its server that could be asked for */
  readonly imap: AccountEngine | null;
  readonly #pop3: Pop3Engine | null;
  readonly tags: ChangeWatch;
  readonly quotaBook: QuotaBook;
  readonly vacations: VacationKeeper;
  readonly outgoingOffers: OutgoingOffers;
  readonly draftPace: DraftPace;
  readonly #wellbeing: ChangeWatch;
  readonly #connections = new Set<ImapSession>();
  readonly #options: RuntimeOptions;
  readonly #stop = new AbortController();
  readonly #intents: IntentRunner | LocalIntentRunner;
  readonly #submissions: SubmissionRunner;
  readonly #regrouper: Regrouper;
  /** text of a POP3 account comes with the message */
  readonly #indexer: TextIndexer | null;
  readonly #reports: ReportReader;
  readonly #snoozer: Snoozer;
  readonly #bulk: BulkWorker;
  #isFilling = false;
  #finished: Promise<unknown> = Promise.resolve();

  readonly searches: ServerSearches;

  constructor(options: RuntimeOptions) {
    this.#options = options;
    this.account = options.account;
    this.draftPace = new DraftPace(options.nowMs);
    this.quotaBook = options.quotaBook;
    const { store, hub, log, nowMs, account } = options;
    const { signal } = this.#stop;
    const context = { accountId: account.id, store, log, nowMs, signal };
    const isPop3 = account.servers.incoming.protocol === 'pop3';
    this.#pop3 = isPop3 ? this.#pop3Engine(context) : null;
    this.imap = isPop3 ? null : this.#imapEngine(context);
    this.engine = this.#pop3 ?? (this.imap as AccountEngine);
    this.tags = new ChangeWatch({
      read: async () => (await store.tags.list(account.id)).map(({ keyword, unkeptIn }) => `${keyword} ${unkeptIn.join()}`).join('\n'),
      onChange: () => hub.bump(account.id, 'Tag', this.#isFilling),
      log,
      signal,
    });
    this.searches = new ServerSearches({
      ...context,
      engine: this.imap,
      onNews: () => hub.bump(account.id, 'ServerSearch', true),
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
    this.#intents =
      this.imap === null
        ? new LocalIntentRunner({ ...context, onCarried: () => this.#wellbeing.look() })
        : this.#remoteIntents(context, this.imap);
    const { imap } = this;
    this.outgoingOffers = new OutgoingOffers({
      ...{ accountId: account.id, store, log, nowMs, signal },
      guard: options.guard,
      credentials: options.credentials,
      isLoginGood: () => !refusedLogins.has(this.engine.health.error?.kind ?? ''),
      onWire: (server) => this.#listenTo(server),
    });
    this.#submissions = new SubmissionRunner({
      ...context,
      servers: account.servers,
      guard: options.guard,
      credentials: options.credentials,
      ownServerOf: options.ownServerOf,
      onWire: (server) => this.#listenTo(server),
      withReader: imap === null ? null : (task) => imap.read(slotPriority.reader, signal, task),
      onOffer: (server, offer) =>
        void this.outgoingOffers
          .note(server, offer)
          .catch((error: unknown) => log.warn('what the outgoing server takes was not kept', { accountId: account.id, error })),
    });
    this.vacations = new VacationKeeper({
      ...{ account, store, log, nowMs, signal },
      guard: options.guard,
      credentials: options.credentials,
      isLoginGood: () => !refusedLogins.has(this.engine.health.error?.kind ?? ''),
      onChange: () => hub.bump(account.id, 'VacationResponse', false),
      onPending: () => this.#wellbeing.look(),
    });
    const { prefetchMessages, prefetchBytes, indexIdleMs } = options.limits;
    this.#indexer =
      imap === null
        ? null
        : new TextIndexer({
            context,
            limits: { prefetchMessages, prefetchBytes, idleMs: indexIdleMs },
            isIdle: () => imap.isIdle,
            fetch: (wanted, keepsParts) => imap.indexTexts(wanted, keepsParts),
            onProgress: () => this.#wellbeing.look(),
          });
    this.#snoozer = new Snoozer(context);
    this.#bulk = new BulkWorker({
      ...context,
      onProgress: (act) => {
        hub.bump(account.id, 'BulkAct', this.#bulk.isBusy);
        if (act?.deed.kind === 'snooze' && !this.#bulk.isBusy) this.#snoozer.wake();
      },
    });
    this.#regrouper = new Regrouper({ ...context, isBusy: () => this.#isFilling });
    const fetchWhole = (emailId: EmailId, inner: AbortSignal) => this.#pop3?.fetchWhole(emailId, inner) ?? Promise.resolve(false);
    this.octets = new MessageOctets({
      accountId: account.id,
      store,
      withReader: imap === null ? null : (inner, task) => imap.read(slotPriority.reader, AbortSignal.any([signal, inner]), task),
      fetchWhole,
    });
    this.#reports = new ReportReader({
      ...{ accountId: account.id, store, log, signal },
      raw: (emailId, inner) => this.octets.raw(emailId, inner),
    });
    this.blobs = new MessageBlobs({
      accountId: account.id,
      store,
      octets: this.octets,
      roads:
        imap === null
          ? null
          : {
              lease: (inner) => imap.bulk.lease(AbortSignal.any([signal, inner])),
              // Behind whoever reads, before nobody.
              withReader: (inner, task) => imap.read(slotPriority.text, AbortSignal.any([signal, inner]), task),
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
      this.#snoozer.run(),
      this.#bulk.run(),
      this.#indexer?.run() ?? Promise.resolve(),
      this.vacations.run(),
      this.#reports.run(),
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
    return this.#isFilling || this.#bulk.isBusy || this.#indexer?.isRunning === true;
  }

  /** The store has something new: perhaps to carry, perhaps to tell. */
  noteCommit(states: CommitEvent['states']): void {
    this.#intents.wake();
    this.#submissions.wake();
    if (states.Email !== undefined) {
      this.tags.look();
      this.#reports.wake();
    }
    this.#wellbeing.look();
  }

  /** Something waits to be sent that no state tells of. */
  wakeSubmissions(): void {
    this.#submissions.wakeByPerson();
  }

  /** What waited to be let in at an outgoing server is due. */
  sendNow(): void {
    this.#makeDue(this.#submissions.signInIsGood());
  }

  /** The outgoing server was replaced by one that was proven: what never got through to the old one is due. */
  sendByOtherServer(): void {
    this.#makeDue(this.#submissions.serverIsOther());
  }

  #makeDue(made: Promise<void>): void {
    made.catch((error: unknown) => this.#options.log.warn('the queue was not made due', { accountId: this.account.id, error }));
  }

  /** A new password, or a person who is here: what waits for either goes on at once. */
  hurry(): void {
    this.engine.hurry();
    this.sendNow();
  }

  /** Mail was put off, or is to come back at another time. */
  wakeSnoozer(): void {
    this.#snoozer.wake();
  }

  /** Very many Emails are to be changed, or an act on them was stopped or taken back. */
  wakeBulkWorker(): void {
    this.#bulk.wake();
  }

  /** The outgoing server of an identity, as far as it has one of its own. */
  ownServerOf(identityId: IdentityId): Promise<OutgoingLogin | null> {
    return this.#options.ownServerOf(identityId);
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
    const pop3 = this.#pop3 === null ? null : { ...this.#pop3.facts, ...(await store.maildrops.incomplete(account.id)) };
    // What a view shows is counted where it lies (I33).
    const views = new Set((await store.mailboxes.syncRows(account.id)).filter(({ filing }) => filing === 'view').map(({ id }) => id));
    const held = (await this.progress()).filter(({ mailboxId }) => !views.has(mailboxId));
    const unread = held.map(({ serverMessages, indexed }) => Math.max(0, serverMessages - indexed));
    const error = health.error;
    return {
      state: health.state,
      lastSyncAtMs: health.lastSyncAtMs,
      retryAtMs: health.retryAtMs,
      pending,
      toFetch: unread.reduce((sum, each) => sum + each, 0),
      toIndex: this.#indexer?.waiting ?? 0,
      connections: this.#connections.size,
      error:
        error === null
          ? null
          : { kind: error.kind, stage: error.stage, code: error.code, serverText: error.serverText, host: account.servers.incoming.host },
      pop3,
    };
  }

  async progress(): Promise<MailboxProgress[]> {
    const { store } = this.#options;
    const [rows, windows] = await Promise.all([store.mailboxes.syncRows(this.account.id), store.mailboxes.windowPlaces(this.account.id)]);
    const all = rows.find(({ filing }) => filing === 'all');
    const missing =
      all === undefined || all.checkpoint.isFilled
        ? 0
        : Math.max(0, all.checkpoint.serverMessages - (await store.emails.countUids(this.account.id, all.id, null)));
    return rows.map((row) => ({
      mailboxId: row.id,
      serverMessages: this.#messagesOf(row, missing),
      indexed: row.totalEmails,
      threads: row.totalThreads,
      windows: windows.filter(({ mailboxId }) => mailboxId === row.id).map(({ mailboxId: _, ...window }) => window),
    }));
  }

  /** A maildrop has no mailboxes: what is still to come comes into the inbox. */
  #messagesOf({ role, filing, checkpoint, totalEmails }: MailboxSyncRow, missing: number): number {
    if (this.#pop3 !== null) return totalEmails + (role === 'inbox' ? this.#pop3.toFetch : 0);
    // Of what is still to come nobody knows how much bears no label: all of it may (I33).
    if (filing === 'all') return totalEmails + missing;
    if (filing === 'view' && missing > 0) return Math.max(checkpoint.serverMessages, totalEmails);
    return checkpoint.isFilled ? totalEmails : Math.max(checkpoint.serverMessages, totalEmails);
  }

  #noteHealth(health: EngineHealth): void {
    this.#isFilling = health.state === 'syncing';
    this.#options.hub.bump(this.account.id, 'AccountHealth', false);
  }

  #noteProgress(): void {
    this.#options.hub.bump(this.account.id, 'MailboxProgress', true);
    this.#wellbeing.look();
  }

  #imapEngine(context: AccountContext): AccountEngine {
    const { account } = this.#options;
    return new AccountEngine({
      context,
      shownMost: account.servers.traits.shownMost ?? null,
      providerLimit: account.servers.traits.imapLimit ?? null,
      connect: (purpose, inner) => this.#connect(purpose, inner),
      onHealth: (health) => this.#noteHealth(health),
      onProgress: () => this.#noteProgress(),
      onQuotas: () => this.quotaBook.note(this.imap?.quotas ?? []),
      onOnline: () => this.#intents.wake(),
      onLearnt: () => this.#intents.wake(),
    });
  }

  #pop3Engine(context: AccountContext): Pop3Engine {
    const { account, limits } = this.#options;
    const { traits, pop3: settings = defaultPop3Settings } = account.servers;
    return new Pop3Engine({
      context,
      connect: (signal) => this.#connectPop3(signal),
      settings,
      limits: { messageBytes: limits.pop3MessageBytes },
      showsMoreNextTime: traits.popRecent === true && !settings.recent,
      onHealth: (health) => this.#noteHealth(health),
      onProgress: () => this.#noteProgress(),
    });
  }

  #remoteIntents(context: AccountContext, engine: AccountEngine): IntentRunner {
    return new IntentRunner({
      ...context,
      savesSent: this.account.servers.traits.savesSent === true,
      withSession: (task) => engine.worker.use(slotPriority.intent, context.signal, task),
      onCarried: (mailboxIds: MailboxId[]) => {
        for (const id of mailboxIds) engine.markDirty(id);
        this.tags.look();
        this.#wellbeing.look();
      },
      onMailboxesChanged: () => engine.relist(),
      onNamed: (work, delimiter) => engine.names.note(work, delimiter),
    });
  }

  txtRecords(name: string): Promise<string[]> {
    return this.#options.dns.txt(name);
  }

  async postOutside(url: string, form: string, signal: AbortSignal): Promise<number> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { guard } = this.#options;
    // A redirect is an answer like any other: the address that was vouched for is the only one that is asked.
    const options = {
      guard,
      method: 'POST' as const,
      headers,
      body: form,
      signal,
      maxRedirects: 0,
      timeoutMs: 15_000,
      maxBytes: 64 * 1024,
    };
    return (await guardedFetch(url, options)).status;
  }

  async #connectPop3(signal: AbortSignal): Promise<Pop3Session> {
    const { guard, log, credentials, account, wireLog } = this.#options;
    const { incoming, pop3 = defaultPop3Settings } = account.servers;
    // Gmail: one of several clients, each of which gets all of the last 30 days (P11).
    const login = pop3.recent ? `recent:${incoming.login}` : incoming.login;
    return withCredential(credentials, (credential) => {
      const tap = wireLog.open(incoming);
      return connectPop3({
        server: { ...incoming, login },
        credential: credential.kind === 'password' ? { ...credential, apop: pop3.apop } : credential,
        guard,
        log,
        signal,
        onWire: tap.onWire,
      }).catch(told(tap));
    });
  }

  #listenTo({ host, port }: ServerSettings): { onWire: WireTap['onWire'] } {
    return { onWire: this.#options.wireLog.open({ protocol: 'smtp', host, port }).onWire };
  }

  async #connect(purpose: ConnectionPurpose, signal: AbortSignal): Promise<ImapSession> {
    const { guard, log, credentials, account, wireLog } = this.#options;
    const session = await withCredential(credentials, (credential) => {
      const tap = wireLog.open(account.servers.incoming);
      return connectImap({
        servers: account.servers.incoming,
        ...credential,
        guard,
        log,
        signal,
        onWire: tap.onWire,
        onBulk: tap.onBulk,
        idleConnection: purpose === 'watch',
      }).catch(told(tap));
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

/** Why a connection was not made stands in the log beside what was said before. */
const told =
  ({ onFailure }: WireTap) =>
  (error: unknown): never => {
    onFailure(error);
    throw error;
  };
