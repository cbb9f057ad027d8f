import type { FetchedHeader, HeaderDetail, ImapSession } from '#lib/imap/index.ts';
import { isMailError, type MailboxId } from '#lib/mail/index.ts';
import { batchSize } from './batch-size.ts';

/** What one batch is to bring and to take at most (I18). */
const batchOctets = 256 * 1024;
const batchMs = 3_000;
/** One batch is in memory while the next is fetched, and one transaction is written in one go. */
const largestBatch = 1_000;

/** What is asked of a message that let the connection hang, one step further down at each time. */
const details: readonly HeaderDetail[] = ['all', 'no-structure', 'headers', 'place', 'nothing'];

/**
 * How many messages the next batch of a fill asks for (I18): as many as bring 256 kB of header fields and take 3 s. A batch that the server
 * lets hang costs the connection; the next one is half as large, down to the message that is to blame. Of that one less and less is asked,
 * so that it cannot stop a mailbox. What the server answers with NO or BAD needs none of this: `fetchHeaders` deals with it on the spot.
 * Kept over reconnecting, for one account.
 */
export class FillPace {
  #size = batchSize;
  #hanging: { mailboxId: MailboxId; uid: number; times: number } | null = null;
  readonly #nowMs: () => number;
  readonly #deadlineMs: number;

  /** @param deadlineMs after which a batch counts as hanging */
  constructor(nowMs: () => number, deadlineMs = 60_000) {
    this.#nowMs = nowMs;
    this.#deadlineMs = deadlineMs;
  }

  /** Messages of the next batch. */
  get size(): number {
    return this.#size;
  }

  /** Collects before anything else is awaited: inside a fetch no other command may run (I2). */
  async fetch(session: ImapSession, mailboxId: MailboxId, uids: readonly number[], signal: AbortSignal): Promise<FetchedHeader[]> {
    const hanging = this.#hanging;
    const isHanging = uids.length === 1 && hanging?.mailboxId === mailboxId && hanging.uid === uids[0];
    const detail = (isHanging ? details[hanging.times] : undefined) ?? 'all';
    const startMs = this.#nowMs();
    const messages: FetchedHeader[] = [];
    try {
      for await (const message of session.fetchHeaders(uids, { signal, detail, timeoutMs: this.#deadlineMs })) messages.push(message);
    } catch (error) {
      if (isMailError(error) && error.code === 'ETIMEDOUT') this.#hung(mailboxId, uids);
      throw error;
    }
    this.#hanging = isHanging ? null : hanging;
    this.#took(messages, this.#nowMs() - startMs);
    return messages;
  }

  #hung(mailboxId: MailboxId, uids: readonly number[]): void {
    this.#size = Math.max(1, Math.floor(Math.min(this.#size, uids.length) / 2));
    const [uid] = uids;
    if (uids.length !== 1 || uid === undefined) return;
    const times = this.#hanging?.mailboxId === mailboxId && this.#hanging.uid === uid ? this.#hanging.times + 1 : 1;
    this.#hanging = { mailboxId, uid, times: Math.min(times, details.length - 1) };
  }

  #took(messages: readonly FetchedHeader[], ms: number): void {
    if (messages.length === 0) return;
    const octets = messages.reduce((sum, { headerBlock }) => sum + headerBlock.length, 0);
    const fitting = messages.length * Math.min(batchOctets / Math.max(1, octets), batchMs / Math.max(1, ms));
    // One lucky batch says little: no more than twice as much at a time.
    this.#size = Math.max(1, Math.min(Math.floor(fitting), this.#size * 2, largestBatch));
  }
}
