import type { FetchedHeader, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { AccountContext, EngineContext } from './account-context.ts';
import type { FillPace } from './fill-pace.ts';
import { goneFromRange } from './fill-windows.ts';
import { gapsBetween } from './find-vanished.ts';
import { stableUidValidity } from './run-pass.ts';
import { noMessages, readMessages, storeMessages } from './store-messages.ts';

/** The first page comes before the list of UIDs: it is what the person looks at (I15). */
const firstPageSize = 50;

/** What goes into one transaction at most: every commit has its price, and whoever else writes waits for it. */
const storedAtOnce = 1_000;
const storedOctets = 4 * 1024 * 1024;
/** On a slow line what has come is shown about so often. */
const storeEveryMs = 500;

/**
 * Goes on with the first fill of a mailbox, newest first, until it is complete or `mayGoOn` says that something more urgent waits. Every
 * transaction has the floor `lowUid` in it, so that a fill cut anywhere goes on where it was (I16).
 *
 * @returns true when the mailbox is filled
 */
export async function runFill(
  context: EngineContext,
  session: ImapSession,
  row: MailboxSyncRow & { path: string },
  mayGoOn: () => boolean,
  pace: FillPace,
): Promise<boolean> {
  const { accountId, store, signal } = context;
  const remote = await session.examine(row.path, { qresync: null, signal });
  const uidValidity = stableUidValidity(context, session, remote);
  let known = row.checkpoint;

  if (known.uidValidity !== null && known.uidValidity !== uidValidity) {
    await store.emails.voidLocations(accountId, row.id, uidValidity);
    known = {
      ...known,
      uidValidity: null,
      uidNext: null,
      lowUid: null,
      isFilled: false,
      highestModSeq: null,
      fillModSeq: null,
      windows: [],
      shownFrom: null,
    };
  }
  if (known.uidNext === null) {
    const page: FetchedHeader[] = [];
    if (remote.exists > 0) for await (const fetched of session.fetchHeaders({ seqFromEnd: firstPageSize }, { signal })) page.push(fetched);
    // A message that came between EXAMINE and FETCH is left to the next pass: the checkpoint says UIDNEXT of the EXAMINE.
    const fetched = page.filter((message) => message.uid < remote.uidNext);
    const lowUid = fetched.length === 0 ? remote.uidNext : Math.min(...fetched.map((message) => message.uid));
    const isFilled = remote.exists <= firstPageSize;
    const messages = noMessages();
    await readMessages(context, row.id, fetched, messages);
    const floor = isFilled ? 1 : lowUid;
    // Of our own copies, which came here before the fill did, those that have gone again; by the UIDs, for the index knows of no UIDVALIDITY yet.
    const gone = gapsBetween(
      fetched.map(({ uid }) => uid),
      { from: floor, to: remote.uidNext - 1 },
    );
    const checkpoint = {
      uidValidity,
      uidNext: remote.uidNext,
      lowUid: floor,
      isFilled,
      serverMessages: remote.exists,
      fillModSeq: isFilled ? null : remote.highestModSeq,
      highestModSeq: isFilled ? remote.highestModSeq : null,
      comparedAtMs: isFilled ? context.nowMs() : null,
    };
    await storeMessages(context, row.id, uidValidity, messages, checkpoint, gone);
    if (isFilled) return true;
    known = { ...known, uidValidity, uidNext: remote.uidNext, lowUid, fillModSeq: remote.highestModSeq };
  }

  const floor = known.lowUid ?? known.uidNext ?? 1;
  const uids = floor <= 1 ? [] : await session.uidsIn({ from: 1, to: floor - 1 }, { signal });
  let end = uids.length;
  const fetchNext = () => {
    const batch = uids.slice(Math.max(0, end - pace.size), end);
    end -= batch.length;
    const fetched = pace.fetch(session, row.id, batch, signal);
    // Its failure is met where it is awaited, which may be a while later.
    fetched.catch(() => undefined);
    return { batch, fetched };
  };
  const gathered = new Gathering(context, { id: row.id, uidValidity }, floor);
  let next: ReturnType<typeof fetchNext> | null = null;
  try {
    if (!mayGoOn()) return false;
    for (next = end > 0 ? fetchNext() : null; next !== null; ) {
      const { batch } = next;
      const fetched = await next.fetched;
      // The server answers while these are read, and while others are stored.
      next = end > 0 && mayGoOn() ? fetchNext() : null;
      await gathered.add(batch, fetched);
    }
  } finally {
    // Nobody else may use the session before its answer has come.
    await next?.fetched.catch(() => undefined);
    await gathered.end();
  }
  if (end > 0) return false;
  // Complete: h0 becomes the checkpoint now and not before (I19).
  const current = await store.mailboxes.syncRow(accountId, row.id);
  await store.emails.applyPass(accountId, row.id, {
    uidValidity,
    appeared: [],
    flags: [],
    vanished: await goneFromRange(context, row.id, { from: 1, to: gathered.floor - 1 }, []),
    checkpoint: {
      lowUid: 1,
      isFilled: true,
      highestModSeq: current?.checkpoint.fillModSeq ?? null,
      fillModSeq: null,
      comparedAtMs: context.nowMs(),
    },
  });
  return true;
}

type Filling = { id: MailboxId; uidValidity: number };

/** Joins fetched batches into transactions, stored in order one behind the other, so that the floor is true at every moment. */
class Gathering {
  readonly #context: AccountContext;
  readonly #mailbox: Filling;
  /** one is filled while the other is stored */
  #messages = noMessages();
  #others = noMessages();
  #uids: number[] = [];
  #sinceMs = 0;
  #storing: Promise<unknown> = Promise.resolve();
  /** lowest UID of what was handed on to be stored */
  floor: number;

  constructor(context: AccountContext, mailbox: Filling, floor: number) {
    this.#context = context;
    this.#mailbox = mailbox;
    this.floor = floor;
  }

  /** @param batch UIDs that were asked for, right below those before */
  async add(batch: readonly number[], fetched: readonly FetchedHeader[]): Promise<void> {
    if (this.#uids.length === 0) this.#sinceMs = this.#context.nowMs();
    await readMessages(this.#context, this.#mailbox.id, fetched, this.#messages);
    this.#uids.push(...batch);
    const { length, sizeBytes } = this.#messages.batch;
    const isDue = length >= storedAtOnce || sizeBytes >= storedOctets || this.#context.nowMs() - this.#sinceMs >= storeEveryMs;
    if (isDue) await this.#store();
  }

  /** Stores what is left, also where the connection has broken: it need not come again. */
  async end(): Promise<void> {
    await this.#store();
    await this.#storing;
  }

  async #store(): Promise<void> {
    const { id, uidValidity } = this.#mailbox;
    const [messages, uids] = [this.#messages, this.#uids];
    if (uids.length === 0) return;
    this.#uids = [];
    const lowUid = Math.min(...uids);
    // A window fetched out of turn is read again when the fill comes by: its flags and what went of it are learnt on every server.
    const gone = await goneFromRange(this.#context, id, { from: lowUid, to: this.floor - 1 }, uids);
    this.floor = lowUid;
    await this.#storing;
    this.#messages = this.#others;
    this.#messages.unreadable = [];
    this.#others = messages;
    this.#storing = storeMessages(this.#context, id, uidValidity, messages, { lowUid }, gone);
    // Its failure is met by the next one, or at the end, not by nobody.
    this.#storing.catch(() => undefined);
  }
}
