import type { ThreadMessage } from './thread-message.ts';

/** A place in the tree; `message` is null for an absent message that has several children at the top (RFC 5256 §3 step 3). */
export type ThreadNode<Message> = { message: Message | null; children: ThreadNode<Message>[] };

type TreeMessage = Pick<ThreadMessage, 'ownId' | 'parentIds' | 'sentAtMs'>;
type Container<Message> = { message: Message | null; parent: Container<Message> | null; children: Container<Message>[]; sentAtMs: number };

/** Above this a thread is shown flat (T6). */
export const maxTreeMessages = 500;

/**
 * The tree inside one thread: RFC 5256 §3 REFERENCES, steps 1–4 and 6. A message's own last reference wins over what others say about it;
 * no loops; a second message with the same id stands on its own place. Siblings are sorted by sent date. Linear but for the sort.
 * Over {@link maxTreeMessages} every message is a root.
 */
export function threadTree<Message extends TreeMessage>(messages: readonly Message[]): ThreadNode<Message>[] {
  if (messages.length > maxTreeMessages) {
    return [...messages].sort((a, b) => a.sentAtMs - b.sentAtMs).map((message) => ({ message, children: [] }));
  }
  const byId = new Map<string, Container<Message>>();
  const all: Container<Message>[] = [];
  const containerOf = (id: string): Container<Message> => {
    const known = byId.get(id);
    if (known !== undefined) return known;
    const made: Container<Message> = { message: null, parent: null, children: [], sentAtMs: 0 };
    byId.set(id, made);
    all.push(made);
    return made;
  };
  for (const message of messages) {
    const own = message.ownId === null ? undefined : containerOf(message.ownId);
    let container = own;
    if (container === undefined || container.message !== null) {
      container = { message: null, parent: null, children: [], sentAtMs: 0 };
      all.push(container);
    }
    container.message = message;
    let previous: Container<Message> | null = null;
    for (const id of message.parentIds) {
      const reference = containerOf(id);
      if (previous !== null && reference.parent === null && !isAncestor(reference, previous)) attach(reference, previous);
      previous = reference;
    }
    if (container.parent !== null) detach(container);
    if (previous !== null && !isAncestor(container, previous)) attach(container, previous);
  }
  return pruned(all.filter((container) => container.parent === null));
}

const attach = <Message>(child: Container<Message>, parent: Container<Message>): void => {
  child.parent = parent;
  parent.children.push(child);
};

function detach<Message>(child: Container<Message>): void {
  const siblings = child.parent?.children ?? [];
  siblings.splice(siblings.indexOf(child), 1);
  child.parent = null;
}

/** True when `above` is `below` or stands over it, so that a link would close a loop. */
function isAncestor<Message>(above: Container<Message>, below: Container<Message>): boolean {
  for (let at: Container<Message> | null = below; at !== null; at = at.parent) if (at === above) return true;
  return false;
}

/** Steps 3, 4 and 6, children before parents, without recursion: a chain can be thousands of ids long. */
function pruned<Message extends TreeMessage>(roots: readonly Container<Message>[]): ThreadNode<Message>[] {
  const order: Container<Message>[] = [...roots];
  for (let at = 0; at < order.length; at += 1) order.push(...(order[at] as Container<Message>).children);
  const nodes = new Map<Container<Message>, { node: ThreadNode<Message>; sentAtMs: number }[]>();
  for (const container of order.reverse()) {
    const children = container.children.flatMap((child) => nodes.get(child) ?? []).sort((a, b) => a.sentAtMs - b.sentAtMs);
    for (const child of container.children) nodes.delete(child);
    const isRoot = container.parent === null;
    if (container.message === null && (children.length === 0 || !isRoot || children.length === 1)) nodes.set(container, children);
    else {
      const node = { message: container.message, children: children.map((child) => child.node) };
      nodes.set(container, [{ node, sentAtMs: container.message?.sentAtMs ?? children[0]?.sentAtMs ?? 0 }]);
    }
  }
  return roots
    .flatMap((root) => nodes.get(root) ?? [])
    .sort((a, b) => a.sentAtMs - b.sentAtMs)
    .map((each) => each.node);
}
