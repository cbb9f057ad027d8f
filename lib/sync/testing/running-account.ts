import { atEndOfFile } from '#e2e/servers/end-of-file.ts';
import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import { Alarm, newId } from '#lib/mail/index.ts';
import { IntentRunner } from '#lib/outbox/index.ts';
import type { Store } from '#lib/store/index.ts';
import { addTestPerson, openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { AccountEngine } from '../account-engine.ts';
import type { EngineHealth } from '../engine-health.ts';
import type { ConnectionPurpose } from '../login-gate.ts';
import { slotPriority } from '../session-slot.ts';

export type WireLine = { purpose: ConnectionPurpose; line: string; direction: 'in' | 'out' };
export type Connect = (
  purpose: ConnectionPurpose,
  options: { signal: AbortSignal; onWire: (line: string, direction: 'in' | 'out') => void },
) => Promise<ImapSession>;

export type AccountOptions = {
  /** the provider files its own copy of what is sent */
  savesSent?: boolean;
  /** the server shows only so many messages */
  shownMost?: number | null;
  listingEveryMs?: number;
  /** a test looks at the server more often in a minute than a person's account does */
  statusesPerMinute?: number;
  /** the store in which a person is made for it; by default one that all accounts of a test file share, since opening one takes long */
  within?: TestStore;
};

let shared: Promise<TestStore> | null = null;
function sharedStore(): Promise<TestStore> {
  if (shared === null) {
    const opened = openTestStore([]);
    shared = opened;
    atEndOfFile(async () => {
      shared = null;
      await (await opened).close();
    });
  }
  return shared;
}

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** One account's engine and outbox over a store of its own, every line of every connection noted. */
export class RunningAccount {
  readonly accountId: AccountId;
  readonly wire: WireLine[] = [];
  readonly health: EngineHealth[] = [];
  readonly attempts: ConnectionPurpose[] = [];
  /** attempts whose failure the engine has been told of */
  readonly turnedAway: ConnectionPurpose[] = [];
  readonly sessions: ImapSession[] = [];
  readonly #opened: TestStore;
  readonly #connect: Connect;
  #stop = new AbortController();
  #engine: AccountEngine | null = null;
  #intents: IntentRunner | null = null;
  #ends: Promise<unknown> = Promise.resolve();

  /** how far the account's clock is ahead */
  aheadMs = 0;
  /** how far the outbox's clock is ahead of that: nobody waits for its pauses */
  #outboxAheadMs = 0;
  readonly #savesSent: boolean;
  readonly #shownMost: number | null;
  readonly #listingEveryMs: number | undefined;
  readonly #statusesPerMinute: number | undefined;

  private constructor(opened: TestStore, accountId: AccountId, connect: Connect, options: AccountOptions) {
    this.#opened = opened;
    this.#savesSent = options.savesSent ?? false;
    this.#shownMost = options.shownMost ?? null;
    this.#listingEveryMs = options.listingEveryMs;
    this.#statusesPerMinute = options.statusesPerMinute;
    this.#connect = connect;
    this.accountId = accountId;
  }

  /** Starts with an empty index. */
  static async start(connect: Connect, options: AccountOptions = {}): Promise<RunningAccount> {
    const { within, savesSent = false } = options;
    const opened = within ?? (await sharedStore());
    const { accountId } = await addTestPerson(opened.store, `${newId('p')}@a.example`);
    const account = new RunningAccount(opened, accountId, connect, options);
    if (savesSent) {
      const row = await account.store.people.account(account.accountId);
      await account.store.people.updateAccount(account.accountId, { servers: { ...row!.servers, traits: { savesSent } } });
    }
    account.resume();
    return account;
  }

  get store(): Store {
    return this.#opened.store;
  }

  get dataDir(): string {
    return this.#opened.dataDir;
  }

  get engine(): AccountEngine {
    if (this.#engine === null) throw new Error('the account is paused');
    return this.#engine;
  }

  /** The clock moves on: what waited for that time is due. */
  pass(ms: number): void {
    this.aheadMs += ms;
    this.#intents?.wake();
  }

  /** Ends the engine and the outbox; the store stays. */
  async pause(): Promise<void> {
    this.#stop.abort();
    await this.#ends;
    this.#engine = null;
  }

  /** As a new process would start over the same folder. */
  async restart(): Promise<void> {
    await this.pause();
    await this.#opened.reopen();
    this.resume();
  }

  /** Starts engine and outbox again. */
  resume(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const context = { accountId: this.accountId, store: this.store, log: silent, nowMs: () => Date.now() + this.aheadMs, signal };
    const engine = new AccountEngine({
      context,
      shownMost: this.#shownMost,
      connect: async (purpose, inner) => {
        this.attempts.push(purpose);
        const onWire = (line: string, direction: 'in' | 'out') => this.wire.push({ purpose, line, direction });
        const session = await this.#connect(purpose, { signal: inner, onWire }).catch((error: unknown) => {
          // After the engine has heard of it: the test goes on from what the engine knows.
          setImmediate(() => this.turnedAway.push(purpose));
          throw error;
        });
        this.sessions.push(session);
        return session;
      },
      onHealth: (health) => this.health.push(health),
      onProgress: () => undefined,
      onQuotas: () => undefined,
      onOnline: () => intents.wake(),
      onLearnt: () => intents.wake(),
      listingEveryMs: this.#listingEveryMs,
      statusesPerMinute: this.#statusesPerMinute,
    });
    const intents = new IntentRunner({
      ...context,
      nowMs: () => context.nowMs() + this.#outboxAheadMs,
      savesSent: this.#savesSent,
      withSession: (task) => engine.worker.use(slotPriority.intent, signal, task),
      onCarried: (ids) => {
        for (const id of ids) engine.markDirty(id);
      },
      onMailboxesChanged: () => engine.relist(),
      onNamed: (work, delimiter) => engine.names.note(work, delimiter),
    });
    const stopListening = this.store.onCommit(() => intents.wake());
    this.#engine = engine;
    this.#intents = intents;
    this.#ends = Promise.all([engine.run(), intents.run()]).finally(stopListening);
  }

  /** The store stays, for other accounts. */
  async stop(): Promise<void> {
    await this.pause();
  }

  async mailbox(path: string): Promise<MailboxId> {
    const row = (await this.store.mailboxes.syncRows(this.accountId)).find((each) => each.path === path);
    if (row === undefined) throw new Error(`no mailbox ${path}`);
    return row.id;
  }

  /** Commands that left on connections of this purpose, tags taken off. */
  commands(purpose: ConnectionPurpose | null = null): string[] {
    return this.wire
      .filter((entry) => entry.direction === 'out' && (purpose === null || entry.purpose === purpose))
      .map(({ line }) => line.replace(/^\S+ /, '').trim());
  }

  /**
   * Waits until nothing is left to do: every change of the server seen, every intent carried.
   *
   * @param options.passAll every mailbox gets a pass, for servers on which the listing does not tell at once which of them changed
   */
  async quiet(options: { passAll?: boolean } = {}): Promise<void> {
    if (options.passAll === true)
      for (const row of await this.store.mailboxes.syncRows(this.accountId)) if (row.path !== null) this.engine.markDirty(row.id);
    this.engine.relist();
    await new Alarm().sleep(50, this.#stop.signal);
    const isQuiet = async () => {
      if (this.engine.health.state !== 'ok') return false;
      if ((await this.store.intents.pendingCount(this.accountId)) > 0) return false;
      const before = this.wire.filter(({ purpose }) => purpose === 'worker').length;
      await new Alarm().sleep(350, this.#stop.signal);
      return (
        before === this.wire.filter(({ purpose }) => purpose === 'worker').length &&
        (await this.store.intents.pendingCount(this.accountId)) === 0 &&
        this.engine.health.state === 'ok'
      );
    };
    await until(isQuiet, 'quiet', 90_000).catch(async (error: unknown) => {
      const pending = await this.store.intents.pendingCount(this.accountId);
      const last = this.wire.slice(-30).map(({ purpose, line, direction }) => `${purpose} ${direction} ${line.slice(0, 160)}`);
      throw new Error(`${JSON.stringify(this.engine.health)}, ${pending} intents\n${last.join('\n')}`, { cause: error });
    });
  }

  /**
   * The same as `quiet`, without its pauses: the person presses “try again” whenever the account waits, and the outbox's clock runs ahead to
   * what is due next, once after each look at the server. Ends when a whole look brought nothing new.
   */
  async settle(options: { passAll: boolean }): Promise<void> {
    const end = Date.now() + 60_000;
    let isNews = true;
    for (let quiet = 0, isWhole = options.passAll; quiet < 2; quiet = isNews ? 0 : quiet + 1) {
      const from = this.wire.length;
      if (isWhole)
        for (const row of await this.store.mailboxes.syncRows(this.accountId)) if (row.path !== null) this.engine.markDirty(row.id);
      const askedAtMs = Date.now() + this.aheadMs;
      await new Promise((resolve) => setTimeout(resolve, 2));
      this.engine.relist();
      const isIdle = await this.#idleSince(askedAtMs);
      const pending = await this.store.intents.pendingCount(this.accountId);
      const news = this.wire
        .slice(from)
        .filter(
          ({ purpose, line, direction }) => purpose === 'worker' && direction === 'out' && !(isWhole ? looksOfPass : looks).test(line),
        );
      isNews = !isIdle || pending > 0 || news.length > 0;
      if (pending > 0) await this.#runAhead();
      // Once before the end every mailbox is looked at, not in each round on the way there.
      isWhole = options.passAll && !isNews && !isWhole;
      if (Date.now() < end) continue;
      const last = this.wire.slice(-40).map(({ purpose, line, direction }) => `${purpose} ${direction} ${line.slice(0, 160)}`);
      throw new Error(`never quiet: ${JSON.stringify(this.engine.health)}, ${pending} intents\n${last.join('\n')}`);
    }
  }

  /** @returns false when it takes long: something waits for the outbox perhaps */
  async #idleSince(askedAtMs: number): Promise<boolean> {
    for (let tries = 0; tries < 200; tries += 1) {
      const { state, lastSyncAtMs } = this.engine.health;
      if (state === 'retrying') this.engine.hurry();
      if (state === 'ok' && (lastSyncAtMs ?? 0) > askedAtMs) return true;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    return false;
  }

  async #runAhead(): Promise<void> {
    const dueMs = await this.store.intents.nextDueMs(this.accountId);
    if (dueMs !== null) this.#outboxAheadMs = Math.max(this.#outboxAheadMs, dueMs - Date.now() - this.aheadMs + 1);
    this.#intents?.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Commands of a look at a server that has nothing new. */
const looks = /^\S+ (LIST|LSUB|STATUS|UNSELECT|GETQUOTAROOT)\b/;
const looksOfPass = /^\S+ (LIST|LSUB|STATUS|UNSELECT|GETQUOTAROOT|EXAMINE|UID SEARCH|UID FETCH \S+ \((UID )?FLAGS)\b/;

/** Asks again until the answer is given; for what happens by itself. A hang guard, not a budget. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>, what: string, withinMs = 30_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
