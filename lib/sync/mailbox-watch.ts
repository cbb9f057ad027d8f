import type { ImapSession, MailboxNews } from '#lib/imap/index.ts';
import type { Alarm } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { AccountContext } from './account-context.ts';
import { retryDelayMs } from './retry-delay.ts';

/** Events come in bursts. The first runs a pass at once, and those within this time after it share the next one (I25). */
const settleMs = 300;
/** How often a pass is made over a mailbox whose server has no IDLE. */
const pollMs = 30_000;
/** A server that told nothing by NOTIFY, or not any more, is asked again after this long. */
const notifyAgainMs = 60 * 60_000;

/** Who wants to hear of mailboxes that are not open, where the server can tell (RFC 5465). */
export type NewsListener = {
  onNews: (news: Exclude<MailboxNews, { kind: 'overflow' }>) => void;
  /** The server tells from now on; or does not any more, and something may have been missed. */
  onTelling: (isTelling: boolean) => void;
};

/**
 * Watches one mailbox on a connection of its own and says when a pass is worth its while. Ends with its signal; a lost connection is made
 * again, and then a pass is asked for, since events may have been missed.
 *
 * @param listener null: only this mailbox counts
 * @param retry rung when the account is online again: no more waiting
 */
export async function watchMailbox(
  context: AccountContext,
  path: string,
  connect: (signal: AbortSignal) => Promise<ImapSession>,
  onHint: () => void,
  listener: NewsListener | null,
  retry: Alarm,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  let hasIdle = true;
  let notifyFromMs = 0;
  while (!signal.aborted) {
    let session: ImapSession | null = null;
    const hints = new Hints(onHint);
    const overflow = new AbortController();
    let isTelling = false;
    try {
      if (hasIdle) session = await connect(signal);
      onHint();
      hasIdle = session?.capabilities.idle === true;
      if (session === null || !hasIdle) {
        // The worker's passes are enough: no connection is kept for waiting.
        session?.destroy();
        await retry.sleep(pollMs, signal);
        continue;
      }
      const startedMs = context.nowMs();
      if (listener !== null && session.capabilities.notify && startedMs >= notifyFromMs) {
        // A server that does not answer costs its connection, once in this time.
        notifyFromMs = startedMs + notifyAgainMs;
        const onNews = (news: MailboxNews) => (news.kind === 'overflow' ? overflow.abort() : listener.onNews(news));
        isTelling = await session.notify(onNews, { signal });
        if (isTelling) {
          notifyFromMs = 0;
          listener.onTelling(true);
        }
      }
      await session.idle(path, { onHint: () => hints.take(), signal: AbortSignal.any([signal, overflow.signal]) });
      if (overflow.signal.aborted) {
        // It is silent about this mailbox, too: the next connection only waits.
        notifyFromMs = context.nowMs() + notifyAgainMs;
        continue;
      }
      if (context.nowMs() - startedMs > 60_000) failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      // IDLE was offered and is refused: a server without it.
      if (isMailError(error) && error.kind === 'refused') hasIdle = false;
      // No connection to spare for it (I14): it is looked at with each try.
      if (session === null && isMailError(error) && error.code === 'LIMIT') onHint();
      context.log.info('watching connection lost', {
        accountId: context.accountId,
        kind: isMailError(error) ? error.kind : 'internal',
        error,
      });
    } finally {
      if (isTelling) listener?.onTelling(false);
      hints.end();
      session?.destroy();
    }
    failures += 1;
    if (!signal.aborted) await retry.sleep(retryDelayMs(failures, Math.random()), signal);
  }
}

/** Passes on the first hint at once and gathers those that follow. */
export class Hints {
  readonly #pass: () => void;
  readonly #settleMs: number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hasMore = false;

  constructor(pass: () => void, settleAfterMs: number = settleMs) {
    this.#pass = pass;
    this.#settleMs = settleAfterMs;
  }

  take(): void {
    this.#hasMore = this.#timer !== null;
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#hasMore) this.take();
    }, this.#settleMs);
    this.#pass();
  }

  /** No more will come: what waits to be passed on is passed on now, for nobody watches any longer. */
  end(): void {
    const hasMore = this.#hasMore;
    this.drop();
    if (hasMore) this.#pass();
  }

  drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#hasMore = false;
  }
}
