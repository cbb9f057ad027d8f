/** Neighbours of a parsed mail that are cleaned together; `mark` is the class of the element that stands where they belong. */
export type Piece = { mark: string; nodes: ChildNode[] };

/**
 * Parts a parsed mail into its beginning and pieces of about `nodesAtOnce` nodes that follow one another in the order of the mail, so that each
 * can be cleaned by itself. What holds a piece stands in the beginning: cleaning decides about it, and where it goes its pieces go with it.
 * The marks bear a name that no mail can guess.
 *
 * Only HTML elements are cut through, since what a node is worth to the cleaner does not hang on those around it there (decision 0049); and
 * no link, whose words are held against its target as a whole.
 *
 * @param body  is used up: its nodes go into the beginning, and into a piece when that is taken
 */
export function cutTree(body: HTMLElement, nodesAtOnce: number): { beginning: HTMLElement; pieces: Piece[] } {
  if (nodesAtOnce === Number.POSITIVE_INFINITY) return { beginning: body, pieces: [] };
  const sizes = sizesOf(body);
  if ((sizes.get(body) ?? 0) <= nodesAtOnce) return { beginning: body, pieces: [] };
  const secret = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
  const pieces: Piece[] = [];
  let left = nodesAtOnce;
  const cut = (parent: Element): Element => {
    left -= 1;
    // What is not in the beginning stays where it was parsed: moving all of a long mail takes longer than anything else here.
    const shell = parent.cloneNode(false) as Element;
    let last: { nodes: ChildNode[]; size: number } | null = null;
    for (const child of Array.from(parent.childNodes)) {
      const size = sizes.get(child) ?? 1;
      if (size > nodesAtOnce && isCutThrough(child)) {
        last = null;
        shell.append(cut(child));
      } else if (left > 0) {
        left -= size;
        shell.append(child);
      } else {
        if (last === null || last.size + size > nodesAtOnce) {
          const mark = body.ownerDocument.createElement('span');
          mark.className = `${secret}-${pieces.length}`;
          shell.append(mark);
          last = { nodes: [], size: 0 };
          pieces.push({ mark: mark.className, nodes: last.nodes });
        }
        last.nodes.push(child);
        last.size += size;
      }
    }
    return shell;
  };
  return { beginning: cut(body) as HTMLElement, pieces };
}

/** An element without elements in it is looked at together with its text. */
const isCutThrough = (node: Node): node is Element =>
  node.nodeType === 1 &&
  (node as Element).namespaceURI === 'http://www.w3.org/1999/xhtml' &&
  (node as Element).localName !== 'a' &&
  (node as Element).firstElementChild !== null;

/** How many nodes there are in each element, itself included. */
function sizesOf(root: Node): Map<Node, number> {
  const sizes = new Map<Node, number>();
  const count = (node: Node): number => {
    let size = 1;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) size += child.firstChild === null ? 1 : count(child);
    sizes.set(node, size);
    return size;
  };
  count(root);
  return sizes;
}
