import { setImmediate } from 'node:timers/promises';
import type { MaildropBatch, MaildropOrigin, StagedRaw } from '#lib/store/index.ts';
import type { AccountContext } from '../account-context.ts';
import { headerHash } from './header-hash.ts';
import { contentOfMessage } from './message-content.ts';
import type { LentOctets } from './message-memory.ts';
import type { Fetch } from './plan-session.ts';

/** Messages whose octets are in memory, on their way to the disk, and their octets together: with large ones, it is one at a time. */
const mostInMemory = 8;
const mostBytesInMemory = 4 * 1024 * 1024;

export type StoredTurn = {
  /** messages that are new here */
  stored: number;
  /** by number in the session: all of them are here with all their octets */
  raws: Map<number, MaildropOrigin['raw'] & object>;
};

/**
 * Messages of a turn of the download. Each is written and synced while the next ones come; then all that is kept of it is what the index takes,
 * so a turn is no larger in memory than that.
 */
export class ArrivingTurn {
  readonly #context: AccountContext;
  readonly #isKnownContent: (fetch: Fetch, contentHash: string) => Promise<boolean>;
  readonly #batch: MaildropBatch;
  readonly #staged: StagedRaw[] = [];
  readonly #raws: StoredTurn['raws'] = new Map();
  #reading: Promise<void> = Promise.resolve();
  #inMemory = 0;
  #bytesInMemory = 0;
  #onRoom: (() => void) | null = null;
  #failure: { error: unknown } | null = null;

  /**
   * @param batch an empty one; empty again after `store`
   * @param isKnownContent whether a message that has no id is here already (P7)
   */
  constructor(context: AccountContext, batch: MaildropBatch, isKnownContent: (fetch: Fetch, contentHash: string) => Promise<boolean>) {
    this.#context = context;
    this.#batch = batch;
    this.#isKnownContent = isKnownContent;
  }

  /** One more message; waits while too many are on their way to the disk. */
  async add(fetch: Fetch, lent: LentOctets): Promise<void> {
    this.#inMemory += 1;
    this.#bytesInMemory += lent.octets.length;
    const staging = this.#context.store.maildrops.stageRaw(lent.octets);
    staging.catch(() => undefined);
    // One after the other, as they came: the index is the same whichever file was the first to be durable.
    this.#reading = this.#reading.then(() => this.#read(fetch, lent, staging));
    while (this.#inMemory >= mostInMemory || this.#bytesInMemory >= mostBytesInMemory)
      await new Promise<void>((resolve) => (this.#onRoom = resolve));
  }

  async #read(fetch: Fetch, { octets, giveBack }: LentOctets, staging: Promise<StagedRaw>): Promise<void> {
    try {
      const staged = await staging;
      if (await this.#isKnownContent(fetch, staged.blobId)) await this.#context.store.maildrops.discardRaw(staged);
      else {
        this.#staged.push(staged);
        this.#collect(fetch, octets, staged);
      }
    } catch (error) {
      // The others are here.
      this.#failure ??= { error };
    }
    this.#inMemory -= 1;
    this.#bytesInMemory -= octets.length;
    giveBack();
    this.#onRoom?.();
    // Parsing takes milliseconds: whoever waits gets a turn.
    await setImmediate();
  }

  #collect({ key, number, uid, sizeBytes }: Fetch, octets: LentOctets['octets'], { blobId, sizeBytes: writtenBytes }: StagedRaw): void {
    const { accountId, nowMs, log } = this.#context;
    const { content, isReadable } = contentOfMessage(octets, nowMs());
    if (!isReadable) log.error('message not parsed', { accountId, uid });
    const raw = { blobId, sizeBytes: writtenBytes };
    this.#batch.add({ key, uid, headerHash: headerHash(octets), sizeBytes, content, raw });
    this.#raws.set(number, raw);
  }

  /**
   * Files first, then rows, in one transaction (P8).
   *
   * @throws MailError 'storage' and what the disk says, after the messages that are whole were stored
   */
  async store(): Promise<StoredTurn> {
    const { accountId, store } = this.#context;
    await this.#reading;
    let stored = 0;
    if (this.#staged.length > 0) {
      await store.maildrops.placeRaws(this.#staged);
      stored = await store.maildrops.store(accountId, this.#batch);
    }
    if (this.#failure !== null) throw this.#failure.error;
    return { stored, raws: this.#raws };
  }
}
