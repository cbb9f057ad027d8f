import type { BlobId, EmailId, Pop3Settings } from '#lib/mail/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { Pop3Message, Pop3Refusal, Pop3Session } from '#lib/pop3/index.ts';
import { MaildropBatch, type MaildropMessage, type MaildropOrigin } from '#lib/store/index.ts';
import type { AccountContext } from '../account-context.ts';
import { contentOfRaw } from '../content-of-raw.ts';
import { ArrivingTurn } from './arriving-turn.ts';
import { beginningOf, wholeOf } from './collect-octets.ts';
import { headerHash } from './header-hash.ts';
import { type Identified, identifyMessages, type Listed } from './identify-messages.ts';
import { contentOfHeaderOnly } from './message-content.ts';
import { MessageMemory } from './message-memory.ts';
import { type Fetch, mostFailures, planFetches, planRemovals } from './plan-session.ts';

/** As much of a header block as is kept. */
const headerBytes = 256 * 1024;
/** An answer to TOP that is longer than this is no header. */
const topBytes = 64 * 1024 * 1024;
/**
 * A turn of the download: then whoever waits for a message gets it, and what came is stored. The first is about what a screen shows; later ones
 * are larger, for each costs a sync of every folder that got a file, and a transaction.
 */
const firstTurnMessages = 64;
const mostTurnMessages = 512;
const turnBytes = 4 * 1024 * 1024;
/** A session is as short as possible (P6): others wait for the maildrop, and Gmail hides nothing before QUIT. */
const mostMessages = 10_000;
const longestMs = 5 * 60_000;

/** Messages between two looks at the disk on the way to their removal. */
const removedAtOnce = 32;

export type SessionLimits = { messageBytes: number };

export type SessionOptions = {
  context: AccountContext;
  session: Pop3Session;
  settings: Pop3Settings;
  limits: SessionLimits;
  /** messages whose rest somebody waits for; asked again between turns */
  wanted: () => readonly EmailId[];
  /** the rest of it is here, or cannot be had any more */
  onServed: (emailId: EmailId, isHere: boolean) => void;
  /** so many messages are still to be fetched */
  onProgress: (toFetch: number) => void;
};

export type SessionResult = {
  /** messages that are new here */
  stored: number;
  removed: number;
  /** there is more to fetch, in another session */
  isMore: boolean;
};

/**
 * One session with a maildrop, in the order of P8: every message is a durable file, then a durable row, before DELE is sent, and all of that
 * before QUIT. Whatever breaks in between leaves the message on the server, here, or on both sides, and the next listing tells which.
 */
export class MaildropSession {
  readonly #options: SessionOptions;
  readonly #context: AccountContext;
  readonly #session: Pop3Session;
  /** by number: messages of this session that are here with all their octets, and are to go from the server */
  readonly #storedNumbers = new Map<number, MaildropOrigin['raw'] & object>();
  readonly #memory = new MessageMemory();
  #messages: Identified[] = [];
  /** the server's own answers disagree: nothing is removed, and nothing is said to have gone */
  #isDoubtful = false;
  /** messages that have no id, by their content */
  #anonymous: Map<string | null, MaildropMessage[]> = new Map();
  #stored = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#session = options.session;
  }

  /** @throws MailError: the session is over, and what was marked for removal stays */
  async run(): Promise<SessionResult> {
    const { settings, limits } = this.#options;
    const { accountId, store, nowMs } = this.#context;
    const known = await store.maildrops.known(accountId);
    const identification = await identifyMessages(await this.#list(), known, (numbers) => this.#headerHashes(numbers));
    this.#messages = identification.messages;
    const { gone, back, renumbered } = identification;
    const facts = { gone: this.#isDoubtful ? [] : gone, back, renumbered };
    if (facts.gone.length + back.length + renumbered.length > 0) await store.maildrops.noteListing(accountId, facts);
    this.#anonymous = Map.groupBy(
      known.filter(({ uid, contentHash, isGone }) => uid === null && contentHash !== null && !isGone),
      ({ contentHash }) => contentHash,
    );

    const hasTop = this.#session.capabilities.top;
    const fetches = planFetches(this.#messages, { mostBytes: limits.messageBytes, hasTop });
    const rest = await this.#fetchAll(fetches);
    await this.#serveWanted();

    const removals = this.#isDoubtful ? [] : planRemovals(this.#messages, settings, nowMs());
    const removed = await this.#remove(removals);
    const { outcome, serverText } = await this.#session.quit();
    if (outcome === 'confirmed') {
      const keys = removals.filter(({ listed }) => removed.has(listed.number)).map((removal) => removal.known.key);
      if (keys.length > 0) await store.maildrops.noteListing(accountId, { gone: keys, back: [], renumbered: [] });
    } else if (removed.size > 0) {
      // The next UIDL decides (P8).
      this.#context.log.info('removal from a maildrop not confirmed', { accountId, outcome, serverText, count: removed.size });
    }
    return { stored: this.#stored, removed: outcome === 'confirmed' ? removed.size : 0, isMore: rest > 0 };
  }

  /** Where STAT, LIST and UIDL disagree, UIDL counts. */
  async #list(): Promise<Listed[]> {
    const { signal, accountId, log } = this.#context;
    const [stat, sizes, uids] = await Promise.all([
      this.#session.stat({ signal }),
      this.#session.list({ signal }),
      this.#session.capabilities.uidl ? this.#session.uidl({ signal }) : Promise.resolve(null),
    ]);
    const sizeOf = new Map(sizes.map(({ number, sizeBytes }) => [number, sizeBytes]));
    this.#isDoubtful =
      stat.messages !== sizeOf.size || (uids !== null && (uids.length !== sizeOf.size || uids.some(({ number }) => !sizeOf.has(number))));
    if (this.#isDoubtful)
      log.warn('maildrop listings disagree', { accountId, stat: stat.messages, list: sizeOf.size, uidl: uids?.length ?? null });
    if (uids === null) return sizes.map(({ number, sizeBytes }) => ({ number, sizeBytes, uid: null }));
    return uids.map(({ number, uid }) => ({ number, uid, sizeBytes: sizeOf.get(number) ?? 0 }));
  }

  /** Of messages that TOP shows; what the server refuses is left out. */
  async #headerHashes(numbers: readonly number[]): Promise<Map<number, string>> {
    const hashes = new Map<number, string>();
    if (!this.#session.capabilities.top) return hashes;
    const { signal } = this.#context;
    for await (const answer of this.#session.topEach(numbers, 0, { signal, maxBytes: topBytes })) {
      if (isRefusal(answer)) continue;
      hashes.set(answer.number, headerHash(await beginningOf(answer.octets, headerBytes)));
    }
    return hashes;
  }

  /** @returns how many are left for another session */
  async #fetchAll(fetches: readonly Fetch[]): Promise<number> {
    const { nowMs, signal } = this.#context;
    const endMs = nowMs() + longestMs;
    const whole = fetches.filter(({ isHeaderOnly }) => !isHeaderOnly);
    const headers = fetches.filter(({ isHeaderOnly }) => isHeaderOnly);
    let left = fetches.length;
    let messages = firstTurnMessages;
    // Used again and again: one is filled while the other is stored.
    let [batch, other] = [new MaildropBatch(), new MaildropBatch()];
    this.#options.onProgress(left);
    let storing = Promise.resolve();
    try {
      for (let at = 0; at < whole.length && fetches.length - left < mostMessages && nowMs() < endMs; ) {
        signal.throwIfAborted();
        await this.#serveWanted();
        const turn = turnOf(whole, at, messages);
        const arrived = await this.#fetchTurn(turn, batch);
        // The network goes on while the last turn is being stored; no more than two turns are in memory.
        await storing;
        storing = this.#storeTurn(arrived);
        storing.catch(() => undefined);
        [batch, other] = [other, batch];
        at += turn.length;
        left -= turn.length;
        messages = Math.min(messages * 2, mostTurnMessages);
        this.#options.onProgress(left);
      }
    } finally {
      // What came whole is kept, whatever ended the rest.
      await storing;
    }
    await this.#fetchHeaders(headers);
    left -= headers.length;
    this.#options.onProgress(left);
    return left;
  }

  async #fetchTurn(turn: readonly Fetch[], batch: MaildropBatch): Promise<ArrivingTurn> {
    const { signal } = this.#context;
    const byNumber = new Map(turn.map((fetch) => [fetch.listed.number, fetch]));
    const arrived = new ArrivingTurn(this.#context, batch, ({ listed }, contentHash) => this.#isKnownContent(listed, contentHash));
    let open: Fetch | undefined;
    try {
      // A size is a hint (P10): the bound is on what comes.
      const maxBytes = this.#options.limits.messageBytes * 2 + 1024 * 1024;
      for await (const answer of this.#session.retrEach(byNumber.keys(), { signal, maxBytes })) {
        open = byNumber.get(answer.number);
        if (open === undefined) throw new MailError('protocol', 'a message came that nobody asked for', { stage: 'command' });
        if (isRefusal(answer)) {
          await this.#noteFailure(open, 1);
          continue;
        }
        const lent = await this.#memory.read(answer.octets);
        // The disk works while the next ones come.
        await arrived.add(open, lent);
        open = undefined;
      }
    } catch (error) {
      // Where our own disk failed, the message is as good as before.
      if (open !== undefined && !signal.aborted && isMailError(error) && error.kind !== 'storage')
        await this.#noteFailure(open, error.kind === 'too-large' ? mostFailures : 1);
      await this.#storeTurn(arrived);
      throw error;
    }
    return arrived;
  }

  async #storeTurn(turn: ArrivingTurn): Promise<void> {
    const { stored, raws } = await turn.store();
    this.#stored += stored;
    if (this.#removesAtOnce) for (const [number, raw] of raws) this.#storedNumbers.set(number, raw);
  }

  /** Where neither UIDL nor TOP tells, the message itself does (P7). */
  #isKnownContent({ uid, number }: Listed, contentHash: string): boolean {
    if (uid !== null || this.#session.capabilities.top) return false;
    const row = this.#anonymous.get(contentHash)?.shift();
    if (row === undefined) return false;
    const message = this.#messages.find(({ listed }) => listed.number === number);
    if (message !== undefined) message.known = row;
    return true;
  }

  async #fetchHeaders(fetches: readonly Fetch[]): Promise<void> {
    const { accountId, store, nowMs, signal } = this.#context;
    const byNumber = new Map(fetches.map((fetch) => [fetch.listed.number, fetch]));
    const batch = new MaildropBatch();
    try {
      for await (const answer of this.#session.topEach(byNumber.keys(), 0, { signal, maxBytes: topBytes })) {
        const fetch = byNumber.get(answer.number);
        if (fetch === undefined) throw new MailError('protocol', 'a message came that nobody asked for', { stage: 'command' });
        if (isRefusal(answer)) {
          await this.#noteFailure(fetch, 1);
          continue;
        }
        const header = await beginningOf(answer.octets, headerBytes);
        const { uid, sizeBytes } = fetch.listed;
        const content = contentOfHeaderOnly(header, sizeBytes, nowMs());
        batch.add({ key: fetch.known?.key ?? null, uid, headerHash: headerHash(header), sizeBytes, content, raw: null });
        if (batch.length >= firstTurnMessages) this.#stored += await store.maildrops.store(accountId, batch);
      }
    } finally {
      // What came whole is kept, whatever ended the rest.
      if (batch.length > 0) this.#stored += await store.maildrops.store(accountId, batch);
    }
  }

  async #noteFailure({ listed, known }: Fetch, times: number): Promise<void> {
    const { accountId, store, log } = this.#context;
    const { uid, sizeBytes } = listed;
    // Without an id there is nothing to remember it by; it is tried again each time.
    if (uid === null && known === null) return;
    const failures = await store.maildrops.noteFailure(accountId, { key: known?.key ?? null, uid, sizeBytes, times });
    log.info('message of a maildrop not had', { accountId, failures });
  }

  /** Somebody has it open on a screen and waits. */
  async #serveWanted(): Promise<void> {
    const { accountId, store, signal } = this.#context;
    const wanted = this.#options.wanted();
    if (wanted.length === 0) return;
    for (const emailId of wanted) {
      const row = await store.maildrops.ofEmail(accountId, emailId);
      const listed = row === null ? undefined : this.#numberOf(row);
      if (row === null || row.state !== 'header' || listed === undefined) {
        this.#options.onServed(emailId, row?.state === 'whole');
        continue;
      }
      const octets = await wholeOf((await this.#session.retr(listed, { signal })).octets);
      const raw = await store.maildrops.stageRaw(octets);
      await store.maildrops.placeRaws([raw]);
      const { text } = contentOfRaw(octets, 0);
      await store.maildrops.complete(accountId, row.key, raw, text ?? { search: '', preview: '' });
      this.#options.onServed(emailId, true);
    }
  }

  /** Its number in this session. */
  #numberOf(row: MaildropMessage): number | undefined {
    const found = this.#messages.find(({ listed, known }) => known?.key === row.key || (row.uid !== null && listed.uid === row.uid));
    return found?.listed.number;
  }

  /** P9, P11 */
  get #removesAtOnce(): boolean {
    const { policy, recent } = this.#options.settings;
    return policy.kind === 'remove' && !recent;
  }

  /** V5: asked of the disk once more, just before. Some at a time, so that a far server is not waited for with each of them. */
  async #remove(planned: readonly (Identified & { known: MaildropMessage })[]): Promise<Set<number>> {
    const { accountId, store, signal } = this.#context;
    const removed = new Set<number>();
    const remove = async (number: number): Promise<void> => {
      try {
        await this.#session.dele(number, { signal });
        removed.add(number);
      } catch (error) {
        // Refused for this one: it stays, and is asked for again in the next session.
        if (!isMailError(error) || (error.kind !== 'refused' && error.kind !== 'temporary')) throw error;
      }
    };
    const isSafe = async (blobId: BlobId | null) => blobId !== null && (await store.maildrops.hasRaw(accountId, blobId));
    const candidates = [
      ...planned.map(({ listed, known }) => ({ number: listed.number, blobId: known.rawBlobId, isDestroyed: known.state === 'destroyed' })),
      ...(this.#isDoubtful ? [] : [...this.#storedNumbers].map(([number, { blobId }]) => ({ number, blobId, isDestroyed: false }))),
    ];
    for (let at = 0; at < candidates.length; at += removedAtOnce) {
      const safe: number[] = [];
      for (const { number, blobId, isDestroyed } of candidates.slice(at, at + removedAtOnce))
        if (isDestroyed || (await isSafe(blobId))) safe.push(number);
      const ends = await Promise.allSettled(safe.map(remove));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
    return removed;
  }
}

const isRefusal = (answer: Pop3Message | Pop3Refusal): answer is Pop3Refusal => answer.octets === null;

function turnOf(fetches: readonly Fetch[], from: number, most: number): Fetch[] {
  const turn: Fetch[] = [];
  let bytes = 0;
  for (let at = from; at < fetches.length && turn.length < most && (turn.length === 0 || bytes < turnBytes); at += 1) {
    turn.push(fetches[at]!);
    bytes += fetches[at]!.listed.sizeBytes;
  }
  return turn;
}
