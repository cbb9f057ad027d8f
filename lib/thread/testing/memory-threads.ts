import {
  allIds,
  decideThread,
  groupMessages,
  hubSubjects,
  type IdFacts,
  idHash,
  pairHash,
  type SubjectCandidate,
  type ThreadHash,
  type ThreadMessage,
  type ThreadRule,
  threadQuestion,
} from '../index.ts';

type Placed = { message: ThreadMessage; thread: number };

/**
 * Threads in memory, taking one message at a time through the same decisions as the store (T3). A model for tests of the rules, and of what
 * a store has to keep: `mid` rows, and for each cited id who cites it.
 */
export class MemoryThreads {
  readonly placed: Placed[] = [];
  readonly #rule: ThreadRule;
  readonly #mid = new Map<ThreadHash, number>();
  #nextThread = 1;

  constructor(rule: ThreadRule) {
    this.#rule = rule;
  }

  add(message: ThreadMessage): void {
    const question = threadQuestion(message, this.#rule);
    const ids = new Map(question.ids.map(({ id, hash, pairHash: pair }) => [hash, this.#factsOf(id, hash, pair, message.subjectKey)]));
    const { subject } = question;
    const sameSubject: SubjectCandidate<number>[] =
      subject === null
        ? []
        : this.placed
            .filter(
              (each) =>
                each.message.subjectKey === subject.key && each.message.sentAtMs >= subject.fromMs && each.message.sentAtMs <= subject.toMs,
            )
            .map(({ message: other, thread }) => ({ ...other, thread }));
    const decision = decideThread(message, this.#rule, { ids, sameSubject, sizeOf: (thread) => this.#membersOf(thread).length });
    const thread = decision.join ?? this.#nextThread++;
    for (const merged of decision.merge) this.#renumber(merged, thread);
    for (const row of decision.rows) this.#mid.set(row, thread);
    this.placed.push({ message, thread });
    if (decision.regroup.length > 0) this.#regroup(decision.regroup);
  }

  /** indexes of arrival, one list per thread */
  groups(): number[][] {
    return [...Map.groupBy(this.placed.keys(), (index) => (this.placed[index] as Placed).thread).values()];
  }

  #factsOf(id: string, hash: ThreadHash, pair: ThreadHash, subject: string): IdFacts<number> {
    const citing = this.placed.filter((each) => each.message.citedIds.includes(id));
    const subjects = new Set(citing.map((each) => each.message.subjectKey));
    return {
      thread: this.#mid.get(hash) ?? null,
      pairThread: this.#mid.get(pair) ?? null,
      isPresent: this.placed.some((each) => each.message.ownId === id),
      subjects: Math.min(subjects.size, hubSubjects + 1),
      hasSubject: subjects.has(subject),
    };
  }

  #membersOf(thread: number): Placed[] {
    return this.placed.filter((each) => each.thread === thread);
  }

  #renumber(from: number, to: number): void {
    for (const each of this.#membersOf(from)) each.thread = to;
    for (const [hash, thread] of this.#mid) if (thread === from) this.#mid.set(hash, to);
  }

  /** An id became a hub, or its message arrived: every Email citing it, and all in their threads, are grouped anew. */
  #regroup(hashes: readonly ThreadHash[]): void {
    const touched = new Set(
      this.placed.filter((each) => each.message.citedIds.some((id) => hashes.includes(idHash(id)))).map((each) => each.thread),
    );
    const ids = new Set(
      this.placed.filter((each) => each.message.ownId !== null && hashes.includes(idHash(each.message.ownId))).map((each) => each.thread),
    );
    const members = this.placed.filter((each) => touched.has(each.thread) || ids.has(each.thread));
    for (const [hash, thread] of this.#mid) if (touched.has(thread) || ids.has(thread)) this.#mid.delete(hash);
    for (const group of groupMessages(
      members.map((each) => each.message),
      this.#rule,
    )) {
      const thread = this.#nextThread++;
      for (const index of group) {
        const each = members[index] as Placed;
        each.thread = thread;
        for (const id of allIds(each.message)) {
          const facts = this.#factsOf(id, idHash(id), '', '');
          const isHub = !facts.isPresent && facts.subjects > hubSubjects;
          this.#mid.set(isHub ? pairHash(id, each.message.subjectKey) : idHash(id), thread);
        }
      }
    }
  }
}
