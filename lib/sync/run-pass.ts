import type { ExaminedMailbox, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Checkpoint, FlagFact, MailboxSyncRow, UidRange } from '#lib/store/index.ts';
import type { AccountContext, EngineContext } from './account-context.ts';
import { batchSize } from './batch-size.ts';
import { coveredRanges } from './fill-windows.ts';
import { findVanished, toRanges } from './find-vanished.ts';
import { newestFirst, type PassPlan, planPass } from './plan-pass.ts';
import { reconcile } from './reconcile.ts';
import { type Shown, shownPart, withoutSlid } from './shown-part.ts';
import { fetchMessages, noMessages, readMessages, type Sign, storeMessages } from './store-messages.ts';
import { sweepFlags } from './sweep-flags.ts';

export type SyncedRow = MailboxSyncRow & { path: string };

export type PassOptions = {
  /**
   * Runs a pass over another mailbox now, on the same session, and leaves this one; used before messages with a twin there are published (J1).
   *
   * @returns false when it is not there under its name: renamed most likely, and what may have come from it waits for the listing that tells
   */
  passOther: (mailboxId: MailboxId) => Promise<boolean>;
  /** compare everything with the server, whatever the checkpoint says (I26) */
  isThorough: boolean;
  /** an intent into this mailbox is unanswered: only what changed and what went is learnt, nothing new is published (J1) */
  skipsFresh: boolean;
  /** size of the sliding window that the provider is known to have (I23) */
  shownMost: number | null;
};

type CatchUp = Extract<PassPlan, { do: 'catch-up' }>;

/**
 * One pass over one mailbox: what changed since its checkpoint, stored in transactions of which the last moves the checkpoint (G2).
 * The caller holds the session.
 *
 * @returns number of Emails that wait for a sign of where they went (J1)
 * @throws MailError of the session; 'not-found' when the mailbox is gone from the server
 */
export async function runPass(context: EngineContext, session: ImapSession, row: SyncedRow, options: PassOptions): Promise<number> {
  const { accountId, store, signal } = context;
  const known = row.checkpoint;
  const remote = await session.examine(row.path, { qresync: qresyncOf(session, known), signal });
  const uidValidity = stableUidValidity(context, session, remote);
  const plan = planPass(known, { ...remote, uidValidity }, remote.resynced);
  if (plan.do === 'begin' || (options.skipsFresh && plan.do !== 'catch-up')) return 0;
  if (plan.do === 'start-over') {
    context.log.info('UIDs mean other messages now', { accountId, mailboxId: row.id });
    await store.emails.voidLocations(accountId, row.id, null);
    return 0;
  }

  const fresh = plan.do === 'catch-up' ? plan.fresh : null;
  const part = await shownPart(context, session, row, remote, { told: options.shownMost, fresh });
  let held = 0;
  if (plan.do === 'catch-up') {
    const done = await catchUp(context, session, row, { ...remote, uidValidity }, { ...part, plan }, options);
    if (!done.isWhole) return done.held;
    held = done.held;
  }
  // EXISTS is the check on everything learnt so far: a server whose VANISHED or mod-sequences are wrong is compared UID by UID.
  const isComplete = async () => {
    const { shownFrom } = part.shown;
    const outside = shownFrom === null ? 0 : await store.emails.countUids(accountId, row.id, { from: 1, to: shownFrom - 1 });
    return (await store.emails.countUids(accountId, row.id, null)) - outside === remote.exists;
  };
  if (options.skipsFresh) return held;
  const isThorough = options.isThorough || (plan.do === 'catch-up' && plan.isDoubtful);
  if (isThorough || (known.isFilled && !(await isComplete()))) {
    const range = { from: part.shown.shownFrom ?? known.lowUid ?? 1, to: remote.uidNext - 1 };
    held = await reconcile(context, session, row.id, range, remote, { withFlags: isThorough, edge: part.edge });
    if (isThorough) {
      const facts = { uidValidity, appeared: [], flags: [], vanished: [], checkpoint: { comparedAtMs: context.nowMs() } };
      ({ held } = await store.emails.applyPass(accountId, row.id, facts));
    }
  }
  return held;
}

async function catchUp(
  context: AccountContext,
  session: ImapSession,
  row: SyncedRow,
  remote: ExaminedMailbox & { uidValidity: number },
  { plan, shown, edge, isBack }: Shown & { plan: CatchUp },
  { passOther, skipsFresh }: PassOptions,
): Promise<{ held: number; isWhole: boolean }> {
  const { accountId, store } = context;
  const known = { ...row.checkpoint, ...shown };
  const { uidValidity } = remote;
  const covered = coveredRanges(known);
  const flags = await changedFlags(context, session, row.id, plan.flags, remote, known, covered);
  const isSeenAgain = row.checkpoint.shownFrom !== null && (shown.shownFrom ?? 1) < row.checkpoint.shownFrom;
  // What changed while it was out of sight has an older mod-sequence than the checkpoint.
  if (isSeenAgain && plan.flags !== 'sweep') {
    const back = { from: shown.shownFrom ?? 1, to: (row.checkpoint.shownFrom ?? 1) - 1 };
    flags.push(...(await session.fetchFlags([back], { signal: context.signal })));
  }
  const missing =
    plan.deletions === 'vanished'
      ? remote.vanished
      : isBack
        ? await vanishedOf(context, session, row.id, await fromLowest(context, row.id, covered), null)
        : await vanishedOf(context, session, row.id, covered, remoteCount(remote, known, plan.fresh));
  const vanished = await withoutSlid(session, missing, edge, context.signal);
  // HIGHESTMODSEQ of this EXAMINE, never a later one: what happened meanwhile is learnt by the next pass (I6, I20).
  const modSeq = known.isFilled ? { highestModSeq: remote.highestModSeq } : { fillModSeq: remote.highestModSeq };
  const checkpoint = { uidNext: remote.uidNext, serverMessages: remote.exists, ...shown, ...modSeq };

  // Deletions first (I20): what went and came back in the same mailbox is then one Email (J1).
  const first = store.emails.applyPass(accountId, row.id, {
    uidValidity,
    appeared: [],
    flags,
    vanished,
    checkpoint: plan.fresh === null && !skipsFresh ? checkpoint : null,
  });
  if (plan.fresh === null || skipsFresh) return { held: (await first).held, isWhole: true };
  const isWhole = await takeFresh(context, session, row, plan.fresh, passOther, uidValidity, first);
  if (!isWhole) return { held: (await first).held, isWhole };
  const last = await store.emails.applyPass(accountId, row.id, { uidValidity, appeared: [], flags: [], vanished: [], checkpoint });
  return { held: last.held, isWhole };
}

function qresyncOf(session: ImapSession, known: Checkpoint): { uidValidity: number; modSeq: bigint } | null {
  const modSeq = known.highestModSeq ?? known.fillModSeq;
  // What QRESYNC tells of changes are flags without labels (I33).
  if (session.capabilities.gmail) return null;
  return session.capabilities.qresync && known.uidValidity !== null && modSeq !== null ? { uidValidity: known.uidValidity, modSeq } : null;
}

/**
 * New messages, newest first, each batch a transaction; the checkpoint stays until all of them are in. While one batch is stored the server
 * answers the next.
 *
 * @param before what is being stored already and comes first
 * @returns false when some wait for a listing (J1)
 */
async function takeFresh(
  context: AccountContext,
  session: ImapSession,
  row: SyncedRow,
  fresh: UidRange,
  passOther: PassOptions['passOther'],
  uidValidity: number,
  before: Promise<unknown>,
): Promise<boolean> {
  const { accountId, store, signal } = context;
  let storing = underway(before);
  const span = fresh.to - fresh.from + 1;
  try {
    const uids =
      span <= batchSize ? Array.from({ length: span }, (_, index) => fresh.from + index) : await session.uidsIn(fresh, { signal });
    for (const batch of newestFirst(uids, batchSize)) {
      const messages = noMessages();
      const signs: Sign[] = [];
      const fetched = await fetchMessages(session, batch, signal);
      await storing;
      await readMessages(context, row.id, fetched, messages, (sign) => signs.push(sign));
      if (signs.length === 0) continue;
      const twins = await store.emails.twinMailboxes(accountId, row.id, signs);
      const others = twins.filter((twin) => twin !== row.id);
      for (const twin of others) if (!(await passOther(twin))) return false;
      storing = underway(storeMessages(context, row.id, uidValidity, messages, null));
      // The passes over the twins' mailboxes have left this one.
      if (others.length > 0) await session.examine(row.path, { qresync: null, signal });
    }
  } finally {
    // Whatever the server says meanwhile: nothing of this pass is under way when it ends.
    await storing;
  }
  return true;
}

/** Its failure is heard when it is waited for, not before. */
function underway(work: Promise<unknown>): Promise<unknown> {
  work.catch(() => undefined);
  return work;
}

async function changedFlags(
  context: AccountContext,
  session: ImapSession,
  mailboxId: MailboxId,
  how: CatchUp['flags'],
  remote: ExaminedMailbox,
  known: Checkpoint,
  covered: UidRange[],
): Promise<FlagFact[]> {
  if (covered.length === 0) return [];
  if (how === 'qresync') return remote.changed;
  if (how === 'changed-since') {
    const changedSince = known.highestModSeq ?? known.fillModSeq;
    return session.fetchFlags(covered, { signal: context.signal, ...(changedSince === null ? {} : { changedSince }) });
  }
  return sweepFlags(context, session, mailboxId, covered, remote.flags, false);
}

async function vanishedOf(
  context: AccountContext,
  session: ImapSession,
  mailboxId: MailboxId,
  covered: readonly UidRange[],
  remoteCount: number | null,
): Promise<UidRange[]> {
  const vanished: UidRange[] = [];
  for (const range of covered) vanished.push(...toRanges(await findVanished(context, session, mailboxId, range, remoteCount)));
  return vanished;
}

/**
 * @throws MailError 'refused' for a mailbox whose UIDs mean nothing later (UIDNOTSTICKY, no UIDVALIDITY, or a new one in every session; I27): it
 *   is not indexed
 */
export function stableUidValidity({ validities }: EngineContext, session: ImapSession, remote: ExaminedMailbox): number {
  if (remote.uidValidity === null || remote.uidNotSticky || validities.isNewEachTime(remote.path, session, remote.uidValidity))
    throw new MailError('refused', 'the mailbox has no lasting UIDs', { stage: 'mailbox', code: 'UIDNOTSTICKY' });
  return remote.uidValidity;
}

/** The ranges from the oldest message on that is known here. */
async function fromLowest({ store, accountId }: AccountContext, mailboxId: MailboxId, covered: readonly UidRange[]): Promise<UidRange[]> {
  const [lowest] = await store.emails.knownUids(accountId, mailboxId, null);
  if (lowest === undefined) return [];
  return covered.filter(({ to }) => to >= lowest.uid).map(({ from, to }) => ({ from: Math.max(from, lowest.uid), to }));
}

/** EXISTS speaks of the whole mailbox; it says how many the filled range has only when that is all of it but the fresh ones: there are no windows then. */
function remoteCount(remote: ExaminedMailbox, known: Checkpoint, fresh: UidRange | null): number | null {
  return known.isFilled && fresh === null ? remote.exists : null;
}
