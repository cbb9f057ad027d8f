import type { ImapSession } from '#lib/imap/index.ts';
import type { AccountId, MailboxId } from '#lib/mail/index.ts';
import { Alarm } from '#lib/mail/index.ts';
import { IntentRunner } from '#lib/outbox/index.ts';
import type { Store } from '#lib/store/index.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { AccountEngine } from '../account-engine.ts';
import type { EngineHealth } from '../engine-health.ts';
import type { ConnectionPurpose } from '../login-gate.ts';
import { slotPriority } from '../session-slot.ts';

export type WireLine = { purpose: ConnectionPurpose; line: string; direction: 'in' | 'out' };
export type Connect = (
  purpose: ConnectionPurpose,
  options: { signal: AbortSignal; onWire: (line: string, direction: 'in' | 'out') => void },
) => Promise<ImapSession>;

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

/** One account's engine and outbox over a store of its own, every line of every connection noted. */
export class RunningAccount {
  readonly accountId: AccountId;
  readonly wire: WireLine[] = [];
  readonly health: EngineHealth[] = [];
  readonly attempts: ConnectionPurpose[] = [];
  readonly sessions: ImapSession[] = [];
  readonly #opened: TestStore;
  readonly #connect: Connect;
  #stop = new AbortController();
  #engine: AccountEngine | null = null;
  #intents: IntentRunner | null = null;
  #ends: Promise<unknown> = Promise.resolve();

  /** how far the account's clock is ahead */
  aheadMs = 0;
  readonly #savesSent: boolean;

  private constructor(opened: TestStore, connect: Connect, savesSent: boolean) {
    this.#opened = opened;
    this.#savesSent = savesSent;
    this.#connect = connect;
    this.accountId = opened.accountId;
  }

  /** Starts over an empty store; `savesSent`: the provider files its own copy of what is sent. */
  static async start(connect: Connect, { savesSent = false } = {}): Promise<RunningAccount> {
    const account = new RunningAccount(await openTestStore([]), connect, savesSent);
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

  /** As a new process would start. */
  resume(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const context = { accountId: this.accountId, store: this.store, log: silent, nowMs: () => Date.now() + this.aheadMs, signal };
    const engine = new AccountEngine({
      context,
      connect: async (purpose, inner) => {
        this.attempts.push(purpose);
        const onWire = (line: string, direction: 'in' | 'out') => this.wire.push({ purpose, line, direction });
        const session = await this.#connect(purpose, { signal: inner, onWire });
        this.sessions.push(session);
        return session;
      },
      onHealth: (health) => this.health.push(health),
      onProgress: () => undefined,
      onQuotas: () => undefined,
      onOnline: () => intents.wake(),
      onLearnt: () => intents.wake(),
    });
    const intents = new IntentRunner({
      ...context,
      savesSent: this.#savesSent,
      withSession: (task) => engine.worker.use(slotPriority.intent, signal, task),
      onCarried: (ids) => {
        for (const id of ids) engine.markDirty(id);
      },
      onMailboxesChanged: () => engine.relist(),
    });
    const stopListening = this.store.onCommit(() => intents.wake());
    this.#engine = engine;
    this.#intents = intents;
    this.#ends = Promise.all([engine.run(), intents.run()]).finally(stopListening);
  }

  async stop(): Promise<void> {
    await this.pause();
    await this.#opened.close();
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
}

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
