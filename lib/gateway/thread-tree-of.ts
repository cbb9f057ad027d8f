import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { maxTreeMessages, messageIdsOf, type ThreadNode, threadTree } from '#lib/thread/index.ts';

/** The tree of a Thread, parents before children; over {@link maxTreeMessages} Emails it is flat and names none of them. */
export type ThreadTree = { id: ThreadId; isFlat: boolean; nodes: { emailId: EmailId; parentId: EmailId | null; depth: number }[] };

/**
 * Who answers whom in a Thread, computed on reading (T6).
 *
 * @returns null when there is no such Thread
 * @see RFC 5256 §3 REFERENCES, steps 1–4
 */
export async function threadTreeOf(store: Store, accountId: AccountId, threadId: string): Promise<ThreadTree | null> {
  const [thread] = await store.emails.threads(accountId, [threadId]);
  if (thread === undefined) return null;
  if (thread.emailIds.length > maxTreeMessages) return { id: thread.id, isFlat: true, nodes: [] };
  const emails = await store.emails.get(accountId, thread.emailIds);
  const messages = emails.map((email) => ({ id: email.id, ...messageIdsOf(email), sentAtMs: email.sentAtMs ?? email.receivedAtMs }));
  return { id: thread.id, isFlat: false, nodes: nodesOf(threadTree(messages)) };
}

/** Depth first. An absent message that holds several answers together is left out, its answers stand at the top. */
function nodesOf(roots: readonly ThreadNode<{ id: EmailId }>[]): ThreadTree['nodes'] {
  const nodes: ThreadTree['nodes'] = [];
  const waiting = roots.map((node) => ({ node, parentId: null as EmailId | null, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parentId, depth } = next;
    if (node.message !== null) nodes.push({ emailId: node.message.id, parentId, depth });
    const below = node.message === null ? { parentId, depth } : { parentId: node.message.id, depth: depth + 1 };
    for (const child of node.children.toReversed()) waiting.push({ node: child, ...below });
  }
  return nodes;
}
