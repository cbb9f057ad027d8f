import type { FetchedHeader, ImapSession } from '#lib/imap/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import type { EngineContext } from './account-context.ts';
import type { FillPace } from './fill-pace.ts';
import { goneFromWindows } from './fill-windows.ts';
import { stableUidValidity } from './run-pass.ts';
import { readMessages, storeMessages } from './store-messages.ts';

/** The first page comes before the list of UIDs: it is what the person looks at (I15). */
const firstPageSize = 50;

/**
 * Goes on with the first fill of a mailbox, newest first, until it is complete or `mayGoOn` says that something more urgent waits. Every
 * batch is one transaction with the floor `lowUid`, so that a fill cut anywhere goes on where it was (I16).
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
    await storeMessages(context, row.id, uidValidity, await readMessages(context, fetched), {
      uidValidity,
      uidNext: remote.uidNext,
      lowUid: isFilled ? 1 : lowUid,
      isFilled,
      serverMessages: remote.exists,
      fillModSeq: isFilled ? null : remote.highestModSeq,
      highestModSeq: isFilled ? remote.highestModSeq : null,
      comparedAtMs: isFilled ? context.nowMs() : null,
    });
    if (isFilled) return true;
    known = { ...known, uidValidity, uidNext: remote.uidNext, lowUid, fillModSeq: remote.highestModSeq };
  }

  const floor = known.lowUid ?? known.uidNext ?? 1;
  const uids = floor <= 1 ? [] : await session.uidsIn({ from: 1, to: floor - 1 }, { signal });
  // The next batch is fetched while this one is stored; batches are stored in order, so the floor is true at every moment.
  let storing: Promise<unknown> = Promise.resolve();
  let above = floor;
  try {
    for (let end = uids.length; end > 0; ) {
      if (!mayGoOn()) return false;
      const batch = uids.slice(Math.max(0, end - pace.size), end);
      end -= batch.length;
      const messages = await readMessages(context, await pace.fetch(session, row.id, batch, signal));
      // A window fetched out of turn is read again when the fill comes by: its flags and what went of it are learnt on every server.
      const low = batch[0] ?? 1;
      const gone = await goneFromWindows(context, row.id, known.windows, { from: low, to: above - 1 }, batch);
      above = low;
      await storing;
      storing = storeMessages(context, row.id, uidValidity, messages, { lowUid: low }, gone);
      // Its failure is met by the `await` of the next round or of the end, not by nobody.
      storing.catch(() => undefined);
    }
  } finally {
    await storing;
  }
  // Complete: h0 becomes the checkpoint now and not before (I19).
  const current = await store.mailboxes.syncRow(accountId, row.id);
  await store.emails.applyPass(accountId, row.id, {
    uidValidity,
    appeared: [],
    flags: [],
    vanished: await goneFromWindows(context, row.id, known.windows, { from: 1, to: above - 1 }, []),
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
