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
import { midHash } from './hash-id.ts';
import {
  currentThread,
  emailsOfThread,
  type LookedUp,
  mergeThreads,
  midRow,
  newThread,
  type ThreadTraits,
  threadSize,
  threadTraits,
} from './thread-rows.ts';
import type { Work } from './work.ts';

/** Messages of the same subject that are looked at; a daily report has hundreds. */
const maxCandidates = 500;
/** Regrouping more than this at once is left to `rethread`: the hub has done its work by then. */
const maxRegrouped = 20_000;

const bytesOf = (hash: ThreadHash): Uint8Array => Buffer.from(hash, 'hex');

/** The full decision (T4, hub guard), for the few messages that need it. */
export function decidePlacement(work: Work, traits: ThreadTraits, ids: readonly LookedUp[]): number {
  const facts = new Map<ThreadHash, IdFacts<number>>();
  for (const { id, hash, row } of ids) {
    const pair = midRow(work, bytesOf(pairHash(id, traits.subjectKey)));
    facts.set(idHash(id), {
      thread: row ? currentThread(work, row.thread) : null,
      pairThread: pair ? currentThread(work, pair.thread) : null,
      isPresent: row?.is_present === 1,
      subjects: row?.subjects ?? 0,
      hasSubject: row !== undefined && isCitedBy(work, hash, row.subject, traits.subjectHash ?? 0),
    });
  }
  const decision = decideThread(traits, 'conversation', {
    ids: facts,
    sameSubject: candidates(work, traits),
    sizeOf: (thread) => threadSize(work, thread),
  });
  const thread = decision.join === null ? newThread(work) : mergeThreads(work, [decision.join, ...decision.merge]);
  const plain = new Set(ids.map(({ id }) => idHash(id)));
  for (const [index, hash] of decision.rows.entries()) {
    if (plain.has(hash)) continue;
    notePair(work, bytesOf(hash), ids[index]!.hash, thread);
  }
  return decision.regroup.length === 0 ? thread : regroup(work, traits, decision.regroup, thread);
}

function isCitedBy(work: Work, hash: Uint8Array, first: number | null, subject: number): boolean {
  if (first === subject) return true;
  return (
    work.connection.get('select 1 from citation where account = ? and hash = ? and subject = ?', work.account, hash, subject) !== undefined
  );
}

/** A hub's id counts together with the subject; its threads are remembered, for the day the absent message arrives. */
function notePair(work: Work, pair: Uint8Array, hub: Uint8Array, thread: number): void {
  work.connection.run(
    'insert into mid (account, hash, thread) values (?, ?, ?) on conflict (account, hash) do update set thread = excluded.thread',
    work.account,
    pair,
    thread,
  );
  work.connection.run('insert or ignore into hub_thread (account, hash, thread) values (?, ?, ?)', work.account, hub, thread);
}

type Row = {
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
  const rows = work.connection.all<Row>(
    `select key, thread, received_at_ms, sent_at_ms, subject, is_joiner, head from email where subject_hash = ? and thread_at_ms between ? and ?
      and key between ? and ? order by thread_at_ms desc limit ?`,
    traits.subjectHash,
    traits.sentAtMs - subjectWindowMs,
    traits.sentAtMs + subjectWindowMs,
    work.firstKey,
    work.lastKey,
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

function traitsOf(row: Row, cited: Cited): ThreadTraits {
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
  for (const hash of hubs.map(bytesOf)) {
    const row = midRow(work, hash);
    if (row) threads.add(currentThread(work, row.thread));
    const pairs = work.connection.all<{ thread: number }>(
      'select thread from hub_thread where account = ? and hash = ?',
      work.account,
      hash,
    );
    for (const { thread } of pairs) threads.add(currentThread(work, thread));
  }
  return groupAnew(work, [...threads], traits, placed) ?? placed;
}

/**
 * Groups all Emails of these threads anew, and a message on its way into the first of them with them. The largest group that has Emails of a
 * thread keeps it; Emails that change their thread come back under new ids when the work settles (J3).
 *
 * @param arriving null: nothing but what is there (T5 `rethread`)
 * @returns thread of the arriving message, null when there are too many Emails and nothing was done
 */
function groupAnew(work: Work, threads: readonly number[], arriving: ThreadTraits | null, placed: number): number | null {
  // A destroyed Email that still waits for its EXPUNGE holds nothing together any more.
  const units = threads
    .flatMap((thread) => emailsOfThread(work, thread))
    .filter((unit) => arriving !== null || shownMailboxes(unit).length > 0);
  if (units.length > maxRegrouped) return null;
  const rows = units.map(
    (unit) =>
      work.connection.get<Row>(
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
  for (const group of groupMessages(messages, 'conversation').sort((a, b) => b.length - a.length)) {
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
  return own;
}

/** Rebuilds one thread from the Emails that are in it now (T5): what only a deleted message held together falls apart. */
export function rethread(work: Work, thread: number): void {
  groupAnew(work, [thread], null, thread);
}

/** The ids of a regrouped message lead to its thread from now on. */
function repoint(work: Work, message: ThreadTraits, thread: number, isNew: boolean): void {
  for (const id of [message.ownId, ...message.citedIds]) {
    if (id === null) continue;
    const hash = midHash(id);
    const row = midRow(work, hash);
    const subjects = (row?.subjects ?? 0) + (isNew && row && !isCitedBy(work, hash, row.subject, message.subjectHash ?? 0) ? 1 : 0);
    const isHub = row !== undefined && row.is_present === 0 && subjects > hubSubjects && !(isNew && id === message.ownId);
    if (isHub) notePair(work, bytesOf(pairHash(id, message.subjectKey)), hash, thread);
    else work.connection.run('update mid set thread = ? where account = ? and hash = ?', thread, work.account, hash);
  }
}

function commonest(threads: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const thread of threads) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  let best: number | null = null;
  for (const [thread, count] of counts) if (best === null || count > counts.get(best)!) best = thread;
  return best;
}
