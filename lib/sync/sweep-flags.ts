import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { FlagFact, UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';

const systemFlags = ['\\Seen', '\\Flagged', '\\Answered', '\\Deleted', '\\Draft'];
const fetchedWithoutEsearch = 1000;

const lower = (flag: string) => flag.toLowerCase();

/**
 * Flags of a mailbox on a server without mod-sequences (I22): one SEARCH for each flag in use instead of one answer for each message. Without
 * ESEARCH the flags of the newest 1,000 are fetched, or of all of them when `isThorough`.
 *
 * @param ranges ascending
 * @param inUse keywords that the mailbox knows (FLAGS of the EXAMINE, where PERMANENTFLAGS is often empty)
 * @returns only messages whose flags differ from what is stored
 */
export async function sweepFlags(
  context: AccountContext,
  session: ImapSession,
  mailboxId: MailboxId,
  ranges: readonly UidRange[],
  inUse: readonly string[],
  isThorough: boolean,
): Promise<FlagFact[]> {
  const known: { uid: number; flags: string[] }[] = [];
  for (const range of ranges) known.push(...(await context.store.emails.knownUids(context.accountId, mailboxId, range)));
  if (known.length === 0) return [];
  // Labels change as flags do, and no search tells of all of them at once (I33).
  if (session.capabilities.gmail) return session.fetchFlags(ranges, { signal: context.signal });
  if (!session.capabilities.esearch) {
    const looked = isThorough ? known : known.slice(-fetchedWithoutEsearch);
    const oldest = looked[0]?.uid ?? 1;
    const asked = ranges.filter(({ to }) => to >= oldest).map(({ from, to }) => ({ from: Math.max(from, oldest), to }));
    return different(known, await session.fetchFlags(asked, { signal: context.signal }));
  }
  const names = new Map(
    [...systemFlags, ...inUse].filter((flag) => flag !== '\\*' && lower(flag) !== '\\recent').map((flag) => [lower(flag), flag]),
  );
  for (const message of known) for (const flag of message.flags) names.set(lower(flag), flag);
  const remote = new Map<number, string[]>(known.map((message) => [message.uid, []]));
  for (const flag of names.values()) {
    context.signal.throwIfAborted();
    for (const uid of await session.uidsWithFlag(flag, { signal: context.signal })) remote.get(uid)?.push(flag);
  }
  return different(
    known,
    [...remote].map(([uid, flags]) => ({ uid, flags, modSeq: null })),
  );
}

function different(known: { uid: number; flags: string[] }[], remote: FlagFact[]): FlagFact[] {
  const before = new Map(known.map((message) => [message.uid, signature(message.flags)]));
  return remote.filter((fact) => before.has(fact.uid) && before.get(fact.uid) !== signature(fact.flags));
}

const signature = (flags: readonly string[]) =>
  flags
    .map(lower)
    .filter((flag) => flag !== '\\recent')
    .sort()
    .join(' ');
