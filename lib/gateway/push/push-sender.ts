import type { Logger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { EgressGuard, Vapid } from '#lib/security/index.ts';
import { encryptPush, guardedFetch } from '#lib/security/index.ts';
import type { PushSubscriptionRow, Store } from '#lib/store/index.ts';
import type { States } from './push-message.ts';
import { differing, mergeStates, plainStates, stateChangeTexts, verificationText } from './push-message.ts';

export type PushContext = { store: Store; guard: EgressGuard; vapid: Vapid; log: Logger; nowMs: () => number };

/** Between two messages to one place; what changes meanwhile goes together (RFC 8620 §7.2). */
const leastPauseMs = 1_000;
const firstWaitMs = 5_000;
const longestWaitMs = 60 * 60_000;
/** least wait after 429 */
const tooManyWaitMs = 60_000;
const withinMs = 10_000;
/** seconds that a push service keeps a message for a device that sleeps (RFC 8030 §5.2) */
const timeToLive = 24 * 60 * 60;
const verificationTries = 3;

type Delivery = { kind: 'delivered' } | { kind: 'gone' } | { kind: 'later'; waitMs: number | null };

/** Pushes to one subscription: latest states only, one message at a time. */
export class PushSender {
  readonly #id: string;
  readonly #context: PushContext;
  readonly #known: States;
  readonly #waiting: States = new Map();
  readonly #ended = new AbortController();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isSending = false;
  #notBeforeMs = 0;
  #waitMs = firstWaitMs;

  /** @param known states that the client does not have to be told */
  constructor(id: string, context: PushContext, known: States) {
    this.#id = id;
    this.#context = context;
    this.#known = known;
  }

  changed(accountId: AccountId, states: Partial<Record<string, string>>): void {
    const types = Object.entries(states).filter((entry): entry is [string, string] => entry[1] !== undefined);
    mergeStates(this.#waiting, new Map([[accountId, new Map(types)]]));
    this.#schedule();
  }

  /** The person may not see this account any more. */
  forget(accountId: AccountId): void {
    this.#waiting.delete(accountId);
    this.#known.delete(accountId);
  }

  /** The code that proves that the place wants to be pushed to (§7.2.2). Nothing else is sent before it came back. */
  async verify(row: PushSubscriptionRow): Promise<void> {
    let waitMs = firstWaitMs;
    for (let tries = 1; !this.#ended.signal.aborted; tries += 1) {
      const result = await this.#post(row, verificationText(row.id, row.verificationCode));
      if (result.kind !== 'later' || tries >= verificationTries) return;
      await pause(result.waitMs ?? waitMs, this.#ended.signal);
      waitMs *= 4;
    }
  }

  stop(): void {
    this.#ended.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#timer !== null || this.#isSending || this.#ended.signal.aborted || this.#waiting.size === 0) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#isSending = true;
        this.#flush()
          .catch((error: unknown) => this.#context.log.warn('push failed', { subscription: this.#id, error }))
          .finally(() => {
            this.#isSending = false;
            this.#schedule();
          });
      },
      Math.max(0, this.#notBeforeMs - this.#context.nowMs()),
    );
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    const { store, nowMs } = this.#context;
    const states: States = new Map(this.#waiting);
    this.#waiting.clear();
    const row = await store.push.live(this.#id, nowMs());
    if (row === null) return this.stop();
    const wanted = differing(states, this.#known, row.types);
    for (const text of stateChangeTexts(wanted)) {
      const result = await this.#post(row, text);
      if (this.#ended.signal.aborted) return;
      if (result.kind === 'gone') {
        await store.push.destroy([row.id]);
        return this.stop();
      }
      if (result.kind === 'later') {
        mergeStates(this.#waiting, states, true);
        this.#notBeforeMs = nowMs() + Math.min(Math.max(result.waitMs ?? 0, this.#waitMs), longestWaitMs);
        this.#waitMs = Math.min(this.#waitMs * 2, longestWaitMs);
        return;
      }
    }
    mergeStates(this.#known, states);
    if (wanted.size > 0) await store.push.update(row.id, { told: plainStates(this.#known) });
    this.#waitMs = firstWaitMs;
    if (wanted.size > 0) this.#notBeforeMs = nowMs() + leastPauseMs;
  }

  async #post(row: PushSubscriptionRow, text: string): Promise<Delivery> {
    const { guard, vapid, log, nowMs } = this.#context;
    const body = row.keys === null ? Buffer.from(text) : encryptPush(Buffer.from(text), row.keys);
    const headers = {
      'content-type': 'application/json',
      // every message, the verification too (RFC 9749 §4)
      authorization: vapid.authorization(row.url, nowMs()),
      ttl: String(timeToLive),
      ...(row.keys === null ? {} : { 'content-encoding': 'aes128gcm' }),
    };
    try {
      const answer = await guardedFetch(row.url, {
        ...{ guard, method: 'POST' as const, headers, body, signal: this.#ended.signal },
        ...{ timeoutMs: withinMs, maxBytes: 64 * 1024, maxRedirects: 0 },
      });
      if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered' };
      log.debug('push not taken', { subscription: row.id, status: answer.status });
      if (answer.status === 404 || answer.status === 410) return { kind: 'gone' };
      if (answer.status !== 429) return { kind: 'later', waitMs: null };
      return { kind: 'later', waitMs: Math.max(tooManyWaitMs, retryAfterMs(answer.headers.get('retry-after'))) };
    } catch (error) {
      if (!isMailError(error)) throw error;
      log.debug('push not delivered', { subscription: row.id, kind: error.kind });
      return { kind: 'later', waitMs: null };
    }
  }
}

const retryAfterMs = (text: string | null): number => (/^\d{1,6}$/.test(text ?? '') ? Number(text) * 1000 : 0);

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, longestWaitMs));
    timer.unref();
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
