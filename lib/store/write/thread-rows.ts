import { baseSubject, messageIdsOf, subjectKey, type ThreadMessage, type ThreadRule } from '#lib/thread/index.ts';
import type { EmailContent } from '../api.ts';
import { hasWeight, type PreparedContent } from '../prepared-content.ts';
import { unpackHead } from './email-head.ts';
import { type MidHash, subjectHash } from './hash-id.ts';
import type { MidRow } from './mid-book.ts';
import type { Work } from './work.ts';

/** What threading knows of one message. */
export type ThreadTraits = ThreadMessage & { baseSubject: string; subjectHash: number | null };

type Headers = Pick<
  EmailContent,
  'messageId' | 'inReplyTo' | 'references' | 'from' | 'to' | 'cc' | 'subject' | 'sentAtMs' | 'isList' | 'isAutomatic'
>;

const maxParticipants = 100;

/** The same of a message on its way in. */
export const traitsOfArriving = (content: PreparedContent): ThreadTraits => new ArrivingTraits(content);

class ArrivingTraits implements ThreadTraits {
  readonly #head: string;
  readonly ownId: string | null;
  readonly citedIds: string[];
  readonly parentIds: string[];
  readonly baseSubject: string;
  readonly subjectKey: string;
  readonly subjectHash: number | null;
  readonly sentAtMs: number;
  readonly isSubjectJoiner: boolean;

  constructor(content: PreparedContent) {
    this.#head = content.head;
    this.ownId = content.ownId;
    this.citedIds = content.citedIds;
    this.parentIds = content.parentIds;
    this.baseSubject = content.baseSubject;
    const { subjectKey, subjectHash } = knownSubjectIndex(content.baseSubject);
    this.subjectKey = subjectKey;
    this.subjectHash = subjectHash;
    this.sentAtMs = content.sentAtMs ?? content.receivedAtMs;
    this.isSubjectJoiner = content.isSubjectJoiner;
  }

  /** Looked up only where it is asked. */
  get participants(): string[] {
    const { from, to, cc } = unpackHead(this.#head);
    return participantsOf({ from, to, cc });
  }
}

type SubjectIndex = Pick<ThreadTraits, 'subjectKey' | 'subjectHash'>;
const maxSubjects = 1024;
const subjects = new Map<string, SubjectIndex>();

/** Conversations alternate: the subjects of some dozens come again and again. */
function knownSubjectIndex(base: string): SubjectIndex {
  const known = subjects.get(base);
  if (known !== undefined) return known;
  const made = subjectIndex(base);
  if (subjects.size >= maxSubjects) subjects.clear();
  subjects.set(base, made);
  return made;
}

export function threadTraits(content: Headers, receivedAtMs: number): ThreadTraits {
  const ids = messageIdsOf(content);
  const { base, isReplyOrForward } = baseSubject(content.subject);
  return {
    ...ids,
    baseSubject: base,
    ...subjectIndex(base),
    sentAtMs: content.sentAtMs ?? receivedAtMs,
    participants: participantsOf(content),
    isSubjectJoiner: isReplyOrForward && ids.citedIds.length === 0 && !content.isList && !content.isAutomatic && hasWeight(base),
  };
}

function participantsOf({ from, to, cc }: Pick<Headers, 'from' | 'to' | 'cc'>): string[] {
  const people = [...(from ?? []), ...(to ?? []), ...(cc ?? [])];
  return [...new Set(people.map(({ email }) => email.toLowerCase()))].slice(0, maxParticipants);
}

function subjectIndex(base: string): SubjectIndex {
  const key = subjectKey(base);
  return { subjectKey: key, subjectHash: key === '' ? null : subjectHash(key) };
}

/** The account's rule as lib/thread calls it: the strict one is that of RFC 8621 §3. */
export const threadRuleOf = (work: Work): ThreadRule => (work.threadRule === 'subject' ? 'jmap' : work.threadRule);

export type LookedUp = { id: string; hash: MidHash; row: MidRow | undefined };

export function newThread(work: Work): number {
  const key = work.nextThreadKey();
  work.freshThreads.add(key);
  return key;
}

/** Follows redirects; each merge goes into the larger side, so a chain is at most log N long. */
export function currentThread(work: Work, thread: number): number {
  let current = thread;
  if (!work.hasRedirects || (work.freshThreads.has(current) && !work.hasMergedFresh)) return current;
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
    work.noteRedirect();
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
