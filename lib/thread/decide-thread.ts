import { allIds, idHash, pairHash, type ThreadHash, type ThreadMessage, type ThreadRule } from './thread-message.ts';

/** An id of an absent message that connects more base subjects than this counts only together with the subject (hub guard). */
export const hubSubjects = 20;

/** How far back a subject alone may join. */
export const subjectWindowMs = 30 * 24 * 60 * 60 * 1000;

/** What the store must look up before it can decide; all of it at once (T3). */
export type ThreadQuestion = {
  /** rows of `mid` that are wanted, and what is wanted to be known about each id */
  ids: { id: string; hash: ThreadHash; pairHash: ThreadHash; isCited: boolean }[];
  /** Emails with this base subject and a sent date in this range (both ends included); null: not asked */
  subject: { key: string; fromMs: number; toMs: number } | null;
};

/** What the store knows about one id. `Key` is the store's key of a thread. */
export type IdFacts<Key> = {
  /** thread in the `mid` row of `hash`, null when there is none */
  thread: Key | null;
  /** thread in the `mid` row of `pairHash` */
  pairThread: Key | null;
  /** an Email with this own id is here */
  isPresent: boolean;
  /** how many different base subjects the Emails citing this id have; counting may stop at {@link hubSubjects} + 1 */
  subjects: number;
  /** one of them is the base subject asked for */
  hasSubject: boolean;
};

/** An Email with the same base subject. */
export type SubjectCandidate<Key> = Pick<ThreadMessage, 'sentAtMs' | 'participants' | 'isSubjectJoiner'> & { thread: Key };

export type ThreadFacts<Key> = {
  /** by `hash`; ids that were never seen may be missing */
  ids: ReadonlyMap<ThreadHash, IdFacts<Key>>;
  sameSubject: readonly SubjectCandidate<Key>[];
  /** number of Emails in a thread that was named above */
  sizeOf(thread: Key): number;
};

export type ThreadDecision<Key> = {
  /** the thread to put the message into; null: a new one */
  join: Key | null;
  /** threads to be merged into `join` (J3: their Emails are destroyed and created again) */
  merge: Key[];
  /** hashes that get a `mid` row with the resulting thread */
  rows: ThreadHash[];
  /**
   * Ids that became or ceased to be hubs with this message. The store then regroups ({@link groupMessages}) the Emails that cite one of them,
   * together with all other Emails of the threads that those are in, this message included.
   */
  regroup: ThreadHash[];
};

/** The look-ups for one message; see {@link decideThread}. */
export function threadQuestion(message: ThreadMessage, rule: ThreadRule): ThreadQuestion {
  if (rule === 'off') return { ids: [], subject: null };
  const ids = allIds(message).map((id) => ({
    id,
    hash: idHash(id),
    pairHash: pairHash(id, message.subjectKey),
    isCited: message.citedIds.includes(id),
  }));
  const asksSubject = rule === 'conversation' && message.subjectKey !== '';
  return {
    ids,
    subject: asksSubject
      ? { key: message.subjectKey, fromMs: message.sentAtMs - subjectWindowMs, toMs: message.sentAtMs + subjectWindowMs }
      : null,
  };
}

/**
 * Decides into which thread a message goes. Pure: the store answers the {@link threadQuestion} and carries out the decision in one
 * transaction, so that the grouping is the same in every order of arrival.
 *
 * - `links`: connected by any id. `jmap`: an id in common and the same base subject. `conversation`: `links` with the hub guard, and the
 *   narrow subject join of `testing/README.md`: a reply that cites nothing joins the latest earlier message of the same subject with at
 *   least two addresses in common; when such a message arrives late, the replies waiting for it join.
 */
export function decideThread<Key>(message: ThreadMessage, rule: ThreadRule, facts: ThreadFacts<Key>): ThreadDecision<Key> {
  const found = new Set<Key>();
  const rows: ThreadHash[] = [];
  const regroup: ThreadHash[] = [];
  for (const { id, hash, pairHash: pair, isCited } of threadQuestion(message, rule).ids) {
    const known = facts.ids.get(hash) ?? { thread: null, pairThread: null, isPresent: false, subjects: 0, hasSubject: false };
    const isPresentNow = known.isPresent || id === message.ownId;
    const subjectsNow = known.subjects + (isCited && !known.hasSubject ? 1 : 0);
    const wasHub = rule === 'conversation' && !known.isPresent && known.subjects > hubSubjects;
    const isHub = rule === 'conversation' && !isPresentNow && subjectsNow > hubSubjects;
    if (wasHub !== isHub) regroup.push(hash);
    const usesPair = rule === 'jmap' || isHub;
    const thread = usesPair ? known.pairThread : known.thread;
    if (thread !== null) found.add(thread);
    rows.push(usesPair ? pair : hash);
  }
  if (rule === 'conversation') for (const thread of joinedBySubject(message, facts.sameSubject)) found.add(thread);
  const [join, ...merge] = [...found].sort((a, b) => facts.sizeOf(b) - facts.sizeOf(a));
  return { join: join ?? null, merge, rows, regroup };
}

/** Threads that the subject alone connects with a message: that of its latest candidate, and those of replies that waited for it (T4). */
function joinedBySubject<Key>(message: ThreadMessage, sameSubject: readonly SubjectCandidate<Key>[]): Key[] {
  const threads: Key[] = [];
  if (message.isSubjectJoiner) {
    const parent = subjectParent(message, sameSubject);
    if (parent !== null) threads.push(parent.thread);
  }
  for (const orphan of sameSubject) {
    const isWaiting = orphan.isSubjectJoiner && isSubjectParent(message, orphan) && subjectParent(orphan, sameSubject) === null;
    if (isWaiting) threads.push(orphan.thread);
  }
  return threads;
}

type Dated = Pick<ThreadMessage, 'sentAtMs' | 'participants'>;

/** The latest of the messages that `reply` may join by subject. */
export function subjectParent<Candidate extends Dated>(reply: Dated, candidates: readonly Candidate[]): Candidate | null {
  let latest: Candidate | null = null;
  for (const candidate of candidates) {
    if (isSubjectParent(candidate, reply) && (latest === null || candidate.sentAtMs > latest.sentAtMs)) latest = candidate;
  }
  return latest;
}

function isSubjectParent(parent: Dated, reply: Dated): boolean {
  if (parent.sentAtMs >= reply.sentAtMs || reply.sentAtMs - parent.sentAtMs > subjectWindowMs) return false;
  let shared = 0;
  for (const address of reply.participants) if (parent.participants.includes(address)) shared += 1;
  return shared >= 2;
}
