import type { ImapSession } from '#lib/imap/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { Alarm, MailError } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { asMailError, type EngineHealth, needsPerson } from './engine-health.ts';
import { fetchText } from './fetch-text.ts';
import { listMailboxes } from './list-mailboxes.ts';
import { MailboxWatches } from './mailbox-watches.ts';
import { retryDelayMs } from './retry-delay.ts';
import { runFill } from './run-fill.ts';
import { runPass } from './run-pass.ts';
import { SessionSlot, slotPriority } from './session-slot.ts';
import { TextQueue } from './text-queue.ts';

/** How often the list of mailboxes is asked for; one command tells which of them changed (I9, I10). */
const listingEveryMs = 60_000;
/** Held Emails are let go after this long, whatever the other mailboxes say (J1). */
const heldAtMostMs = 10_000;
const secondLoginAfterMs = 60_000;

export type AccountEngineOptions = {
  context: AccountContext;
  connect: (purpose: 'worker' | 'reader' | 'watch', signal: AbortSignal) => Promise<ImapSession>;
  onHealth: (health: EngineHealth) => void;
  /** a mailbox that is being filled has more rows */
  onProgress: () => void;
  /** connected (again): intents may be carried */
  onOnline: () => void;
};

type SyncedRow = MailboxSyncRow & { path: string };

/**
 * Keeps the index of one IMAP account true to its server: list, passes over what changed, first fills, in this order of urgency, in one
 * loop on one connection. Passes and intents take turns on that connection, so a pass never sees a half-done intent (J1).
 */
export class AccountEngine {
  readonly worker: SessionSlot;
  readonly reader: SessionSlot;
  readonly #options: AccountEngineOptions;
  readonly #context: AccountContext;
  readonly #watches: MailboxWatches;
  readonly #texts: TextQueue;
  readonly #wake = new Alarm();
  readonly #dirty = new Set<MailboxId>();
  readonly #dirtyPaths = new Set<string>();
  readonly #filling = new Map<MailboxId, number>();
  readonly #readyWaiters = new Set<() => void>();
  #health: EngineHealth = { state: 'starting', lastSyncAtMs: null, retryAtMs: null, error: null };
  #isListed = false;
  #listingDueMs = 0;
  #heldSinceMs: number | null = null;
  #isHurried = false;
  #refusedLogins = 0;

  constructor(options: AccountEngineOptions) {
    this.#options = options;
    this.#context = options.context;
    const { signal } = this.#context;
    this.worker = new SessionSlot((inner) => this.#connectWorker(inner), signal);
    this.reader = new SessionSlot((inner) => options.connect('reader', inner), signal);
    this.#watches = new MailboxWatches(
      this.#context,
      (inner) => options.connect('watch', inner),
      (id) => this.markDirty(id),
    );
    this.#texts = new TextQueue(this.#context, (wanted) =>
      this.reader.use(slotPriority.text, signal, (session) => fetchText(this.#context, session, wanted)),
    );
  }

  get health(): EngineHealth {
    return this.#health;
  }

  /** Runs until the account's signal fires. */
  async run(): Promise<void> {
    const { signal, log, accountId } = this.#context;
    let failures = 0;
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
        await this.#pause(mailError, failures);
      }
    }
  }

  /** Waits for the first listing of an account that has none yet (J21). @throws MailError: why it does not come, or 'aborted' */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#isListed || (await this.#context.store.mailboxes.syncRows(this.#context.accountId)).some((row) => row.role === 'inbox'))
      return;
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
    this.#wake.ring();
  }

  /** This mailbox is on a screen: live (settled 22), and filled before others (settled 7). */
  look(mailboxId: MailboxId): void {
    this.#filling.set(mailboxId, this.#context.nowMs());
    this.#watches.look(mailboxId);
    this.#wake.ring();
  }

  /** The list of mailboxes is another one now. */
  relist(): void {
    this.#listingDueMs = 0;
    this.#wake.ring();
  }

  /** These rows are on a screen and want their preview. */
  wantText(emailIds: readonly EmailId[]): void {
    this.#texts.want(emailIds);
  }

  /** The person came back, or asks: no waiting any more. */
  hurry(): void {
    this.#isHurried = true;
    this.#wake.ring();
  }

  async #connectWorker(signal: AbortSignal): Promise<ImapSession> {
    const session = await this.#options.connect('worker', signal);
    session.onClose(() => {
      // The loop finds out by its next command, which comes at once: the list is due.
      this.#listingDueMs = 0;
      this.#wake.ring();
    });
    session.onMailboxEvent((event) => {
      // Learnt in passing: the pass that follows tells for certain (I20, I26). Flags are mostly the echo of our own changes.
      if (event.kind !== 'flags' && event.path !== null) this.#dirtyPaths.add(event.path);
    });
    this.#options.onOnline();
    return session;
  }

  async #pause(error: MailError, failures: number): Promise<void> {
    const { nowMs, signal } = this.#context;
    if (error.kind === 'login-refused') this.#refusedLogins += 1;
    if (needsPerson(error, this.#refusedLogins)) {
      this.#setHealth({ state: 'needs-you', retryAtMs: null, error });
      for (const end of this.#readyWaiters) end();
      await this.#sleepUntilHurried(null);
      return;
    }
    const waitMs = error.kind === 'login-refused' ? secondLoginAfterMs : retryDelayMs(failures, Math.random());
    this.#setHealth({ state: 'retrying', retryAtMs: nowMs() + waitMs, error });
    if (!signal.aborted) await this.#sleepUntilHurried(nowMs() + waitMs);
  }

  async #sleepUntilHurried(untilMs: number | null): Promise<void> {
    const { nowMs, signal } = this.#context;
    while (!signal.aborted && !this.#isHurried && (untilMs === null || nowMs() < untilMs)) {
      await this.#wake.sleep(untilMs === null ? null : untilMs - nowMs(), signal);
    }
    this.#isHurried = false;
  }

  /** One thing, the most urgent one; sleeps when there is none. */
  async #turn(): Promise<void> {
    const { nowMs, signal } = this.#context;
    if (nowMs() >= this.#listingDueMs) return this.#list();
    const dirty = await this.#nextDirty();
    if (dirty !== null) return this.#pass(dirty);
    if (this.#heldSinceMs !== null) return this.#releaseHeld();
    const unfilled = await this.#nextUnfilled();
    if (unfilled !== null) return this.#fill(unfilled);
    this.#setHealth({ state: 'ok', lastSyncAtMs: nowMs(), retryAtMs: null, error: null });
    this.#texts.goOn();
    await this.#wake.sleep(Math.max(0, this.#listingDueMs - nowMs()), signal);
  }

  async #list(): Promise<void> {
    const { nowMs, signal, store, accountId } = this.#context;
    const dirty = await this.worker.use(slotPriority.pass, signal, (session) => listMailboxes(this.#context, session));
    this.#listingDueMs = nowMs() + listingEveryMs;
    for (const id of dirty) this.#dirty.add(id);
    this.#isListed = true;
    for (const end of this.#readyWaiters) end();
    const rows = await store.mailboxes.syncRows(accountId);
    this.#watches.keep(rows.filter(isSynced));
  }

  /** Dirty mailboxes in order of their role: the inbox first. Those into which an intent is unanswered wait for its answer (J1). */
  async #nextDirty(): Promise<SyncedRow | null> {
    if (this.#dirty.size === 0 && this.#dirtyPaths.size === 0) return null;
    const { store, accountId } = this.#context;
    const waiting = new Set(await store.intents.unansweredTargets(accountId));
    const rows = await store.mailboxes.syncRows(accountId);
    for (const row of rows) if (row.path !== null && this.#dirtyPaths.has(row.path)) this.#dirty.add(row.id);
    this.#dirtyPaths.clear();
    for (const id of this.#dirty) if (!rows.some((row) => row.id === id && row.path !== null && row.isSelectable)) this.#dirty.delete(id);
    const ready = rows.filter(isSynced).filter((row) => this.#dirty.has(row.id) && !waiting.has(row.id));
    return ready.sort(byUrgency(this.#filling))[0] ?? null;
  }

  async #pass(row: SyncedRow): Promise<void> {
    const { signal, nowMs } = this.#context;
    this.#dirty.delete(row.id);
    try {
      const held = await this.worker.use(slotPriority.pass, signal, (session) => this.#passOn(session, row, new Set()));
      if (held > 0) {
        this.#heldSinceMs ??= nowMs();
        this.#listingDueMs = 0;
      }
    } catch (error) {
      this.#forgive(error, row);
    }
  }

  async #passOn(session: ImapSession, row: SyncedRow, underway: Set<MailboxId>): Promise<number> {
    const { store, accountId } = this.#context;
    underway.add(row.id);
    let held = 0;
    const result = await runPass(this.#context, session, row, async (otherId) => {
      if (underway.has(otherId)) return;
      const other = await store.mailboxes.syncRow(accountId, otherId);
      if (other === null || !isSynced(other) || !other.checkpoint.isFilled) return;
      held += await this.#passOn(session, other, underway);
    });
    return held + result.held;
  }

  /** A mailbox that is gone or refuses costs itself a turn, never the account. */
  #forgive(error: unknown, row: SyncedRow): void {
    const mailError = asMailError(error);
    if (!['not-found', 'refused', 'forbidden', 'stale-uids'].includes(mailError.kind)) throw mailError;
    this.#context.log.info('mailbox passed over', { accountId: this.#context.accountId, mailboxId: row.id, error: mailError });
    this.#unwilling.set(row.id, this.#context.nowMs() + listingEveryMs);
    if (mailError.kind === 'stale-uids') this.#dirty.add(row.id);
    else this.#listingDueMs = Math.min(this.#listingDueMs, this.#context.nowMs() + 1_000);
  }
  readonly #unwilling = new Map<MailboxId, number>();

  async #releaseHeld(): Promise<void> {
    const { store, accountId, nowMs, signal } = this.#context;
    const result = await store.emails.releaseHeld(accountId, nowMs());
    this.#heldSinceMs = result.stillHeld > 0 ? (this.#heldSinceMs ?? nowMs()) : null;
    if (this.#heldSinceMs !== null && nowMs() - this.#heldSinceMs < heldAtMostMs) await this.#wake.sleep(500, signal);
  }

  async #nextUnfilled(): Promise<SyncedRow | null> {
    const { store, accountId, nowMs } = this.#context;
    const rows = (await store.mailboxes.syncRows(accountId)).filter(isSynced);
    const open = rows.filter((row) => !row.checkpoint.isFilled && (this.#unwilling.get(row.id) ?? 0) <= nowMs());
    return open.sort(byUrgency(this.#filling))[0] ?? null;
  }

  async #fill(row: SyncedRow): Promise<void> {
    const { signal } = this.#context;
    this.#setHealth({ state: 'syncing', retryAtMs: null, error: null });
    const isUrgent = () => this.worker.isWantedBy(slotPriority.pass) || this.#dirty.size > 0 || this.#isHurried;
    try {
      await this.worker.use(slotPriority.fill, signal, (session) => {
        let batches = 0;
        return runFill(this.#context, session, row, () => {
          batches += 1;
          if (batches > 1) this.#options.onProgress();
          return !signal.aborted && !isUrgent() && batches <= 50;
        });
      });
    } catch (error) {
      this.#forgive(error, row);
    }
    this.#options.onProgress();
    if (row.role === 'inbox') this.#texts.goOn();
  }

  #setHealth(change: Partial<EngineHealth>): void {
    const before = this.#health;
    this.#health = { ...before, ...change };
    const isSame =
      before.state === this.#health.state && before.error === this.#health.error && before.retryAtMs === this.#health.retryAtMs;
    if (!isSame) this.#options.onHealth(this.#health);
  }
}

const isSynced = (row: MailboxSyncRow): row is SyncedRow => row.path !== null && row.isSelectable;

const roleOrder = ['inbox', 'drafts', 'sent', 'archive', 'trash', 'junk'];

/** What is on a screen now, then the inbox, then the other roles, then by name. */
function byUrgency(lookedAtMs: ReadonlyMap<MailboxId, number>) {
  const rank = (row: SyncedRow) => {
    const index = row.role === null ? -1 : roleOrder.indexOf(row.role);
    return index < 0 ? roleOrder.length : index;
  };
  const begun = (row: SyncedRow) => (row.checkpoint.uidNext === null && row.role === 'inbox' ? 1 : 0);
  return (a: SyncedRow, b: SyncedRow) =>
    begun(b) - begun(a) || (lookedAtMs.get(b.id) ?? 0) - (lookedAtMs.get(a.id) ?? 0) || rank(a) - rank(b) || a.name.localeCompare(b.name);
}
