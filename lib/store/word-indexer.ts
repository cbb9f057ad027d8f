import type { OpenStore } from './api.ts';
import type { Writer } from './sqlite/writer.ts';

/** Emails in one transaction: more would make a click wait noticeably, fewer would cost more for each. */
const emailsInStep = 1000;
/** With more waiting than this, their words are indexed beside the writes of a fill instead of behind them: a search looks at them one by one. */
const mostWaiting = 20_000;
/** How often it is looked whether anybody else writes, twice in vain before it begins; but it does not wait for ever. */
const lookMs = 40;
const longestWaitMs = 2_000;

type Options = { writer: Writer; log: Parameters<OpenStore>[0]['log'] };

/** Brings the words of headers into the full-text index behind the writes that listed the Emails; goes on after a restart. */
export class WordIndexer {
  readonly #options: Options;
  /** about how many Emails wait; what waited when the process started is known after the first step */
  #waiting = 0;
  #isRunning = false;
  #isStopped = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @param arrived so many Emails may have been stored whose words wait */
  wake(arrived: number): void {
    this.#waiting += arrived;
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    this.#run()
      .catch((error: unknown) => {
        if (!this.#isStopped) this.#options.log?.warn('indexing words failed', { error });
      })
      .finally(() => {
        this.#isRunning = false;
      });
  }
  stop(): void {
    this.#isStopped = true;
  }
  /** Indexes all that waits, at once. @throws MailError 'storage' */
  async finish(): Promise<void> {
    while (!this.#isStopped && !(await this.#options.writer.call('indexWords', emailsInStep)).isDone);
  }

  async #run(): Promise<void> {
    const { writer } = this.#options;
    let isDone = false;
    let calls: number | null = null;
    while (!isDone) {
      await this.#turn(calls);
      if (this.#isStopped) return;
      const step = writer.call('indexWords', emailsInStep);
      calls = writer.calls;
      const left = await step;
      this.#waiting = left.waiting;
      isDone = left.isDone;
    }
  }

  /** Waits until nobody else writes, nor does between the steps of a pass, or too many Emails wait. @param calls with which it was quiet */
  async #turn(quietSince: number | null): Promise<void> {
    let calls = quietSince;
    for (let waitedMs = 0; waitedMs < longestWaitMs; waitedMs += lookMs) {
      if (this.#isStopped || this.#waiting > mostWaiting) return;
      await new Promise((resolve) => setTimeout(resolve, lookMs).unref());
      const { writer } = this.#options;
      if (writer.isIdle && writer.calls === calls) return;
      calls = writer.calls;
    }
  }
}
