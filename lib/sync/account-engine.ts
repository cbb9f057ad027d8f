import type { ImapSession, QuotaFact } from '#lib/imap/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { Alarm, isMailError, MailError } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext, EngineContext } from './account-context.ts';
import { BulkConnections } from './bulk-connections.ts';
import { ConnectionBudget } from './connection-budget.ts';
import { asMailError, type EngineHealth, needsPerson } from './engine-health.ts';
import { fetchText, type TextWanted } from './fetch-text.ts';
import { fetchWindow } from './fetch-window.ts';
import { FillPace } from './fill-pace.ts';
import { fillView } from './fill-view.ts';
import { KnownQuotas } from './known-quotas.ts';
import { listMailboxes } from './list-mailboxes.ts';
import { type ConnectionPurpose, isRefusedLogin, LoginGate } from './login-gate.ts';
import type { MailEngine } from './mail-engine.ts';
import { byUrgency, isMain, isSoonFilled, isSynced } from './mailbox-urgency.ts';
import { Hints, type NewsListener } from './mailbox-watch.ts';
import { MailboxWatches } from './mailbox-watches.ts';
import { OwnNames } from './own-names.ts';
import { retryDelayMs } from './retry-delay.ts';
import { RightsPolls } from './rights-polls.ts';
import { runFill } from './run-fill.ts';
import { runPass, type SyncedRow } from './run-pass.ts';
import { SessionSlot, type SlotPriority, slotPriority } from './session-slot.ts';
import { StatusPolls } from './status-polls.ts';
import { TextQueue } from './text-queue.ts';
import { ToldStatuses } from './told-statuses.ts';
import { UidValidities } from './uid-validities.ts';
import { UnwillingMailboxes } from './unwilling-mailboxes.ts';
import { WantedWindows } from './wanted-windows.ts';

/** How often the list of mailboxes is asked for; one command tells which of them changed (I9, I10). */
const listingEveryMs = 60_000;
/** Where the server tells of changes by itself (RFC 5465), the listing only makes sure: of a rename Dovecot does not tell. */
const listingWhileToldEveryMs = 5 * 60_000;
/** Mailboxes that come and go one by one share a listing. */
const relistSettleMs = 2_000;
/** Held Emails are let go after this long, whatever the other mailboxes say (J1). */
const heldAtMostMs = 10_000;
/** Besides the worker's, the reader's and the one that watches (I14). */
const bulkConnections = 2;
const secondLoginAfterMs = 60_000;
/** A certificate may be renewed without anybody telling us; a refused password is not tried again before the person comes. */
const lastingTroubleRetryMs = 15 * 60_000;
/** The longest wait that a server may ask for. */
const longestWaitMs = 60 * 60_000;
/** Everything is compared with the server this often (I26), and the flags of servers without mod-sequences this often (I22). */
const reconcileEveryMs = 7 * 24 * 60 * 60_000;
const sweepEveryMs = 24 * 60 * 60_000;

export type AccountEngineOptions = {
  context: AccountContext;
  connect: (purpose: ConnectionPurpose, signal: AbortSignal) => Promise<ImapSession>;
  /** the provider shows only so many of the newest messages of a mailbox (I23) */
  shownMost?: number | null;
  /** connections that the provider allows for all programs of the person together (I14) */
  providerLimit?: number | null;
  onHealth: (health: EngineHealth) => void;
  /** a mailbox that is being filled has more rows */
  onProgress: () => void;
  /** the storage is fuller or emptier than it was */
  onQuotas: () => void;
  /** connected (again): intents may be carried */
  onOnline: () => void;
  /** a mailbox was read: intents that waited for a UID may be carried, also where nothing visible changed */
  onLearnt: () => void;
  /** how often the mailboxes are listed; by default as often as the server makes it necessary */
  listingEveryMs?: number | undefined;
  /** single STATUS commands in a minute, where LIST tells none; 20 by default (I10) */
  statusesPerMinute?: number | undefined;
};

/**
 * Keeps the index of one IMAP account true to its server: list, passes over what changed, first fills, in this order of urgency, in one
 * loop on one connection. Passes and intents take turns on that connection, so a pass never sees a half-done intent (J1).
 */
export class AccountEngine implements MailEngine {
  readonly worker: SessionSlot;
  /** of mailboxes, as we changed them a moment ago */
  readonly names: OwnNames;
  /** for long transfers */
  readonly bulk: BulkConnections;
  readonly #reader: SessionSlot;
  readonly #options: AccountEngineOptions;
  readonly #context: EngineContext;
  readonly #watches: MailboxWatches;
  readonly #texts: TextQueue;
  readonly #gate: LoginGate;
  readonly #budget: ConnectionBudget;
  readonly #polls: StatusPolls;
  readonly #windows = new WantedWindows();
  readonly #rights: RightsPolls;
  readonly #pace: FillPace;
  readonly #wake = new Alarm();
  readonly #dirty = new Set<MailboxId>();
  readonly #dirtyPaths = new Set<string>();
  readonly #told = new ToldStatuses();
  readonly #relistSoon = new Hints(() => this.relist(), relistSettleMs);
  /** the server tells of mailboxes that are not open */
  #isToldOfAll = false;
  /** to be compared in full with the server */
  readonly #doubtful = new Set<MailboxId>();
  readonly #lookedAtMs = new Map<MailboxId, number>();
  /** when the last pass over it, or turn of its fill, began */
  readonly #passedAtMs = new Map<MailboxId, number>();
  readonly #unwilling: UnwillingMailboxes;
  readonly #readyWaiters = new Set<() => void>();
  #health: EngineHealth = { state: 'starting', lastSyncAtMs: null, retryAtMs: null, error: null };
  readonly #quotas: KnownQuotas;
  /** a dirty mailbox waits for the answer to an intent of ours */
  #isAnswerAwaited = false;
  #isListed = false;
  #listingDueMs = 0;
  #listedAtMs = 0;
  /** since when Emails wait for a sign of where they went, and how many */
  #heldSinceMs: number | null = null;
  #held = 0;
  #isHurried = false;
  #refusedLogins = 0;
  /** rises with everything that is more urgent than a fill */
  #urgencies = 0;

  constructor(options: AccountEngineOptions) {
    this.#options = options;
    this.#context = { ...options.context, validities: new UidValidities() };
    const { signal } = this.#context;
    this.#budget = new ConnectionBudget(options.providerLimit ?? null);
    this.#gate = new LoginGate(
      this.#context.nowMs,
      () => this.#wake.ring(),
      // Somebody came through while the engine waits: so will it.
      () => this.hurry(),
    );
    this.#pace = new FillPace(this.#context.nowMs);
    this.#unwilling = new UnwillingMailboxes(this.#context.nowMs);
    this.#quotas = new KnownQuotas(signal, options.onQuotas);
    this.names = new OwnNames(this.#context.nowMs);
    this.#polls = new StatusPolls(this.#context, options.statusesPerMinute);
    this.#rights = new RightsPolls(this.#context);
    this.worker = new SessionSlot((inner) => this.#connectWorker(inner), signal);
    this.bulk = new BulkConnections((inner) => this.connect('download', inner), bulkConnections, signal);
    this.#reader = new SessionSlot((inner) => this.connect('reader', inner), signal);
    this.#watches = new MailboxWatches(
      this.#context,
      (inner) => this.connect('watch', inner),
      (id) => this.markDirty(id),
      { onNews: (news) => this.#hear(news), onTelling: (isTelling) => this.#setTold(isTelling) },
    );
    this.#texts = new TextQueue(this.#context, async (wanted) => {
      await this.read(slotPriority.text, signal, (session) => fetchText(this.#context, session, wanted));
    });
  }

  /** What the server said last of its quotas. */
  get quotas(): readonly QuotaFact[] {
    return this.#quotas.all;
  }

  /** Whether the server is known to have no room for so many octets more (J12); then it is asked again, so that this does not last. */
  isFullFor(sizeBytes: number): boolean {
    const isFull = this.#quotas.areFullFor(sizeBytes);
    if (isFull) this.relist();
    return isFull;
  }

  get health(): EngineHealth {
    return this.#health;
  }

  /** Runs until the account's signal fires and nothing of it is left. */
  async run(): Promise<void> {
    await this.#loop();
    this.#windows.end();
    await Promise.all([this.#watches.ended(), this.#texts.ended()]);
    this.#relistSoon.drop();
  }

  async #loop(): Promise<void> {
    const { signal, log, accountId, nowMs } = this.#context;
    let failures = 0;
    // Emails may have been held when the process ended.
    this.#heldSinceMs = nowMs();
    while (!signal.aborted) {
      try {
        await this.#turn();
        failures = 0;
        this.#refusedLogins = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const mailError = asMailError(error);
        log.warn('account turn failed', { accountId, error: mailError, failures });
        this.worker.drop();
        this.#listingDueMs = 0;
        this.#gate.pause(mailError);
        await this.#pause(mailError, failures);
        this.#gate.reopen();
      }
    }
  }

  /** A connection of the account for this purpose. @throws MailError of connecting, or why nobody may log in now */
  connect(purpose: ConnectionPurpose, signal: AbortSignal): Promise<ImapSession> {
    return this.#budget.open(purpose, () => this.#gate.through(purpose, () => this.#options.connect(purpose, signal)));
  }

  /** Runs a task that only reads, on the reading connection, or on the worker's where the server allows no more than one. */
  async read<T>(priority: SlotPriority, signal: AbortSignal | null, task: (session: ImapSession) => Promise<T>): Promise<T> {
    const slot = this.#slot;
    try {
      return await slot.use(priority, signal, task);
    } catch (error) {
      // This was the connection by which the server let us know (I14): the task has not begun.
      if (slot === this.#slot || !isMailError(error) || error.stage !== 'auth') throw error;
      return this.#slot.use(priority, signal, task);
    }
  }

  /** Waits for the first listing of an account that has none yet (J21). @throws MailError: why it does not come, or 'aborted' */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#isListed || (await this.#context.store.mailboxes.syncRows(this.#context.accountId)).some((row) => row.role === 'inbox'))
      return;
    if (this.#health.state === 'needs-you' && this.#health.error !== null) throw this.#health.error;
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        this.#readyWaiters.delete(end);
        signal.removeEventListener('abort', end);
        if (this.#isListed) resolve();
        else reject(this.#health.error ?? new MailError('temporary', 'the mailbox list did not come in time'));
      };
      this.#readyWaiters.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /** Something may have happened in this mailbox. */
  markDirty(mailboxId: MailboxId): void {
    this.#dirty.add(mailboxId);
    this.#urgencies += 1;
    this.#wake.ring();
  }

  /** This mailbox is on a screen: live (settled 22), and filled before others (settled 7). */
  look(mailboxId: MailboxId): void {
    const newest = [...this.#lookedAtMs].sort((a, b) => b[1] - a[1])[0]?.[0];
    this.#lookedAtMs.set(mailboxId, this.#context.nowMs());
    this.#watches.look(mailboxId);
    if (newest === mailboxId) return;
    this.#urgencies += 1;
    this.#wake.ring();
  }

  /**
   * This part of a mailbox is on a screen: where the fill has not come yet it is fetched before anything else (settled 7).
   *
   * @param position messages newer than the window
   * @returns ends when it is in the index, or will not come out of turn
   */
  wantWindow(mailboxId: MailboxId, position: number, limit: number): Promise<void> {
    this.look(mailboxId);
    const served = this.#windows.want(mailboxId, { position, limit });
    this.#urgencies += 1;
    this.#wake.ring();
    return served;
  }

  /** The list of mailboxes is another one now. */
  relist(): void {
    this.#listingDueMs = 0;
    this.#wake.ring();
  }

  #hear(news: Parameters<NewsListener['onNews']>[0]): void {
    if (news.kind === 'list') this.#relistSoon.take();
    else {
      this.#told.take(news.path, news.status);
      this.#urgencies += 1;
      this.#wake.ring();
    }
  }

  #setTold(isTold: boolean): void {
    this.#isToldOfAll = isTold;
    // What happened before it begins is learnt by the listing that is due anyway, what was missed at its end by one at once.
    if (!isTold) this.relist();
  }

  get #listingEveryMs(): number {
    return this.#options.listingEveryMs ?? (this.#isToldOfAll ? listingWhileToldEveryMs : listingEveryMs);
  }

  /** These rows are on a screen and want their preview. */
  wantText(emailIds: readonly EmailId[]): void {
    this.#texts.want(emailIds);
  }

  /** All is read, and nobody waits for anything: time for what can wait. */
  get isIdle(): boolean {
    return this.#health.state === 'ok' && !this.#slot.isWantedBy(slotPriority.text) && !this.worker.isWantedBy(slotPriority.text);
  }

  /** Texts for the index, message by message until somebody else wants the connection. @returns octets of parts that were kept */
  indexTexts(wanted: readonly TextWanted[], keepsParts: boolean): Promise<number> {
    const slot = this.#slot;
    const mayGoOn = () => !slot.isWantedBy(slotPriority.text) && this.#health.state === 'ok';
    return slot.use(slotPriority.text, this.#context.signal, (session) =>
      fetchText(this.#context, session, wanted, { mayGoOn, keepsParts }),
    );
  }

  /** The connection of those who only read. */
  get #slot(): SessionSlot {
    return this.#gate.isCrowded || this.#budget.isTight ? this.worker : this.#reader;
  }

  /** The person came back, or somebody got through: no waiting any more. */
  hurry(): void {
    if (!this.#gate.isPaused) return;
    this.#isHurried = true;
    this.#wake.ring();
  }

  checkNow(): void {
    this.relist();
    this.hurry();
  }

  async #connectWorker(signal: AbortSignal): Promise<ImapSession> {
    const session = await this.connect('worker', signal);
    session.onClose(() => {
      // The loop finds out by its next command, which comes at once: the list is due.
      this.#listingDueMs = 0;
      this.#wake.ring();
    });
    session.onMailboxEvent((event) => {
      // Learnt in passing: the pass that follows tells for certain (I20, I26). Flags are mostly the echo of our own changes.
      if (event.kind === 'unparsed') this.#doubt(event.path);
      else if (event.kind !== 'flags') this.#dirtyPaths.add(event.path);
    });
    this.#options.onOnline();
    this.#watches.retryNow();
    return session;
  }

  /** A line of the server could not be read: whatever it was about is compared in full (I26). */
  #doubt(path: string | null): void {
    const { store, accountId, log } = this.#context;
    store.mailboxes
      .syncRows(accountId)
      .then((rows) => {
        for (const row of rows) if (isSynced(row) && (path === null || row.path === path)) this.#doubtful.add(row.id);
        for (const id of this.#doubtful) this.markDirty(id);
      })
      .catch((error: unknown) => log.warn('doubt not noted', { accountId, error }));
  }

  async #pause(error: MailError, failures: number): Promise<void> {
    const { nowMs } = this.#context;
    if (isRefusedLogin(error)) this.#refusedLogins += 1;
    if (needsPerson(error, this.#refusedLogins)) {
      const retryAtMs = isRefusedLogin(error) ? null : nowMs() + lastingTroubleRetryMs;
      this.#setHealth({ state: 'needs-you', retryAtMs: null, error });
      for (const end of this.#readyWaiters) end();
      return this.#sleepUntilHurried(retryAtMs);
    }
    const waitMs = isRefusedLogin(error)
      ? secondLoginAfterMs
      : Math.max(retryDelayMs(failures, Math.random()), Math.min(error.retryAfterMs ?? 0, longestWaitMs));
    this.#setHealth({ state: 'retrying', retryAtMs: nowMs() + waitMs, error });
    return this.#sleepUntilHurried(nowMs() + waitMs);
  }

  async #sleepUntilHurried(untilMs: number | null): Promise<void> {
    const { nowMs, signal } = this.#context;
    const sinceMs = nowMs();
    // A clock that was set back ends the wait.
    while (!signal.aborted && !this.#isHurried && (untilMs === null || (nowMs() < untilMs && nowMs() >= sinceMs))) {
      await this.#wake.sleep(untilMs === null ? null : untilMs - nowMs(), signal);
    }
    this.#isHurried = false;
  }

  /** One thing, the most urgent one; sleeps when there is none. */
  async #turn(): Promise<void> {
    const { nowMs, signal } = this.#context;
    // What comes while the turn is still being decided is more urgent than a fill, too.
    const urgencies = this.#urgencies;
    this.#bearWithClock(nowMs());
    // Refused on another connection of the account: one refusal for all of them.
    if (this.#gate.refusal !== null) throw this.#gate.refusal;
    const watched = await this.#nextWindow();
    if (watched !== null) return this.#fetchWindow(watched);
    if (nowMs() >= this.#listingDueMs) return this.#list();
    if (this.#heldSinceMs !== null && nowMs() - this.#heldSinceMs >= heldAtMostMs) return this.#releaseHeld(true);
    const dirty = await this.#nextDirty();
    if (dirty !== null) return this.#pass(dirty);
    const view = await this.#nextView();
    if (view !== null) return this.#fillView(view.view, view.all);
    const unfilled = await this.#nextUnfilled();
    // Mailboxes still dirty wait for the answer to an intent of ours: what vanished may be found there. A mailbox that is read anew goes on:
    // the intent may be waiting for what is in it (I27).
    if (this.#heldSinceMs !== null && this.#isAnswerAwaited && unfilled === null)
      return this.#wake.sleep(this.#heldSinceMs + heldAtMostMs - nowMs(), signal);
    // What vanished may be in a mailbox that was not read yet: a small one is read first, a large one would make everybody wait.
    const isFoundLater = unfilled !== null && (isSoonFilled(unfilled) || this.#isAnswerAwaited);
    if (this.#heldSinceMs !== null && !isFoundLater && (await this.#isAllLookedAt())) return this.#releaseHeld(false);
    if (unfilled !== null) return this.#fill(unfilled, urgencies);
    if (this.#heldSinceMs !== null)
      return this.#wake.sleep(Math.max(0, Math.min(this.#heldSinceMs + heldAtMostMs, this.#listingDueMs) - nowMs()), signal);
    this.#setHealth({ state: 'ok', lastSyncAtMs: nowMs(), retryAtMs: null, error: null });
    this.#texts.goOn();
    await this.#wake.sleep(Math.max(0, this.#listingDueMs - nowMs()), signal);
  }

  /** Where the clock was set back nobody waits for the time that it was before. */
  #bearWithClock(now: number): void {
    if (this.#listingDueMs > now + this.#listingEveryMs) this.#listingDueMs = now;
    if (this.#heldSinceMs !== null) this.#heldSinceMs = Math.min(this.#heldSinceMs, now);
  }

  async #list(): Promise<void> {
    const { nowMs, signal, store, accountId } = this.#context;
    this.#listedAtMs = nowMs();
    // A wish for another listing that comes meanwhile stays.
    this.#listingDueMs = this.#listedAtMs + this.#listingEveryMs;
    const dirty = await this.worker.use(slotPriority.pass, signal, async (session) => {
      const changed = await listMailboxes(this.#context, session, this.#polls, this.#rights, this.names);
      if (this.names.isBehind) this.#relistSoon.take();
      const due = (await store.mailboxes.syncRows(accountId)).filter(isSynced).filter((row) => this.#isCompareDue(row, session));
      return [...changed, ...due.map(({ id }) => id)];
    });
    await this.worker.use(slotPriority.pass, signal, (session) => this.#quotas.ask(session));
    for (const id of dirty) this.#dirty.add(id);
    this.#isListed = true;
    for (const end of this.#readyWaiters) end();
    const rows = await store.mailboxes.syncRows(accountId);
    this.#watches.keep(rows.filter(isSynced));
  }

  /** Dirty mailboxes in order of their role: the inbox first. Those into which an intent is unanswered wait for its answer (J1). */
  async #nextDirty(): Promise<SyncedRow | null> {
    this.#isAnswerAwaited = false;
    if (this.#dirty.size === 0 && this.#dirtyPaths.size === 0 && this.#told.isEmpty) return null;
    const { store, accountId } = this.#context;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    const rows = await store.mailboxes.syncRows(accountId);
    for (const row of rows) if (row.path !== null && this.#dirtyPaths.has(row.path)) this.#dirty.add(row.id);
    this.#dirtyPaths.clear();
    // What happens in a view is read where all mail is (I33).
    const all = rows.find(({ filing }) => filing === 'all');
    if (all !== undefined && rows.some(({ id, filing }) => filing === 'view' && this.#dirty.has(id))) this.#dirty.add(all.id);
    const told = this.#told.drain(rows);
    for (const id of told.dirty) this.#dirty.add(id);
    if (told.isListingDue) this.#relistSoon.take();
    for (const id of this.#dirty) if (!rows.some((row) => row.id === id && isSynced(row))) this.#dirty.delete(id);
    this.#isAnswerAwaited = [...this.#dirty].some((id) => waiting.has(id));
    const ready = rows.filter(isSynced).filter((row) => this.#dirty.has(row.id) && !waiting.has(row.id) && this.#unwilling.isWilling(row));
    return ready.sort(byUrgency(this.#lookedAtMs))[0] ?? null;
  }

  async #pass(row: SyncedRow): Promise<void> {
    const { signal, nowMs } = this.#context;
    this.#dirty.delete(row.id);
    try {
      const held = await this.worker.use(slotPriority.pass, signal, (session) => this.#passOn(session, row, new Set()));
      if (held > 0) this.#heldSinceMs ??= nowMs();
      // What vanished here may have appeared in a mailbox that is not known to be dirty yet.
      if (held > 0 && held !== this.#held) this.#listingDueMs = 0;
      this.#held = held;
      this.#options.onLearnt();
    } catch (error) {
      this.#dirty.add(row.id);
      this.#forgive(error, row);
    }
  }

  async #passOn(session: ImapSession, row: SyncedRow, underway: Set<MailboxId>, skipsFresh = false): Promise<number> {
    const { store, accountId } = this.#context;
    underway.add(row.id);
    if (!skipsFresh) this.#passedAtMs.set(row.id, this.#context.nowMs());
    const isThorough = !skipsFresh && this.#isCompareDue(row, session);
    const passOther = async (otherId: MailboxId) => {
      if (underway.has(otherId)) return true;
      const other = await store.mailboxes.syncRow(accountId, otherId);
      if (other === null || !isSynced(other) || !other.checkpoint.isFilled || !this.#unwilling.isWilling(other)) return true;
      const isAwaited = (await store.intents.unansweredTargets(accountId)).includes(otherId);
      try {
        await this.#passOn(session, other, underway, isAwaited);
        return true;
      } catch (error) {
        this.#forgive(error, other);
        if (asMailError(error).kind !== 'not-found') return true;
        this.#dirty.add(row.id);
        this.relist();
        return false;
      }
    };
    const held = await runPass(this.#context, session, row, {
      passOther,
      isThorough,
      skipsFresh,
      shownMost: this.#options.shownMost ?? null,
    });
    this.#rights.setVolatile(row.path, false);
    if (isThorough) this.#doubtful.delete(row.id);
    return held;
  }

  /** Weekly (I26); daily and when a screen opens it, where flags have no mod-sequence (I22); and after an answer nobody could read. */
  #isCompareDue({ id, checkpoint }: SyncedRow, session: ImapSession): boolean {
    if (!checkpoint.isFilled) return false;
    const { comparedAtMs } = checkpoint;
    if (this.#doubtful.has(id) || comparedAtMs === null) return true;
    const isSweep = checkpoint.highestModSeq === null && !session.capabilities.esearch;
    const isLookedAt = isSweep && (this.#lookedAtMs.get(id) ?? 0) > comparedAtMs;
    return isLookedAt || this.#context.nowMs() - comparedAtMs >= (isSweep ? sweepEveryMs : reconcileEveryMs);
  }

  /** A mailbox that is gone or refuses costs itself a turn, never the account. */
  #forgive(error: unknown, row: SyncedRow): void {
    const { nowMs, log, accountId } = this.#context;
    const mailError = asMailError(error);
    if (!['not-found', 'refused', 'forbidden', 'stale-uids'].includes(mailError.kind)) throw mailError;
    log.info('mailbox passed over', { accountId, mailboxId: row.id, error: mailError });
    this.#unwilling.leave(row, mailError.kind === 'stale-uids' ? 1_000 : null);
    if (mailError.code === 'UIDNOTSTICKY') this.#rights.setVolatile(row.path, true);
    // Deleted or renamed elsewhere, most likely; the list tells.
    this.#listingDueMs = Math.min(this.#listingDueMs, nowMs() + 1_000);
  }

  /** Where the listing tells no status only some mailboxes are asked for theirs (I10): what vanished may have gone to one of the others. */
  async #isAllLookedAt(): Promise<boolean> {
    const { store, accountId } = this.#context;
    const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced).filter(({ checkpoint }) => checkpoint.isFilled);
    return rows.every(({ id, path }) => Math.max(this.#polls.askedAtMs(path), this.#passedAtMs.get(id) ?? 0) >= this.#listedAtMs);
  }

  /**
   * What vanished before the last listing, and did not appear in the mailboxes that this listing found changed, is gone. Copies of a mailbox
   * that is being read again wait for its fill (I27).
   *
   * @param isLate the passes take too long: nobody is held for longer than `heldAtMostMs`
   */
  async #releaseHeld(isLate: boolean): Promise<void> {
    const { store, accountId, nowMs } = this.#context;
    const { stillHeld, heldLater } = await store.emails.releaseHeld(accountId, isLate ? nowMs() - heldAtMostMs : this.#listedAtMs);
    this.#held = stillHeld;
    this.#heldSinceMs = (isLate ? stillHeld : heldLater) > 0 ? nowMs() : null;
    // A mailbox was read anew after that listing: the next one tells of those that it no longer has.
    if (!isLate && heldLater > 0) this.#listingDueMs = 0;
  }

  async #nextWindow(): Promise<SyncedRow | null> {
    // The first listing comes before anything else; later ones wait for a person who looks at an empty part of the screen.
    if (this.#windows.isEmpty || !this.#isListed) return null;
    const { store, accountId } = this.#context;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced);
    return this.#windows.next(rows, (row) => !waiting.has(row.id) && this.#unwilling.isWilling(row));
  }

  async #fetchWindow(row: SyncedRow): Promise<void> {
    const { signal } = this.#context;
    try {
      await this.#windows.serve(row.id, (wanted) =>
        this.worker.use(slotPriority.reader, signal, (session) => fetchWindow(this.#context, session, row, wanted)),
      );
      this.#options.onProgress();
    } catch (error) {
      this.#forgive(error, row);
    }
  }

  async #nextUnfilled(): Promise<SyncedRow | null> {
    const { store, accountId } = this.#context;
    const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced);
    const open = rows.filter((row) => !row.checkpoint.isFilled && this.#unwilling.isWilling(row));
    if (open.length === 0) return null;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    return open.filter((row) => !waiting.has(row.id)).sort(byUrgency(this.#lookedAtMs))[0] ?? null;
  }

  /** A view whose labels are not known yet (I33). */
  async #nextView(): Promise<{ view: MailboxSyncRow; all: SyncedRow } | null> {
    const { store, accountId } = this.#context;
    const rows = await store.mailboxes.syncRows(accountId);
    const all = rows.filter(isSynced).find(({ filing, checkpoint }) => filing === 'all' && checkpoint.uidNext !== null);
    const view = rows.find(
      (row) => row.filing === 'view' && row.path !== null && !row.checkpoint.isFilled && this.#unwilling.isWilling(row),
    );
    return all === undefined || view === undefined || !this.#unwilling.isWilling(all) ? null : { view, all };
  }

  async #fillView(view: MailboxSyncRow, all: SyncedRow): Promise<void> {
    try {
      await this.worker.use(slotPriority.pass, this.#context.signal, (session) => fillView(this.#context, session, view, all));
    } catch (error) {
      this.#forgive(error, { ...view, path: view.path ?? '' });
    }
  }

  async #fill(row: SyncedRow, urgencies: number): Promise<void> {
    const { signal, nowMs } = this.#context;
    this.#setHealth({ state: 'syncing', retryAtMs: null, error: null });
    this.#passedAtMs.set(row.id, nowMs());
    const isUrgent = () =>
      this.worker.isWantedBy(slotPriority.pass) ||
      this.#urgencies > urgencies ||
      this.#gate.refusal !== null ||
      nowMs() >= this.#listingDueMs;
    try {
      const isFilled = await this.worker.use(slotPriority.fill, signal, (session) => {
        let batches = 0;
        const mayGoOn = () => {
          batches += 1;
          if (batches > 1) this.#options.onProgress();
          // Each turn moves on by a batch at least.
          return batches === 1 || (!signal.aborted && !isUrgent() && batches <= 50);
        };
        return runFill(this.#context, session, row, mayGoOn, this.#pace);
      });
      this.#options.onLearnt();
      // Copies made void by a new UIDVALIDITY were waiting for this.
      if (isFilled) this.#heldSinceMs ??= nowMs();
    } catch (error) {
      this.#forgive(error, row);
    }
    this.#options.onProgress();
    if (isMain(row)) this.#texts.goOn();
  }

  #setHealth(change: Partial<EngineHealth>): void {
    const before = this.#health;
    this.#health = { ...before, ...change };
    const isSame =
      before.state === this.#health.state && before.error === this.#health.error && before.retryAtMs === this.#health.retryAtMs;
    if (!isSame) this.#options.onHealth(this.#health);
  }
}
