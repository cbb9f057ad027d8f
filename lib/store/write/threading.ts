import { allIds, hubSubjects } from '#lib/thread/index.ts';
import type { EmailContent } from '../api.ts';
import { midBytes, midHash } from './hash-id.ts';
import { decidePlacement } from './thread-decision.ts';
import { currentThread, type LookedUp, mergeThreads, newThread, type ThreadTraits } from './thread-rows.ts';
import type { Work } from './work.ts';

/** What placing a message needs beside its traits. */
type Placed = Pick<EmailContent, 'serverThreadId'>;

/**
 * Thread for a new Email (T3): all its ids are looked up at once; none known → a new one, one → join, several → merge.
 *
 * @param keep thread to take instead of a new one
 */
export function placeInThread(work: Work, content: Placed, traits: ThreadTraits, keep: number | null = null): number {
  if (work.threadRule === 'off') return keep ?? newThread(work);
  const ids = allIds(traits).map((id): LookedUp => {
    const hash = midHash(id);
    return { id, hash, row: work.mids.get(hash) };
  });
  // A rule that a person chose is stronger than the server's threads (T7).
  const isServers = content.serverThreadId !== null && work.threadRule === 'conversation';
  const thread = isServers ? byServer(work, content.serverThreadId as string, ids, keep) : byHeaders(work, traits, ids, keep);
  for (const each of ids) noteMid(work, each, thread, traits);
  return thread;
}

function byHeaders(work: Work, traits: ThreadTraits, ids: readonly LookedUp[], keep: number | null): number {
  // Only the strict rule, a widely cited id of an absent message, or a subject needs more than the rows at hand.
  const isPlain = work.threadRule === 'conversation' && !ids.some(({ row }) => row !== undefined && row.subjects >= hubSubjects);
  if (!isPlain || asksForSubject(work, traits)) return decidePlacement(work, traits, ids, keep);
  const found = new Set<number>();
  for (const { row } of ids) if (row && row.thread !== null) found.add(currentThread(work, row.thread));
  return found.size === 0 ? (keep ?? newThread(work)) : mergeThreads(work, [...found]);
}

function asksForSubject(work: Work, traits: ThreadTraits): boolean {
  if (traits.subjectHash === null) return false;
  if (traits.isSubjectJoiner) return true;
  if (!work.hasJoiners) return false;
  return (
    work.connection.get(
      'select 1 from email where is_joiner = 1 and subject_hash = ? and thread_at_ms > ? and key between ? and ? and (key < ? or key >= ?) limit 1',
      traits.subjectHash,
      traits.sentAtMs,
      work.firstKey,
      work.lastKey,
      work.walk?.key ?? work.lastKey + 1,
      work.walk?.endKey ?? work.lastKey + 1,
    ) !== undefined
  );
}

/** T7: the server's own thread decides. A thread of ours that its messages lead to is taken for it, unless it is another one of the server's. */
function byServer(work: Work, serverThreadId: string, ids: readonly LookedUp[], keep: number | null): number {
  const { connection, account } = work;
  const known = connection.get<{ thread: number }>(
    'select thread from thread_server_id where account = ? and server_thread_id = ?',
    account,
    serverThreadId,
  );
  if (known) return currentThread(work, known.thread);
  const ours = ids
    .map(({ row }) => (row && row.thread !== null ? currentThread(work, row.thread) : null))
    .find((thread) => thread !== null);
  const isTaken =
    ours !== undefined && ours !== null && connection.get('select 1 from thread_server_id where account = ? and thread = ?', account, ours);
  const thread = ours !== undefined && ours !== null && !isTaken ? ours : (keep ?? newThread(work));
  attachServerThread(work, serverThreadId, thread);
  return thread;
}

/** X-GM-THRID of a mail we appended belongs to the thread it has here (J3). */
export function attachServerThread(work: Work, serverThreadId: string, thread: number): void {
  work.connection.run(
    'insert or ignore into thread_server_id (account, server_thread_id, thread) values (?, ?, ?)',
    work.account,
    serverThreadId,
    thread,
  );
}

/** Keeps what this message tells of one id: where it leads, that it is here, or which subject cites it. */
function noteMid(work: Work, { id, hash, row }: LookedUp, thread: number, traits: ThreadTraits): void {
  const { connection, account, mids } = work;
  const isOwn = id === traits.ownId;
  const subject = traits.citedIds.includes(id) ? (traits.subjectHash ?? 0) : null;
  if (!row) {
    mids.add(hash, { thread, subjects: subject === null ? 0 : 1, subject, is_present: isOwn ? 1 : 0 });
    return;
  }
  if (row.thread === null) mids.change(hash, { thread });
  if (isOwn && row.is_present === 0) mids.change(hash, { is_present: 1 });
  if (subject === null || subject === row.subject) return;
  if (row.subject === null) {
    mids.change(hash, { subject, subjects: 1 });
  } else if (
    connection.run('insert or ignore into citation (account, hash, subject) values (?, ?, ?)', account, midBytes(hash), subject) > 0
  ) {
    mids.change(hash, { subjects: row.subjects + 1 });
  }
}
