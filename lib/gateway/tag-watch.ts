import type { Logger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';

/** Keywords come with mail, and mail comes in bursts: looked for once behind a burst. */
const lookAfterMs = 500;

type Context = { accountId: AccountId; store: Store; log: Logger; signal: AbortSignal };

/** Notices when an account's tags are others than before: a keyword that another client made, or one that a server does not keep. */
export class TagWatch {
  readonly #context: Context;
  readonly #onChange: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #seen: string | null = null;

  constructor(context: Context, onChange: () => void) {
    this.#context = context;
    this.#onChange = onChange;
    context.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** Mail changed: the tags may have, too. */
  look(): void {
    if (this.#context.signal.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#compare().catch((error: unknown) => this.#context.log.warn('tags not compared', { error }));
    }, lookAfterMs);
    this.#timer.unref();
  }

  /** Somebody named, coloured or forgot one. */
  changed(): void {
    this.#onChange();
    this.look();
  }

  async #compare(): Promise<void> {
    const { store, accountId, signal } = this.#context;
    const now = (await store.tags.list(accountId)).map(({ keyword, unkeptIn }) => `${keyword} ${unkeptIn.join()}`).join('\n');
    const isNew = this.#seen !== null ? now !== this.#seen : now !== '';
    this.#seen = now;
    if (isNew && !signal.aborted) this.#onChange();
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
