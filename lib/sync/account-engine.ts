import type { ImapSession, QuotaFact } from '#lib/imap/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { Alarm, isMailError } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext, EngineContext } from './account-context.ts';
import { AccountHealth } from './account-health.ts';
import { BulkConnections } from './bulk-connections.ts';
import { ConnectionBudget } from './connection-budget.ts';
import { DirtyMailboxes } from './dirty-mailboxes.ts';
import { asMailError, type EngineHealth } from './engine-health.ts';
import { fetchText, type TextWanted } from './fetch-text.ts';
import { fetchWindow } from './fetch-window.ts';
import { FillPace } from './fill-pace.ts';
import { fillView } from './fill-view.ts';
import { HeldEmails } from './held-emails.ts';
import { KnownQuotas } from './known-quotas.ts';
import { listMailboxes } from './list-mailboxes.ts';
import { type ConnectionPurpose, LoginGate } from './login-gate.ts';
import type { MailEngine } from './mail-engine.ts';
import { isMain, isSoonFilled, isSynced } from './mailbox-urgency.ts';
import { Hints, type NewsListener } from './mailbox-watch.ts';
import { MailboxWatches } from './mailbox-watches.ts';
import { OwnNames } from './own-names.ts';
import { Passes } from './passes.ts';
import { RetryPauses } from './retry-pauses.ts';
import { RightsPolls } from './rights-polls.ts';
import { runFill } from './run-fill.ts';
import type { SyncedRow } from './run-pass.ts';
import { SessionSlot, type SlotPriority, slotPriority } from './session-slot.ts';
import { StatusPolls } from './status-polls.ts';
import { TextQueue } from './text-queue.ts';
import { UidValidities } from './uid-validities.ts';
import { WantedWindows } from './wanted-windows.ts';

/** How often the list of mailboxes is asked for; one command tells which of them changed (I9, I10). */
const listingEveryMs = 60_000;
/** Where the server tells of changes by itself (RFC 5465), the listing only makes sure: of a rename Dovecot does not tell. */
const listingWhileToldEveryMs = 5 * 60_000;
/** Mailboxes that come and go one by one share a listing. */
const relistSettleMs = 2_000;
/** Besides the worker's, the reader's and the one that watches (I14). */
const bulkConnections = 2;
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
  readonly #dirty: DirtyMailboxes;
  readonly #passes: Passes;
  readonly #held: HeldEmails;
  readonly #health: AccountHealth;
  readonly #pauses: RetryPauses;
  readonly #relistSoon = new Hints(() => this.relist(), relistSettleMs);
  /** the server tells of mailboxes that are not open */
  #isToldOfAll = false;
  readonly #quotas: KnownQuotas;
  #listingDueMs = 0;
  #listedAtMs = 0;
  /** rises with everything that is more urgent than a fill */
  #urgencies = 0;

  constructor(options: AccountEngineOptions) {
    this.#options = options;
    this.#context = { ...options.context, validities: new UidValidities() };
    const { signal } = this.#context;
    this.#health = new AccountHealth(options.onHealth);
    this.#held = new HeldEmails(this.#context);
    this.#dirty = new DirtyMailboxes(this.#context, () => this.#relistSoon.take());
    this.#budget = new ConnectionBudget(options.providerLimit ?? null);
    this.#gate = new LoginGate(
      this.#context.nowMs,
      () => this.#wake.ring(),
      // Somebody came through while the engine waits: so will it.
      () => this.hurry(),
    );
    this.#pace = new FillPace(this.#context.nowMs);
    this.#quotas = new KnownQuotas(signal, options.onQuotas);
    this.names = new OwnNames(this.#context.nowMs);
    this.#polls = new StatusPolls(this.#context, options.statusesPerMinute);
    this.#rights = new RightsPolls(this.#context);
    this.#passes = new Passes({
      context: this.#context,
      dirty: this.#dirty,
      rights: this.#rights,
      shownMost: options.shownMost ?? null,
      onMisplaced: (isCertain) => this.#listWithin(isCertain ? 0 : 1_000),
    });
    this.#pauses = new RetryPauses({ health: this.#health, gate: this.#gate, wake: this.#wake, nowMs: this.#context.nowMs, signal });
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
    return this.#health.current;
  }

  /** Runs until the account's signal fires and nothing of it is left. */
  async run(): Promise<void> {
    await this.#loop();
    this.#windows.end();
    await Promise.all([this.#watches.ended(), this.#texts.ended()]);
    this.#relistSoon.drop();
  }

  async #loop(): Promise<void> {
    const { signal, log, accountId } = this.#context;
    // Emails may have been held when the process ended.
    this.#held.suspect();
    while (!signal.aborted) {
      try {
        await this.#turn();
        this.#pauses.noteSuccess();
      } catch (error) {
        if (signal.aborted) return;
        const mailError = asMailError(error);
        log.warn('account turn failed', { accountId, error: mailError, failures: this.#pauses.failures + 1 });
        this.worker.drop();
        this.#listingDueMs = 0;
        await this.#pauses.after(mailError);
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
    if ((await this.#context.store.mailboxes.syncRows(this.#context.accountId)).some((row) => row.role === 'inbox')) return;
    await this.#health.listed(signal);
  }

  /** Something may have happened in this mailbox. */
  markDirty(mailboxId: MailboxId): void {
    this.#dirty.add(mailboxId);
    this.#urgencies += 1;
    this.#wake.ring();
  }

  /** This mailbox is on a screen: live (settled 22), and filled before others (settled 7). */
  look(mailboxId: MailboxId): void {
    const isAnother = this.#passes.look(mailboxId);
    this.#watches.look(mailboxId);
    if (!isAnother) return;
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
    this.#listWithin(0);
    this.#wake.ring();
  }

  #listWithin(ms: number): void {
    this.#listingDueMs = ms === 0 ? 0 : Math.min(this.#listingDueMs, this.#context.nowMs() + ms);
  }

  #hear(news: Parameters<NewsListener['onNews']>[0]): void {
    if (news.kind === 'list') this.#relistSoon.take();
    else {
      this.#dirty.addTold(news.path, news.status);
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
    return this.health.state === 'ok' && !this.#slot.isWantedBy(slotPriority.text) && !this.worker.isWantedBy(slotPriority.text);
  }

  /** Texts for the index, message by message until somebody else wants the connection. @returns octets of parts that were kept */
  indexTexts(wanted: readonly TextWanted[], keepsParts: boolean): Promise<number> {
    const slot = this.#slot;
    const mayGoOn = () => !slot.isWantedBy(slotPriority.text) && this.health.state === 'ok';
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
    this.#pauses.hurry();
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
      else if (event.kind !== 'flags') this.#dirty.addPath(event.path);
    });
    this.#options.onOnline();
    this.#watches.retryNow();
    return session;
  }

  #doubt(path: string | null): void {
    const { accountId, log } = this.#context;
    this.#dirty
      .doubt(path)
      .then(() => {
        this.#urgencies += 1;
        this.#wake.ring();
      })
      .catch((error: unknown) => log.warn('doubt not noted', { accountId, error }));
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
    if (this.#held.isOverdue) return this.#held.releaseLate();
    const dirty = await this.#dirty.next((row) => this.#passes.isWilling(row), this.#passes.order);
    if (dirty !== null) return this.#pass(dirty);
    const view = await this.#nextView();
    if (view !== null) return this.#fillView(view.view, view.all);
    const unfilled = await this.#nextUnfilled();
    // Mailboxes still dirty wait for the answer to an intent of ours: what vanished may be found there. A mailbox that is read anew goes on:
    // the intent may be waiting for what is in it (I27).
    if (this.#held.isAny && this.#dirty.isAnswerAwaited && unfilled === null) return this.#wake.sleep(this.#held.untilMs - nowMs(), signal);
    // What vanished may be in a mailbox that was not read yet: a small one is read first, a large one would make everybody wait.
    const isFoundLater = unfilled !== null && (isSoonFilled(unfilled) || this.#dirty.isAnswerAwaited);
    if (this.#held.isAny && !isFoundLater && (await this.#isAllLookedAt())) return this.#releaseHeld();
    if (unfilled !== null) return this.#fill(unfilled, urgencies);
    if (this.#held.isAny) return this.#wake.sleep(Math.max(0, Math.min(this.#held.untilMs, this.#listingDueMs) - nowMs()), signal);
    this.#health.set({ state: 'ok', lastSyncAtMs: nowMs(), retryAtMs: null, error: null });
    this.#texts.goOn();
    await this.#wake.sleep(Math.max(0, this.#listingDueMs - nowMs()), signal);
  }

  /** Where the clock was set back nobody waits for the time that it was before. */
  #bearWithClock(now: number): void {
    if (this.#listingDueMs > now + this.#listingEveryMs) this.#listingDueMs = now;
    this.#held.bearWithClock();
  }

  async #list(): Promise<void> {
    const { nowMs, signal, store, accountId } = this.#context;
    this.#listedAtMs = nowMs();
    // A wish for another listing that comes meanwhile stays.
    this.#listingDueMs = this.#listedAtMs + this.#listingEveryMs;
    await this.worker.use(slotPriority.pass, signal, async (session) => {
      // Noted before anything else can fail: the server does not tell all of it again.
      for (const id of await listMailboxes(this.#context, session, this.#polls, this.#rights, this.names)) this.#dirty.add(id);
      if (this.names.isBehind) this.#relistSoon.take();
      const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced);
      for (const row of rows) if (this.#passes.isCompareDue(row, session)) this.#dirty.add(row.id);
      this.#health.setListed();
      this.#watches.keep(rows);
    });
    await this.worker.use(slotPriority.pass, signal, (session) => this.#quotas.ask(session));
  }

  async #pass(row: SyncedRow): Promise<void> {
    const { signal } = this.#context;
    this.#dirty.delete(row.id);
    try {
      const held = await this.worker.use(slotPriority.pass, signal, (session) => this.#passes.over(session, row));
      // What vanished here may have appeared in a mailbox that is not known to be dirty yet.
      if (this.#held.note(held)) this.#listingDueMs = 0;
      this.#options.onLearnt();
    } catch (error) {
      this.#dirty.add(row.id);
      // What it found gone may be stored already, here or in a mailbox that it looked at on the way.
      this.#held.suspect();
      this.#passes.forgive(error, row);
    }
  }

  /** Where the listing tells no status only some mailboxes are asked for theirs (I10): what vanished may have gone to one of the others. */
  async #isAllLookedAt(): Promise<boolean> {
    const { store, accountId } = this.#context;
    const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced).filter(({ checkpoint }) => checkpoint.isFilled);
    return rows.every(({ id, path }) => Math.max(this.#polls.askedAtMs(path), this.#passes.passedAtMs(id)) >= this.#listedAtMs);
  }

  async #releaseHeld(): Promise<void> {
    if (await this.#held.release(this.#listedAtMs)) this.#listingDueMs = 0;
  }

  async #nextWindow(): Promise<SyncedRow | null> {
    // The first listing comes before anything else; later ones wait for a person who looks at an empty part of the screen.
    if (this.#windows.isEmpty || !this.#health.isListed) return null;
    const { store, accountId } = this.#context;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced);
    return this.#windows.next(rows, (row) => !waiting.has(row.id) && this.#passes.isWilling(row));
  }

  async #fetchWindow(row: SyncedRow): Promise<void> {
    const { signal } = this.#context;
    try {
      await this.#windows.serve(row.id, (wanted) =>
        this.worker.use(slotPriority.reader, signal, (session) => fetchWindow(this.#context, session, row, wanted)),
      );
      this.#options.onProgress();
    } catch (error) {
      this.#passes.forgive(error, row);
    }
  }

  async #nextUnfilled(): Promise<SyncedRow | null> {
    const { store, accountId } = this.#context;
    const rows = (await store.mailboxes.passRows(accountId)).filter(isSynced);
    const open = rows.filter((row) => !row.checkpoint.isFilled && this.#passes.isWilling(row));
    if (open.length === 0) return null;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    return open.filter((row) => !waiting.has(row.id)).sort(this.#passes.order)[0] ?? null;
  }

  /** A view whose labels are not known yet (I33). */
  async #nextView(): Promise<{ view: MailboxSyncRow; all: SyncedRow } | null> {
    const { store, accountId } = this.#context;
    const rows = await store.mailboxes.syncRows(accountId);
    const all = rows.filter(isSynced).find(({ filing, checkpoint }) => filing === 'all' && checkpoint.uidNext !== null);
    const view = rows.find((row) => row.filing === 'view' && row.path !== null && !row.checkpoint.isFilled && this.#passes.isWilling(row));
    return all === undefined || view === undefined || !this.#passes.isWilling(all) ? null : { view, all };
  }

  async #fillView(view: MailboxSyncRow, all: SyncedRow): Promise<void> {
    try {
      await this.worker.use(slotPriority.pass, this.#context.signal, (session) => fillView(this.#context, session, view, all));
    } catch (error) {
      this.#passes.forgive(error, { ...view, path: view.path ?? '' });
    }
  }

  async #fill(row: SyncedRow, urgencies: number): Promise<void> {
    const { signal, nowMs } = this.#context;
    this.#health.set({ state: 'syncing', retryAtMs: null, error: null });
    this.#passes.note(row.id);
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
      if (isFilled) this.#held.suspect();
    } catch (error) {
      this.#passes.forgive(error, row);
    }
    this.#options.onProgress();
    if (isMain(row)) this.#texts.goOn();
  }
}
