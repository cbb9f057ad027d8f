import type { ExaminedMailbox, ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Checkpoint, FlagFact, MailboxSyncRow, SyncedMessage, UidRange } from '#lib/store/index.ts';
import type { AccountContext } from './account-context.ts';
import { syncedMessage } from './email-content.ts';
import { findVanished, toRanges } from './find-vanished.ts';
import { newestFirst, planPass } from './plan-pass.ts';
import { sweepFlags } from './sweep-flags.ts';

/** Messages of one transaction (I16). */
export const batchSize = 200;

export type PassResult = {
  /** Emails waiting for a sign of where they went (J1) */
  held: number;
  /** the mailbox has still to be filled, or to be filled again */
  needsFill: boolean;
};

/** Runs a pass over another mailbox now, on the same session, and leaves that mailbox; used before messages that have a twin there are published (J1). */
export type PassOther = (mailboxId: MailboxId) => Promise<void>;

/**
 * One pass over one mailbox: what changed since its checkpoint, stored in transactions of which the last moves the checkpoint (G2).
 * The caller holds the session.
 *
 * @throws MailError of the session; 'not-found' when the mailbox is gone from the server
 */
export async function runPass(
  context: AccountContext,
  session: ImapSession,
  row: MailboxSyncRow & { path: string },
  passOther: PassOther,
): Promise<PassResult> {
  const { accountId, store, signal } = context;
  const known = row.checkpoint;
  const qresync = qresyncOf(session, known);
  const remote = await session.examine(row.path, { qresync, signal });
  const uidValidity = stableUidValidity(remote);
  const plan = planPass(known, { ...remote, uidValidity }, remote.resynced);

  switch (plan.do) {
    case 'begin':
      return { held: 0, needsFill: true };
    case 'start-over': {
      context.log.info('UIDVALIDITY changed', { accountId, mailboxId: row.id });
      await store.emails.voidLocations(accountId, row.id, uidValidity);
      return { held: 0, needsFill: true };
    }
    case 'nothing':
      return { held: 0, needsFill: !known.isFilled };
    case 'catch-up':
      break;
  }

  const filled: UidRange = { from: known.lowUid ?? 1, to: (known.uidNext ?? 1) - 1 };
  let held = 0;
  if (plan.fresh !== null) held += await takeFresh(context, session, row, plan.fresh, passOther, remote);

  const flags = await changedFlags(context, session, row.id, plan.flags, remote, known, filled);
  const vanished =
    plan.deletions === 'vanished'
      ? remote.vanished
      : toRanges(await findVanished(context, session, row.id, filled, remoteCount(remote, known, plan.fresh)));

  // HIGHESTMODSEQ of this EXAMINE, never a later one: what happened meanwhile is learnt by the next pass (I6, I20).
  const modSeq = known.isFilled ? { highestModSeq: remote.highestModSeq } : { fillModSeq: remote.highestModSeq };
  const result = await store.emails.applyPass(accountId, row.id, {
    uidValidity,
    appeared: [],
    flags,
    vanished,
    checkpoint: { uidNext: remote.uidNext, serverMessages: remote.exists, ...modSeq },
  });
  return { held: held + result.held, needsFill: !known.isFilled };
}

function qresyncOf(session: ImapSession, known: Checkpoint): { uidValidity: number; modSeq: bigint } | null {
  const modSeq = known.highestModSeq ?? known.fillModSeq;
  return session.capabilities.qresync && known.uidValidity !== null && modSeq !== null ? { uidValidity: known.uidValidity, modSeq } : null;
}

/** New messages, newest first, each batch a transaction; the checkpoint stays until all of them are in. */
async function takeFresh(
  context: AccountContext,
  session: ImapSession,
  row: MailboxSyncRow & { path: string },
  fresh: UidRange,
  passOther: PassOther,
  remote: ExaminedMailbox,
): Promise<number> {
  const { accountId, store, signal } = context;
  let held = 0;
  const span = fresh.to - fresh.from + 1;
  const uids = span <= batchSize ? Array.from({ length: span }, (_, index) => fresh.from + index) : await session.uidsIn(fresh);
  for (const batch of newestFirst(uids, batchSize)) {
    const appeared = await fetchMessages(session, batch, signal);
    if (appeared.length === 0) continue;
    const twins = await store.emails.twinMailboxes(
      accountId,
      row.id,
      appeared.map(({ content }) => ({
        messageId: content.messageId?.[0] ?? null,
        receivedAtMs: content.receivedAtMs,
        sizeBytes: content.sizeBytes,
        serverEmailId: content.serverEmailId,
      })),
    );
    const others = twins.filter((twin) => twin !== row.id);
    for (const twin of others) await passOther(twin);
    const result = await store.emails.applyPass(accountId, row.id, {
      uidValidity: stableUidValidity(remote),
      appeared,
      flags: [],
      vanished: [],
      checkpoint: null,
    });
    held += result.held;
    // The passes over the twins' mailboxes have left this one.
    if (others.length > 0) await session.examine(row.path, { qresync: null, signal });
  }
  return held;
}

/** Collects before anything else is awaited: inside a fetch no other command may run (I2). Expunged meanwhile: simply not there. */
export async function fetchMessages(session: ImapSession, uids: readonly number[], signal: AbortSignal): Promise<SyncedMessage[]> {
  const messages: SyncedMessage[] = [];
  for await (const fetched of session.fetchHeaders(uids, { signal })) messages.push(syncedMessage(fetched));
  return messages;
}

async function changedFlags(
  context: AccountContext,
  session: ImapSession,
  mailboxId: MailboxId,
  how: 'qresync' | 'changed-since' | 'sweep',
  remote: ExaminedMailbox,
  known: Checkpoint,
  filled: UidRange,
): Promise<FlagFact[]> {
  if (filled.to < filled.from) return [];
  if (how === 'qresync') return remote.changed;
  if (how === 'changed-since') {
    const changedSince = known.highestModSeq ?? known.fillModSeq;
    return session.fetchFlags([filled], changedSince === null ? {} : { changedSince });
  }
  return sweepFlags(context, session, mailboxId, filled, remote.permanentFlags, false);
}

/** @throws MailError 'refused' for a mailbox whose UIDs mean nothing later (UIDNOTSTICKY, no UIDVALIDITY; I27): it is not indexed */
export function stableUidValidity(remote: ExaminedMailbox): number {
  if (remote.uidValidity === null || remote.uidNotSticky)
    throw new MailError('refused', 'the mailbox has no lasting UIDs', { stage: 'mailbox', code: 'UIDNOTSTICKY' });
  return remote.uidValidity;
}

/** EXISTS speaks of the whole mailbox; it says how many the filled range has only when that is all of it but the fresh ones. */
function remoteCount(remote: ExaminedMailbox, known: Checkpoint, fresh: UidRange | null): number | null {
  return known.isFilled && fresh === null ? remote.exists : null;
}
