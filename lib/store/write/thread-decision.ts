import {
  decideThread,
  groupMessages,
  hubSubjects,
  type IdFacts,
  idHash,
  pairHash,
  type SubjectCandidate,
  subjectWindowMs,
  type ThreadHash,
} from '#lib/thread/index.ts';
import { unpackHead } from './email-head.ts';
import { shownMailboxes } from './email-unit.ts';
import { type MidHash, midBytes, midHash, midHashOf } from './hash-id.ts';
import {
  currentThread,
  emailsOfThread,
  type LookedUp,
  mergeThreads,
  newThread,
  type ThreadTraits,
  threadRuleOf,
  threadSize,
  threadTraits,
} from './thread-rows.ts';
import type { Work } from './work.ts';

/** Messages of the same subject that are looked at; a daily report has hundreds. */
const maxCandidates = 500;
/** Regrouping more than this at once is left to `regroupEmails`, which takes a little at a time. */
const maxRegrouped = 20_000;

/** The full decision (T4, hub guard), for the few messages that need it. */
export function decidePlacement(work: Work, traits: ThreadTraits, ids: readonly LookedUp[], keep: number | null): number {
  const rule = threadRuleOf(work);
  const facts = new Map<ThreadHash, IdFacts<number>>();
  for (const { id, hash, row } of ids) {
    const pair = work.mids.get(midHashOf(pairHash(id, traits.subjectKey)));
    facts.set(idHash(id), {
      thread: threadOf(work, row),
      pairThread: threadOf(work, pair),
      isPresent: row?.is_present === 1,
      subjects: row?.subjects ?? 0,
      hasSubject: row !== undefined && isCitedBy(work, hash, row.subject, traits.subjectHash ?? 0),
    });
  }
  const decision = decideThread(traits, rule, {
    ids: facts,
    sameSubject: rule === 'conversation' ? candidates(work, traits) : [],
    sizeOf: (thread) => threadSize(work, thread),
  });
  const thread = decision.join === null ? (keep ?? newThread(work)) : mergeThreads(work, [decision.join, ...decision.merge]);
  const plain = new Set(ids.map(({ id }) => idHash(id)));
  for (const [index, hash] of decision.rows.entries()) {
    if (plain.has(hash)) continue;
    notePair(work, midHashOf(hash), thread);
    // A hub's threads are remembered, for the day the absent message arrives.
    if (rule === 'conversation') noteHub(work, ids[index]!.hash, thread);
  }
  return decision.regroup.length === 0 ? thread : regroup(work, traits, decision.regroup, thread);
}

const threadOf = (work: Work, row: { thread: number | null } | undefined): number | null =>
  row === undefined || row.thread === null ? null : currentThread(work, row.thread);

function isCitedBy(work: Work, hash: MidHash, first: number | null, subject: number): boolean {
  if (first === subject) return true;
  return (
    work.connection.get('select 1 from citation where account = ? and hash = ? and subject = ?', work.account, midBytes(hash), subject) !==
    undefined
  );
}

/** Where an id counts only together with the subject: a hub's, and every id under the strict rule. */
function notePair(work: Work, pair: MidHash, thread: number): void {
  work.mids.add(pair, { thread, subjects: 0, subject: null, is_present: 0 });
  work.mids.change(pair, { thread });
}

function noteHub(work: Work, hub: MidHash, thread: number): void {
  work.connection.run('insert or ignore into hub_thread (account, hash, thread) values (?, ?, ?)', work.account, midBytes(hub), thread);
}

/** What is asked of a stored Email to group it. */
export type ThreadedRow = {
  key: number;
  thread: number;
  received_at_ms: number;
  sent_at_ms: number | null;
  subject: string | null;
  is_joiner: number;
  head: string;
};
/** Ids cited by a message; where only subject, date and people are compared they are not read. */
type Cited = { inReplyTo: string[] | null; references: string[] | null };
const citesNothing: Cited = { inReplyTo: null, references: null };

function candidates(work: Work, traits: ThreadTraits): SubjectCandidate<number>[] {
  if (traits.subjectHash === null) return [];
  // As the index has it: what is written within 30 days stands in this one and its neighbours.
  const month = Math.trunc(traits.sentAtMs / subjectWindowMs);
  const rows = work.connection.all<ThreadedRow>(
    `select key, thread, received_at_ms, sent_at_ms, subject, is_joiner, head from email indexed by email_by_subject
      where thread_at_ms / ${subjectWindowMs} in (?, ?, ?) and subject_hash = ? and thread_at_ms between ? and ?
      and key between ? and ? and (key < ? or key >= ?) order by thread_at_ms desc limit ?`,
    month - 1,
    month,
    month + 1,
    traits.subjectHash,
    traits.sentAtMs - subjectWindowMs,
    traits.sentAtMs + subjectWindowMs,
    work.firstKey,
    work.lastKey,
    work.walk?.key ?? work.lastKey + 1,
    work.walk?.endKey ?? work.lastKey + 1,
    maxCandidates,
  );
  return rows
    .map((row) => ({ row, known: traitsOf(row, citesNothing) }))
    .filter(({ known }) => known.subjectKey === traits.subjectKey)
    .map(({ row, known }) => ({
      sentAtMs: known.sentAtMs,
      participants: known.participants,
      isSubjectJoiner: row.is_joiner === 1,
      thread: currentThread(work, work.units.get(row.key)?.thread ?? row.thread),
    }));
}

export function traitsOf(row: ThreadedRow, cited: Cited): ThreadTraits {
  const head = unpackHead(row.head);
  // A joiner is neither list nor automatic mail, and of the others it does not matter here.
  const isOther = row.is_joiner === 0;
  return threadTraits(
    { ...head, ...cited, subject: row.subject, sentAtMs: row.sent_at_ms, isList: isOther, isAutomatic: isOther },
    row.received_at_ms,
  );
}

/** Ids that became or ceased to be hubs: all Emails they connect, or connected, are grouped anew. @returns thread of the new message */
function regroup(work: Work, traits: ThreadTraits, hubs: readonly ThreadHash[], placed: number): number {
  const threads = new Set<number>([placed]);
  for (const hash of hubs.map(midHashOf)) {
    const row = work.mids.get(hash);
    const own = threadOf(work, row);
    if (own !== null) threads.add(own);
    const pairs = work.connection.all<{ thread: number }>(
      'select thread from hub_thread where account = ? and hash = ?',
      work.account,
      midBytes(hash),
    );
    for (const { thread } of pairs) threads.add(currentThread(work, thread));
  }
  const grouped = groupAnew(work, [...threads], traits, placed);
  if (grouped === null) leaveToRegrouping(work);
  return grouped?.own ?? placed;
}

/**
 * Groups all Emails of these threads anew, and a message on its way into the first of them with them. The largest group that has Emails of a
 * thread keeps it; Emails that change their thread come back under new ids when the work settles (J3).
 *
 * @param arriving null: nothing but what is there (T5 `rethread`)
 * @returns thread of the arriving message, and all threads there are now; null when there are too many Emails and nothing was done
 */
function groupAnew(
  work: Work,
  threads: readonly number[],
  arriving: ThreadTraits | null,
  placed: number,
): { own: number; threads: ReadonlySet<number> } | null {
  // A destroyed Email that still waits for its EXPUNGE holds nothing together any more.
  const units = threads
    .flatMap((thread) => emailsOfThread(work, thread))
    .filter((unit) => arriving !== null || shownMailboxes(unit).length > 0);
  if (units.length > maxRegrouped) return null;
  const rows = units.map(
    (unit) =>
      work.connection.get<ThreadedRow>(
        'select key, thread, received_at_ms, sent_at_ms, subject, is_joiner, head from email where key = ?',
        unit.key,
      )!,
  );
  const messages: ThreadTraits[] = [
    ...rows.map((row, index) => traitsOf(row, work.packs.read(units[index]!))),
    ...(arriving === null ? [] : [arriving]),
  ];
  const taken = new Set<number>();
  let own = placed;
  for (const group of groupMessages(messages, threadRuleOf(work)).sort((a, b) => b.length - a.length)) {
    const target =
      commonest(group.map((index) => units[index]?.thread ?? placed).filter((thread) => !taken.has(thread))) ?? newThread(work);
    taken.add(target);
    for (const index of group) {
      const unit = units[index];
      if (unit) unit.thread = target;
      else own = target;
      repoint(work, messages[index]!, target, unit === undefined);
    }
  }
  return { own, threads: taken };
}

/**
 * Rebuilds one thread from the Emails that are in it now (T5): what only a deleted message held together falls apart. A thread that the server
 * made stays as the server has it (T7).
 *
 * @returns the threads there are now; null when there are too many Emails
 */
export function rethread(work: Work, thread: number): ReadonlySet<number> | null {
  const isServers =
    work.threadRule === 'conversation' &&
    work.connection.get('select 1 from email where thread = ? and server_thread_id is not null limit 1', thread) !== undefined;
  if (isServers) return new Set([thread]);
  const grouped = groupAnew(work, [thread], null, thread);
  if (grouped === null) leaveToRegrouping(work);
  return grouped?.threads ?? null;
}

/** Too much hangs together for one transaction: the account's mail is grouped anew behind everything else. */
function leaveToRegrouping(work: Work): void {
  // What that finds itself it must not leave to itself.
  if (work.walk !== null) return;
  work.connection.run('insert into regrouping (account) values (?) on conflict (account) do update set is_due_again = 1', work.account);
}

/** The ids of a regrouped message lead to its thread from now on. */
function repoint(work: Work, message: ThreadTraits, thread: number, isNew: boolean): void {
  for (const id of [message.ownId, ...message.citedIds]) {
    if (id === null) continue;
    const hash = midHash(id);
    const row = work.mids.get(hash);
    const subjects = (row?.subjects ?? 0) + (isNew && row && !isCitedBy(work, hash, row.subject, message.subjectHash ?? 0) ? 1 : 0);
    const isHub = row !== undefined && row.is_present === 0 && subjects > hubSubjects && !(isNew && id === message.ownId);
    if (work.threadRule === 'subject') notePair(work, midHashOf(pairHash(id, message.subjectKey)), thread);
    if (work.threadRule === 'conversation' && isHub) {
      notePair(work, midHashOf(pairHash(id, message.subjectKey)), thread);
      noteHub(work, hash, thread);
    } else work.mids.change(hash, { thread });
  }
}

function commonest(threads: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const thread of threads) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  let best: number | null = null;
  for (const [thread, count] of counts) if (best === null || count > counts.get(best)!) best = thread;
  return best;
}
