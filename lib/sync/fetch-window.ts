import type { ImapSession } from '#lib/imap/index.ts';
import type { EngineContext } from './account-context.ts';
import { batchSize } from './batch-size.ts';
import { goneFromRange, withWindow } from './fill-windows.ts';
import { type SyncedRow, stableUidValidity } from './run-pass.ts';
import { fetchMessages, noMessages, readMessages, storeMessages } from './store-messages.ts';
import type { WantedWindow } from './wanted-windows.ts';

/** Each of them is looked after by every pass. Who jumps about more than this waits for the fill. */
const mostWindows = 32;

/**
 * Fetches a part of a mailbox that is still filling before the fill gets there (settled 7), in one transaction with its place. The place is
 * counted in messages from the newest and found by sequence numbers, which mean something only between this EXAMINE and the SEARCH that
 * turns them into UIDs; everything after that goes by UID (I25).
 *
 * @param row read after the session was granted: fills and passes change it
 * @returns what is left of a window that is longer than a batch
 * @throws MailError of the session
 */
export async function fetchWindow(
  context: EngineContext,
  session: ImapSession,
  row: SyncedRow,
  wanted: WantedWindow,
): Promise<WantedWindow | null> {
  const { signal } = context;
  const known = row.checkpoint;
  const floor = known.lowUid;
  if (known.isFilled || floor === null) return null;
  const remote = await session.examine(row.path, { qresync: null, signal });
  const uidValidity = stableUidValidity(context, session, remote);
  // The fill begins again; positions will be the same then.
  if (known.uidValidity !== uidValidity) return null;
  const top = remote.exists - wanted.position;
  const count = Math.min(wanted.limit, batchSize);
  if (top < 1 || count < 1) return null;
  const low = Math.max(1, top - count + 1);
  const rest = wanted.limit > count && low > 1 ? { position: wanted.position + count, limit: wanted.limit - count } : null;

  // One more on both sides: they tell what the window touches. Numbers that moved meanwhile are no place: the screen asks again.
  const around = await session.uidsAt({ from: Math.max(1, low - 1), to: Math.min(remote.exists, top + 1) }, { signal });
  if (around.length !== Math.min(remote.exists, top + 1) - Math.max(1, low - 1) + 1) return null;
  const uids = around.slice(low > 1 ? 1 : 0, around.length - (top < remote.exists ? 1 : 0));
  const neighbours = { below: low > 1 ? (around[0] ?? null) : null, above: top < remote.exists ? (around.at(-1) ?? null) : null };
  const missing = uids.filter((uid) => uid < floor);
  const [lowUid, highUid] = [missing[0], missing.at(-1)];
  if (lowUid === undefined || highUid === undefined) return rest;
  if (known.windows.some((window) => window.lowUid <= lowUid && window.highUid >= highUid)) return rest;

  // Right below the floor it is the fill itself that goes on; elsewhere it is a window.
  const isNextToFloor = missing.length < uids.length || neighbours.above === null || neighbours.above >= floor;
  const windows = withWindow(known.windows, { lowUid, highUid, below: low - 1 }, neighbours);
  if (!isNextToFloor && windows.length > mostWindows) return null;
  const range = { from: lowUid, to: isNextToFloor ? floor - 1 : highUid };
  const gone = await goneFromRange(context, row.id, range, missing);
  const messages = noMessages();
  await readMessages(context, row.id, await fetchMessages(session, missing, signal), messages);
  await storeMessages(context, row.id, uidValidity, messages, isNextToFloor ? { lowUid } : { windows }, gone);
  return rest;
}
