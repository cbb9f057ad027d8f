import { setImmediate } from 'node:timers/promises';
import type { EmailId, Pop3Settings } from '#lib/mail/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import type { Pop3Message, Pop3Refusal, Pop3Session } from '#lib/pop3/index.ts';
import { KnownMaildrop, MaildropBatch, type MaildropMessage, type MaildropOrigin } from '#lib/store/index.ts';
import type { AccountContext } from '../account-context.ts';
import { contentOfRaw } from '../content-of-raw.ts';
import { ArrivingTurn } from './arriving-turn.ts';
import { beginningOf, wholeOf } from './collect-octets.ts';
import { headerHash } from './header-hash.ts';
import { type Identification, identifyMessages, stranger } from './identify-messages.ts';
import { type Listed, ListedSizes, MaildropListing } from './maildrop-listing.ts';
import { contentOfHeaderOnly } from './message-content.ts';
import { MessageMemory } from './message-memory.ts';
import { type Fetch, type Identified, mostFailures, planFetches } from './plan-session.ts';
import { type Removed, removeMessages } from './remove-messages.ts';

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
/** Rows that are read at a time where all of a maildrop's may be asked for. */
const rowsAtOnce = 1_000;

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
  /** who is who: typed rows, since a maildrop may have fifty thousand messages */
  #messages: Identified = { listing: new MaildropListing(), known: new KnownMaildrop(), rows: new Int32Array(0) };
  /** the server's own answers disagree: nothing is removed, and nothing is said to have gone */
  #isDoubtful = false;
  /** messages that only tell by themselves who they are (P7) */
  #unread: Identification['unread'] = { numbers: new Set(), rows: [] };
  /** rows that they may be, by their content; null: not asked for yet */
  #anonymous: Map<string | null, number[]> | null = null;
  #stored = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#session = options.session;
  }

  /** @throws MailError: the session is over, and what was marked for removal stays */
  async run(): Promise<SessionResult> {
    const { settings, limits } = this.#options;
    const { accountId, store } = this.#context;
    const known = await store.maildrops.known(accountId);
    const listing = await this.#list();
    const { rows, gone, back, renumbered, unread } = await identifyMessages(listing, known, {
      listedHashes: (numbers) => this.#listedHashes(numbers),
      knownHashes: (keys) => this.#knownHashes(keys),
    });
    this.#messages = { listing, known, rows };
    this.#unread = unread;
    const facts = { gone: this.#isDoubtful ? [] : gone, back, renumbered };
    if (facts.gone.length + back.length + renumbered.length > 0) await store.maildrops.noteListing(accountId, facts);

    const hasTop = this.#session.capabilities.top;
    const fetches = planFetches(this.#messages, { mostBytes: limits.messageBytes, hasTop });
    const rest = await this.#fetchAll(fetches);
    await this.#serveWanted();

    const { numbers, keys }: Removed = this.#isDoubtful
      ? { numbers: new Set(), keys: [] }
      : await removeMessages(this.#context, this.#session, settings, this.#messages, this.#storedNumbers);
    const { outcome, serverText } = await this.#session.quit();
    if (outcome === 'confirmed') {
      if (keys.length > 0) await store.maildrops.noteListing(accountId, { gone: keys, back: [], renumbered: [] });
    } else if (numbers.size > 0) {
      // The next UIDL decides (P8).
      this.#context.log.info('removal from a maildrop not confirmed', { accountId, outcome, serverText, count: numbers.size });
    }
    return { stored: this.#stored, removed: outcome === 'confirmed' ? numbers.size : 0, isMore: rest > 0 };
  }

  /** Where STAT, LIST and UIDL disagree, UIDL counts. */
  async #list(): Promise<MaildropListing> {
    const { signal, accountId, log } = this.#context;
    const sizes = new ListedSizes();
    const named = new MaildropListing();
    const [stat, , isNamed] = await Promise.all([
      this.#session.stat({ signal }),
      this.#session.list((number, sizeBytes) => sizes.add(number, sizeBytes), { signal }),
      this.#session.capabilities.uidl ? this.#session.uidl((number, uid) => named.add(number, uid), { signal }) : false,
    ]);
    const listing = isNamed ? named : MaildropListing.without(sizes);
    const isComplete = listing.takeSizes(sizes);
    this.#isDoubtful = stat.messages !== sizes.length || listing.length !== sizes.length || !isComplete;
    if (this.#isDoubtful)
      log.warn('maildrop listings disagree', { accountId, stat: stat.messages, list: sizes.length, uidl: isNamed ? named.length : null });
    return listing;
  }

  /** Of messages that TOP shows; what the server refuses is left out. */
  async #listedHashes(numbers: readonly number[]): Promise<Map<number, string>> {
    const hashes = new Map<number, string>();
    if (!this.#session.capabilities.top) return hashes;
    const { signal } = this.#context;
    for await (const answer of this.#session.topEach(numbers, 0, { signal, maxBytes: topBytes })) {
      if (isRefusal(answer)) continue;
      hashes.set(answer.number, headerHash(await beginningOf(answer.octets, headerBytes)));
    }
    return hashes;
  }

  async #knownHashes(keys: readonly number[]): Promise<Map<number, string>> {
    const hashes = new Map<number, string>();
    for await (const { key, headerHash } of this.#known(keys)) if (headerHash !== null) hashes.set(key, headerHash);
    return hashes;
  }

  async *#known(keys: readonly number[]): AsyncGenerator<MaildropMessage> {
    const { accountId, store } = this.#context;
    for (let at = 0; at < keys.length; at += rowsAtOnce) {
      // Whoever waits gets a turn.
      if (at > 0) await setImmediate();
      yield* await store.maildrops.messages(accountId, keys.slice(at, at + rowsAtOnce));
    }
  }

  /** @returns how many are left for another session */
  async #fetchAll({ whole, headers }: ReturnType<typeof planFetches>): Promise<number> {
    const { nowMs, signal } = this.#context;
    const endMs = nowMs() + longestMs;
    const all = whole.length + headers.length;
    let left = all;
    let messages = firstTurnMessages;
    // Used again and again: one is filled while the other is stored.
    let [batch, other] = [new MaildropBatch(), new MaildropBatch()];
    this.#options.onProgress(left);
    let storing = Promise.resolve();
    try {
      for (let at = 0; at < whole.length && all - left < mostMessages && nowMs() < endMs; ) {
        signal.throwIfAborted();
        await this.#serveWanted();
        const turn = this.#turnOf(whole, at, messages);
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
    for (let at = 0; at < headers.length; at += rowsAtOnce) {
      const refused = await this.#fetchHeaders(headers.slice(at, at + rowsAtOnce).map((row) => this.#fetchOf(row)));
      // A server that offers TOP and has none; large as they are, each is stored before the next.
      for (const fetch of refused) await this.#storeTurn(await this.#fetchTurn([fetch], batch));
    }
    left -= headers.length;
    this.#options.onProgress(left);
    return left;
  }

  async #fetchTurn(turn: readonly Fetch[], batch: MaildropBatch): Promise<ArrivingTurn> {
    const { signal } = this.#context;
    const byNumber = new Map(turn.map((fetch) => [fetch.number, fetch]));
    const arrived = new ArrivingTurn(this.#context, batch, (fetch, contentHash) => this.#isKnownContent(fetch, contentHash));
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

  #fetchOf(at: number): Fetch {
    const { listing, known, rows } = this.#messages;
    const row = rows[at]!;
    return {
      ...listing.at(at),
      ...(row === stranger ? { key: null, failures: 0 } : { key: known.key(row), failures: known.failures(row) }),
    };
  }

  #turnOf(places: readonly number[], from: number, most: number): Fetch[] {
    const turn: Fetch[] = [];
    let bytes = 0;
    for (let at = from; at < places.length && turn.length < most && (turn.length === 0 || bytes < turnBytes); at += 1) {
      const fetch = this.#fetchOf(places[at]!);
      turn.push(fetch);
      bytes += fetch.sizeBytes;
    }
    return turn;
  }

  /** Where neither UIDL nor TOP tells, the message itself does (P7). */
  async #isKnownContent({ number }: Listed, contentHash: string): Promise<boolean> {
    if (!this.#unread.numbers.has(number)) return false;
    const { listing, known, rows } = this.#messages;
    this.#anonymous ??= await this.#rowsByContent();
    const row = this.#anonymous.get(contentHash)?.shift();
    if (row === undefined) return false;
    for (let at = 0; at < listing.length; at += 1) if (listing.number(at) === number) rows[at] = row;
    if (known.isGone(row))
      await this.#context.store.maildrops.noteListing(this.#context.accountId, { gone: [], back: [known.key(row)], renumbered: [] });
    return true;
  }

  /** Of rows that what only tells by itself may be. */
  async #rowsByContent(): Promise<Map<string | null, number[]>> {
    const { known } = this.#messages;
    const rowOf = new Map(this.#unread.rows.map((row) => [known.key(row), row]));
    const byContent = new Map<string | null, number[]>();
    for await (const { key, contentHash } of this.#known([...rowOf.keys()])) {
      const rows = byContent.get(contentHash);
      if (rows === undefined) byContent.set(contentHash, [rowOf.get(key)!]);
      else rows.push(rowOf.get(key)!);
    }
    return byContent;
  }

  /** @returns messages of which the server does not show the header, and which were not asked for whole in vain */
  async #fetchHeaders(fetches: readonly Fetch[]): Promise<Fetch[]> {
    const { accountId, store, nowMs, signal } = this.#context;
    const refused: Fetch[] = [];
    const byNumber = new Map(fetches.map((fetch) => [fetch.number, fetch]));
    const batch = new MaildropBatch();
    try {
      for await (const answer of this.#session.topEach(byNumber.keys(), 0, { signal, maxBytes: topBytes })) {
        const fetch = byNumber.get(answer.number);
        if (fetch === undefined) throw new MailError('protocol', 'a message came that nobody asked for', { stage: 'command' });
        if (isRefusal(answer)) {
          if (fetch.failures < mostFailures) refused.push(fetch);
          else await this.#noteFailure(fetch, 1);
          continue;
        }
        const header = await beginningOf(answer.octets, headerBytes);
        const { key, uid, sizeBytes } = fetch;
        const content = contentOfHeaderOnly(header, sizeBytes, nowMs());
        batch.add({ key, uid, headerHash: headerHash(header), sizeBytes, content, raw: null });
        if (batch.length >= firstTurnMessages) this.#stored += await store.maildrops.store(accountId, batch);
      }
    } finally {
      // What came whole is kept, whatever ended the rest.
      if (batch.length > 0) this.#stored += await store.maildrops.store(accountId, batch);
    }
    return refused;
  }

  async #noteFailure({ key, uid, sizeBytes }: Fetch, times: number): Promise<void> {
    const { accountId, store, log } = this.#context;
    // Without an id there is nothing to remember it by; it is tried again each time.
    if (uid === null && key === null) return;
    const failures = await store.maildrops.noteFailure(accountId, { key, uid, sizeBytes, times });
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
  #numberOf({ key, uid }: MaildropMessage): number | undefined {
    const { listing, known, rows } = this.#messages;
    for (let at = 0; at < listing.length; at += 1) {
      const row = rows[at]!;
      if ((row !== stranger && known.key(row) === key) || (uid !== null && listing.uids.at(at) === uid)) return listing.number(at);
    }
    return undefined;
  }

  /** P9, P11 */
  get #removesAtOnce(): boolean {
    const { policy, recent } = this.#options.settings;
    return policy.kind === 'remove' && !recent;
  }
}

const isRefusal = (answer: Pop3Message | Pop3Refusal): answer is Pop3Refusal => answer.octets === null;
