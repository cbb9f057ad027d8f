/** Neighbours that were taken out of a parsed mail; `mark` is the class of the element that stands where they stood. */
export type Piece = { mark: string; nodes: DocumentFragment };

/**
 * Takes all but the beginning of a parsed mail out of it, in pieces of about `nodesAtOnce` nodes that follow one another in the order of the
 * mail, so that each can be cleaned by itself. What holds a piece stays: cleaning decides about it, and where it goes its pieces go with it.
 * The marks bear a name that no mail can guess.
 *
 * Only HTML elements are cut through, since what a node is worth to the cleaner does not hang on those around it there (decision 0049); and
 * no link, whose words are held against its target as a whole.
 */
export function cutTree(body: HTMLElement, nodesAtOnce: number): Piece[] {
  const { ownerDocument } = body;
  const sizes = sizesOf(body);
  const secret = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
  const pieces: Piece[] = [];
  let staying = nodesAtOnce;
  const cut = (parent: Element): void => {
    let last: { nodes: DocumentFragment; size: number } | null = null;
    for (const child of Array.from(parent.childNodes)) {
      const size = sizes.get(child) ?? 1;
      if (size > nodesAtOnce && isCutThrough(child)) {
        last = null;
        staying -= 1;
        cut(child);
      } else if (staying > 0) staying -= size;
      else {
        if (last === null || last.size + size > nodesAtOnce) {
          const mark = ownerDocument.createElement('span');
          mark.className = `${secret}-${pieces.length}`;
          last = { nodes: ownerDocument.createDocumentFragment(), size: 0 };
          pieces.push({ mark: mark.className, nodes: last.nodes });
          parent.insertBefore(mark, child);
        }
        last.nodes.append(child);
        last.size += size;
      }
    }
  };
  if ((sizes.get(body) ?? 0) > nodesAtOnce) cut(body);
  return pieces;
}

/** An element without elements in it is looked at together with its text. */
const isCutThrough = (node: Node): node is Element =>
  node.nodeType === 1 &&
  (node as Element).namespaceURI === 'http://www.w3.org/1999/xhtml' &&
  (node as Element).localName !== 'a' &&
  (node as Element).firstElementChild !== null;

/** How many nodes there are in each, itself included. */
function sizesOf(root: Node): Map<Node, number> {
  const sizes = new Map<Node, number>();
  const count = (node: Node): number => {
    let size = 1;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) size += count(child);
    if (node.nodeType === 1) sizes.set(node, size);
    return size;
  };
  count(root);
  return sizes;
}
