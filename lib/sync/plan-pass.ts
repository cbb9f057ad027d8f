import type { Checkpoint, UidRange } from '#lib/store/index.ts';

/** What EXAMINE said, as far as the plan needs it. `highestModSeq` null: NOMODSEQ, or no CONDSTORE here (I26). */
export type RemoteMailbox = { uidValidity: number; uidNext: number; hasUidNext: boolean; exists: number; highestModSeq: bigint | null };

export type PassPlan =
  /** never seen: start the fill with the newest page (I15) */
  | { do: 'begin' }
  /** UIDVALIDITY is another one (I27), or UIDNEXT went down: void all locations and begin again */
  | { do: 'start-over' }
  /** UIDNEXT, EXISTS and HIGHESTMODSEQ are what they were (I10) */
  | { do: 'nothing' }
  | {
      do: 'catch-up';
      /** UIDs that are new since the last pass, null when none can be (I24: never ask `n:*`) */
      fresh: UidRange | null;
      /**
       * How flags are learnt: from EXAMINE itself (QRESYNC, I20), by CHANGEDSINCE (I21), or by looking at all of them (I22).
       * `sweep` after a mod-sequence that went backwards too (I26).
       */
      flags: 'qresync' | 'changed-since' | 'sweep';
      /** How deletions are learnt: VANISHED, or by comparing counts and bisecting (I23). */
      deletions: 'vanished' | 'compare';
      /** the mod-sequence went backwards: nothing that the checkpoint says can be relied on, so everything is compared (I26) */
      isDoubtful: boolean;
    };

/**
 * Decides how one pass over a mailbox goes; pure, needs no server.
 *
 * @param known what the last pass committed
 * @param usedQresync EXAMINE was sent with the QRESYNC parameter and the server took it
 */
export function planPass(known: Checkpoint, remote: RemoteMailbox, usedQresync: boolean): PassPlan {
  if (known.uidValidity === null || known.uidNext === null) return { do: 'begin' };
  if (known.uidValidity !== remote.uidValidity) return { do: 'start-over' };
  // UIDs only grow (RFC 9051 §2.3.1.1): a mailbox restored from a backup may give them to other messages.
  if (remote.hasUidNext && remote.uidNext < known.uidNext) return { do: 'start-over' };
  const knownModSeq = known.highestModSeq ?? known.fillModSeq;
  if (
    knownModSeq !== null &&
    remote.highestModSeq !== null &&
    knownModSeq === remote.highestModSeq &&
    known.uidNext === remote.uidNext &&
    known.serverMessages === remote.exists
  ) {
    return { do: 'nothing' };
  }
  const fresh = remote.uidNext > known.uidNext ? { from: known.uidNext, to: remote.uidNext - 1 } : null;
  const isDoubtful = knownModSeq !== null && remote.highestModSeq !== null && remote.highestModSeq < knownModSeq;
  const plan = { do: 'catch-up', fresh, isDoubtful } as const;
  if (isDoubtful || knownModSeq === null || remote.highestModSeq === null) return { ...plan, flags: 'sweep', deletions: 'compare' };
  if (usedQresync) return { ...plan, flags: 'qresync', deletions: 'vanished' };
  return { ...plan, flags: 'changed-since', deletions: 'compare' };
}

/** UIDs in descending batches: newest first (I16). */
export function* newestFirst(uids: readonly number[], size: number): Generator<number[]> {
  for (let end = uids.length; end > 0; end -= size) yield uids.slice(Math.max(0, end - size), end);
}
