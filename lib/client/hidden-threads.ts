import type { EmailId, ThreadId } from '#lib/mail/index.ts';

type Hidden = { wasRow: boolean; releasedAt: number | null };

/**
 * Threads that this screen took out of a list, until an answer of the gateway knows of it. Queries are numbered in the order they are made: an
 * answer knows of what was released before it was asked.
 */
export function createHiddenThreads(threadOf: (emailId: EmailId) => ThreadId | null) {
  const hidden = new Map<ThreadId, Hidden>();
  return {
    /** `wasRow`: it was among the rows counted. */
    add(threadId: ThreadId, wasRow: boolean): void {
      hidden.set(threadId, { wasRow, releasedAt: null });
    },
    forget(threadId: ThreadId): void {
      hidden.delete(threadId);
    },
    /** The gateway has confirmed; `queries` were made so far. */
    release(threadId: ThreadId, queries: number): void {
      const entry = hidden.get(threadId);
      if (entry !== undefined) hidden.set(threadId, { ...entry, releasedAt: queries });
    },
    /** Leaves out what this screen took away, and forgets takings that this answer already knows of. */
    without(ids: EmailId[], queryNumber: number): EmailId[] {
      for (const [threadId, entry] of hidden) {
        if (entry.releasedAt !== null && queryNumber > entry.releasedAt) hidden.delete(threadId);
      }
      if (hidden.size === 0) return ids;
      return ids.filter((id) => {
        const threadId = threadOf(id);
        return threadId === null || !hidden.has(threadId);
      });
    },
    /** Rows that a count made by this query still has although they were taken out. */
    countedBy(queryNumber: number): number {
      const isStillThere = ({ wasRow, releasedAt }: Hidden) => wasRow && (releasedAt === null || queryNumber <= releasedAt);
      return [...hidden.values()].filter(isStillThere).length;
    },
  };
}
