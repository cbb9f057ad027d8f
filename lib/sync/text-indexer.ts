import type { EmailId } from '#lib/mail/index.ts';
import { Alarm, isMailError } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import type { TextWanted } from './fetch-text.ts';

export type TextIndexLimits = {
  /** texts of the newest messages are kept to be read without the server … */
  prefetchMessages: number;
  /** … up to this many octets in a run of the process */
  prefetchBytes: number;
  /** the account has to be quiet for this long before it begins */
  idleMs: number;
};

export type TextIndexerOptions = {
  context: AccountContext;
  limits: TextIndexLimits;
  /** nothing more urgent is to be done, and nobody waits for a connection */
  isIdle: () => boolean;
  /** Fetches and stores texts until something more urgent comes. @returns octets of parts that were kept */
  fetch: (wanted: readonly TextWanted[], keepsParts: boolean) => Promise<number>;
  /** how many messages still wait is another number now */
  onProgress: () => void;
};

const atOnce = 25;
const twoYearsMs = 731 * 24 * 60 * 60_000;

/**
 * Brings the text of messages into the full-text index, newest first, in the time that nobody else wants: everything a person does goes
 * first. What is done stands in the store, so it goes on after a restart where it was.
 */
export class TextIndexer {
  readonly #options: TextIndexerOptions;
  readonly #alarm = new Alarm();
  /** unknown before the first round */
  #waiting: number | null = null;
  #isRunning = false;
  #keptBytes = 0;

  constructor(options: TextIndexerOptions) {
    this.#options = options;
  }

  /** Messages within reach whose text is not indexed yet, as last counted. */
  get waiting(): number {
    return this.#waiting ?? 0;
  }

  /** Texts are coming in: many small changes. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  async run(): Promise<void> {
    const { context, limits, isIdle } = this.#options;
    const { signal, log, accountId } = context;
    while (!signal.aborted) {
      // Where there was nothing to do there will not be much soon: what is on a screen is fetched for that screen anyway.
      await this.#alarm.sleep(this.#waiting !== 0 ? limits.idleMs : limits.idleMs * 12, signal);
      if (signal.aborted || !isIdle()) continue;
      try {
        await this.#round();
      } catch (error) {
        if (signal.aborted || (isMailError(error) && error.kind === 'not-found')) continue;
        log[isMailError(error) ? 'info' : 'error']('texts not indexed', { accountId, error });
      } finally {
        this.#isRunning = false;
      }
    }
  }

  /** From the newest message down, until all is done or something more urgent comes. */
  async #round(): Promise<void> {
    const { context, limits, isIdle, fetch } = this.#options;
    const { store, accountId, signal, nowMs } = context;
    const newestSinceMs = await this.#receivedOfNth(limits.prefetchMessages);
    const reach = await store.emails.textReach(accountId);
    const indexSinceMs = reach === 'off' ? Number.POSITIVE_INFINITY : reach === 'all' ? 0 : nowMs() - twoYearsMs;
    const sinceMs = Math.min(newestSinceMs, indexSinceMs);
    if (sinceMs === Number.POSITIVE_INFINITY) return;
    // What is gone from the server meanwhile, or comes back without text, is not asked for again in this round.
    const tried = new Set<EmailId>();
    let beforeMs: number | null = null;
    await this.#count(sinceMs);
    while (!signal.aborted && isIdle()) {
      const found = await store.emails.textsWanted(accountId, { sinceMs, beforeMs, limit: atOnce * 2 });
      const untried = found.filter(({ emailId }) => !tried.has(emailId)).slice(0, atOnce);
      // The newest and the others are treated differently: a portion holds one kind.
      const others = untried.findIndex(({ receivedAtMs }) => receivedAtMs < newestSinceMs);
      const fresh = others > 0 ? untried.slice(0, others) : untried;
      if (fresh.length === 0) {
        const last = found.at(-1);
        if (last === undefined || found.length < atOnce * 2) {
          this.#tell(0);
          return;
        }
        beforeMs = last.receivedAtMs;
        continue;
      }
      this.#isRunning = true;
      for (const { emailId } of fresh) tried.add(emailId);
      const keepsParts = others !== 0 && this.#keptBytes < limits.prefetchBytes;
      this.#keptBytes += await fetch(fresh, keepsParts);
      await this.#count(sinceMs);
    }
  }

  async #receivedOfNth(n: number): Promise<number> {
    if (n === 0) return Number.POSITIVE_INFINITY;
    const { store, accountId } = this.#options.context;
    const newest = await store.emails.query(accountId, {
      filter: null,
      sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
      collapseThreads: false,
      position: n - 1,
      anchor: null,
      anchorOffset: 0,
      limit: 1,
      calculateTotal: false,
    });
    const id = 'ids' in newest ? newest.ids[0] : undefined;
    if (id === undefined) return 0;
    return (await store.emails.summaries(accountId, [id]))[0]?.receivedAtMs ?? 0;
  }

  async #count(sinceMs: number): Promise<void> {
    const { store, accountId } = this.#options.context;
    this.#tell(await store.emails.countWithoutText(accountId, sinceMs));
  }

  #tell(waiting: number): void {
    if (waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#options.onProgress();
  }
}
