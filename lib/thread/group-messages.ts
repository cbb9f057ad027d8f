import { hubSubjects, subjectParent } from './decide-thread.ts';
import { allIds, type ThreadMessage, type ThreadRule } from './thread-message.ts';

/**
 * Groups a whole set of messages at once: the reference for {@link decideThread}, and what `rethread` (T5) and a change of the hub state use.
 * The order of the messages does not matter.
 *
 * @returns indexes into `messages`, one list per thread
 */
export function groupMessages(messages: readonly ThreadMessage[], rule: ThreadRule): number[][] {
  const parents = messages.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    for (let at = index; at !== root; ) {
      const next = parents[at] as number;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const link = (a: number, b: number): void => {
    parents[rootOf(a)] = rootOf(b);
  };
  if (rule !== 'off') {
    const hubs = rule === 'conversation' ? hubIds(messages) : new Set<string>();
    const firstWith = new Map<string, number>();
    for (const [index, message] of messages.entries()) {
      for (const id of allIds(message)) {
        const key = rule === 'jmap' || hubs.has(id) ? `${id}\0${message.subjectKey}` : id;
        const first = firstWith.get(key);
        if (first === undefined) firstWith.set(key, index);
        else link(index, first);
      }
    }
  }
  if (rule === 'conversation') {
    const bySubject = Map.groupBy(messages.entries(), ([, message]) => message.subjectKey);
    for (const [subject, entries] of bySubject) {
      if (subject === '' || !entries.some(([, message]) => message.isSubjectJoiner)) continue;
      const candidates = entries.map(([index, message]) => ({ index, sentAtMs: message.sentAtMs, participants: message.participants }));
      for (const [index, message] of entries) {
        const parent = message.isSubjectJoiner ? subjectParent(message, candidates) : null;
        if (parent !== null) link(index, parent.index);
      }
    }
  }
  return [...Map.groupBy(messages.keys(), rootOf).values()];
}

/** Ids of absent messages that connect too many base subjects. */
function hubIds(messages: readonly ThreadMessage[]): Set<string> {
  const present = new Set(messages.map((message) => message.ownId));
  const subjects = new Map<string, Set<string>>();
  for (const message of messages) {
    for (const id of message.citedIds) {
      if (present.has(id)) continue;
      const known = subjects.get(id) ?? new Set();
      subjects.set(id, known.add(message.subjectKey));
    }
  }
  return new Set([...subjects].filter(([, keys]) => keys.size > hubSubjects).map(([id]) => id));
}
