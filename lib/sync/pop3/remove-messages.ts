import { isMailError, type Pop3Settings } from '#lib/mail/index.ts';
import type { Pop3Session } from '#lib/pop3/index.ts';
import type { MaildropMessage, MaildropOrigin } from '#lib/store/index.ts';
import type { AccountContext } from '../account-context.ts';
import { type Identified, isToGo, planRemovals } from './plan-session.ts';

/** Messages between two looks at the disk on the way to their removal. */
const removedAtOnce = 32;

/** Numbers of messages that are marked for removal; `keys`: those of them that were known when the session began. */
export type Removed = { numbers: Set<number>; keys: number[] };

/**
 * DELE for what the policy wants gone from the server (P9). V5: each is asked of the disk once more, just before. Some at a time, so that a far
 * server is not waited for with each of them.
 *
 * @param storedNow by number: messages of this session that are here with all their octets, and are to go
 */
export async function removeMessages(
  { accountId, store, signal, nowMs }: Pick<AccountContext, 'accountId' | 'store' | 'signal' | 'nowMs'>,
  session: Pick<Pop3Session, 'dele'>,
  settings: Pop3Settings,
  messages: Identified,
  storedNow: ReadonlyMap<number, MaildropOrigin['raw'] & object>,
): Promise<Removed> {
  const removed: Removed = { numbers: new Set(), keys: [] };
  if (settings.policy.kind === 'keep' || settings.recent) return removed;
  const remove = async (number: number): Promise<void> => {
    try {
      await session.dele(number, { signal });
      removed.numbers.add(number);
    } catch (error) {
      // Refused for this one: it stays, and is asked for again in the next session.
      if (!isMailError(error) || (error.kind !== 'refused' && error.kind !== 'temporary')) throw error;
    }
  };
  const removeAll = async (numbers: readonly number[]): Promise<void> => {
    const ends = await Promise.allSettled(numbers.map(remove));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const isHere = ({ blobId }: { blobId: MaildropMessage['rawBlobId'] }) =>
    blobId === null ? Promise.resolve(false) : store.maildrops.hasRaw(accountId, blobId);

  const { listing, known, rows } = messages;
  const planned = planRemovals(messages, settings, new Set(await store.maildrops.destroyed(accountId)), nowMs());
  for (let at = 0; at < planned.length; at += removedAtOnce) {
    const numberOf = new Map(planned.slice(at, at + removedAtOnce).map((each) => [known.key(rows[each]!), listing.number(each)]));
    const safe: number[] = [];
    for (const row of await store.maildrops.messages(accountId, [...numberOf.keys()])) {
      if (!isToGo(row, settings, nowMs())) continue;
      if (row.state === 'destroyed' || (await isHere({ blobId: row.rawBlobId }))) safe.push(row.key);
    }
    await removeAll(safe.map((key) => numberOf.get(key)!));
    removed.keys.push(...safe.filter((key) => removed.numbers.has(numberOf.get(key)!)));
  }
  const stored = [...storedNow];
  for (let at = 0; at < stored.length; at += removedAtOnce) {
    const safe: number[] = [];
    for (const [number, raw] of stored.slice(at, at + removedAtOnce)) if (await isHere(raw)) safe.push(number);
    await removeAll(safe);
  }
  return removed;
}
