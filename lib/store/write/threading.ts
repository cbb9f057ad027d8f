import { allIds, hubSubjects } from '#lib/thread/index.ts';
import type { EmailContent } from '../api.ts';
import { midHash } from './hash-id.ts';
import { decidePlacement } from './thread-decision.ts';
import { currentThread, type LookedUp, mergeThreads, midRow, newThread, type ThreadTraits } from './thread-rows.ts';
import type { Work } from './work.ts';

/** Thread for a new Email (T3): all its ids are looked up at once; none known → a new one, one → join, several → merge. */
export function placeInThread(work: Work, content: EmailContent, traits: ThreadTraits): number {
  const ids = allIds(traits).map((id): LookedUp => {
    const hash = midHash(id);
    return { id, hash, row: midRow(work, hash) };
  });
  const thread = content.serverThreadId === null ? byHeaders(work, traits, ids) : byServer(work, content.serverThreadId, ids);
  for (const each of ids) noteMid(work, each, thread, traits);
  return thread;
}

function byHeaders(work: Work, traits: ThreadTraits, ids: readonly LookedUp[]): number {
  // Only a widely cited id of an absent message, or a subject, needs more than the rows at hand.
  if (ids.some(({ row }) => row !== undefined && row.subjects >= hubSubjects) || asksForSubject(work, traits))
    return decidePlacement(work, traits, ids);
  const found = new Set<number>();
  for (const { row } of ids) if (row) found.add(currentThread(work, row.thread));
  return found.size === 0 ? newThread(work) : mergeThreads(work, [...found]);
}

function asksForSubject(work: Work, traits: ThreadTraits): boolean {
  if (traits.subjectHash === null) return false;
  if (traits.isSubjectJoiner) return true;
  return (
    work.connection.get(
      'select 1 from email where is_joiner = 1 and subject_hash = ? and thread_at_ms > ? and key between ? and ? limit 1',
      traits.subjectHash,
      traits.sentAtMs,
      work.firstKey,
      work.lastKey,
    ) !== undefined
  );
}

/** T7: the server's own thread decides. A thread of ours that its messages lead to is taken for it, unless it is another one of the server's. */
function byServer(work: Work, serverThreadId: string, ids: readonly LookedUp[]): number {
  const { connection, account } = work;
  const known = connection.get<{ thread: number }>(
    'select thread from thread_server_id where account = ? and server_thread_id = ?',
    account,
    serverThreadId,
  );
  if (known) return currentThread(work, known.thread);
  const ours = ids.map(({ row }) => (row ? currentThread(work, row.thread) : null)).find((thread) => thread !== null);
  const isTaken =
    ours !== undefined && ours !== null && connection.get('select 1 from thread_server_id where account = ? and thread = ?', account, ours);
  const thread = ours !== undefined && ours !== null && !isTaken ? ours : newThread(work);
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
  const { connection, account } = work;
  const isOwn = id === traits.ownId;
  const subject = traits.citedIds.includes(id) ? (traits.subjectHash ?? 0) : null;
  if (!row) {
    connection.run(
      'insert or ignore into mid (account, hash, thread, subjects, subject, is_present) values (?, ?, ?, ?, ?, ?)',
      account,
      hash,
      thread,
      subject === null ? 0 : 1,
      subject,
      isOwn ? 1 : 0,
    );
    return;
  }
  if (isOwn && row.is_present === 0) connection.run('update mid set is_present = 1 where account = ? and hash = ?', account, hash);
  if (subject === null || subject === row.subject) return;
  if (row.subject === null) {
    connection.run('update mid set subject = ?, subjects = 1 where account = ? and hash = ?', subject, account, hash);
  } else if (connection.run('insert or ignore into citation (account, hash, subject) values (?, ?, ?)', account, hash, subject) > 0) {
    connection.run('update mid set subjects = subjects + 1 where account = ? and hash = ?', account, hash);
  }
}
