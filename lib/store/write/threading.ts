import { allIds, baseSubject, hubSubjects, messageIdsOf, subjectKey, type ThreadMessage } from '#lib/thread/index.ts';
import type { EmailContent } from '../api.ts';
import { midHash, subjectHash } from './hash-id.ts';
import { decidePlacement } from './thread-decision.ts';
import type { Work } from './work.ts';

/** What threading knows of one message. */
export type ThreadTraits = ThreadMessage & { baseSubject: string; subjectHash: number | null };

type Headers = Pick<
  EmailContent,
  'messageId' | 'inReplyTo' | 'references' | 'from' | 'to' | 'cc' | 'subject' | 'sentAtMs' | 'isList' | 'isAutomatic'
>;

const minSubjectChars = 4;
const maxParticipants = 100;

export function threadTraits(content: Headers, receivedAtMs: number): ThreadTraits {
  const ids = messageIdsOf(content);
  const { base, isReplyOrForward } = baseSubject(content.subject);
  const key = subjectKey(base);
  const people = [...(content.from ?? []), ...(content.to ?? []), ...(content.cc ?? [])];
  return {
    ...ids,
    baseSubject: base,
    subjectKey: key,
    subjectHash: key === '' ? null : subjectHash(key),
    sentAtMs: content.sentAtMs ?? receivedAtMs,
    participants: [...new Set(people.map(({ email }) => email.toLowerCase()))].slice(0, maxParticipants),
    isSubjectJoiner:
      ids.citedIds.length === 0 && isReplyOrForward && [...base].length >= minSubjectChars && !content.isList && !content.isAutomatic,
  };
}

/** A row of `mid`: what is known of one Message-ID. `subject` is the first base subject that cites it, table `citation` holds the others. */
type MidRow = { thread: number; subjects: number; subject: number | null; is_present: number };

export type LookedUp = { id: string; hash: Uint8Array; row: MidRow | undefined };

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

export function midRow(work: Work, hash: Uint8Array): MidRow | undefined {
  return work.connection.get<MidRow>(
    'select thread, subjects, subject, is_present from mid where account = ? and hash = ?',
    work.account,
    hash,
  );
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

export function newThread(work: Work): number {
  const key = work.nextThreadKey();
  work.freshThreads.add(key);
  return key;
}

/** Follows redirects; each merge goes into the larger side, so a chain is at most log N long. */
export function currentThread(work: Work, thread: number): number {
  let current = thread;
  if (work.freshThreads.has(current) && !work.hasMergedFresh) return current;
  for (;;) {
    const row = work.connection.get<{ new: number }>('select new from thread_redirect where old = ?', current);
    if (!row) return current;
    current = row.new;
  }
}

/** Merges into the thread with the most Emails; those of the others come back under new ids when the work settles (J3). */
export function mergeThreads(work: Work, threads: readonly number[]): number {
  if (threads.length === 1) return threads[0]!;
  const sizes = threads
    .map((thread) => ({ thread, size: threadSize(work, thread) }))
    .sort((a, b) => b.size - a.size || a.thread - b.thread);
  const target = sizes[0]!.thread;
  for (const { thread } of sizes.slice(1)) {
    for (const unit of emailsOfThread(work, thread)) unit.thread = target;
    work.connection.run('insert into thread_redirect (old, new) values (?, ?)', thread, target);
    if (work.freshThreads.delete(thread)) work.hasMergedFresh = true;
  }
  return target;
}

/** Its Emails as this transaction has left them so far, loaded. */
export function emailsOfThread(work: Work, thread: number) {
  const units = [...work.units.values()].filter((unit) => unit.thread === thread);
  for (const { key } of work.connection.all<{ key: number }>('select key from email where thread = ?', thread)) {
    if (work.units.has(key)) continue;
    const unit = work.unit(key);
    if (unit) units.push(unit);
  }
  return units;
}

export function threadSize(work: Work, thread: number): number {
  // Of a thread's Emails, at most this transaction's own few have moved since they were written.
  return work.connection.get<{ n: number }>('select count(*) n from email where thread = ?', thread)!.n;
}
