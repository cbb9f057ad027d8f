/** A node of the rich text that the editor keeps (ProseMirror's JSON form). Unknown types are read for their content. */
export type RichNode = {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  marks?: readonly { type: string; attrs?: Record<string, unknown> }[];
  content?: readonly RichNode[];
};

const maxDepth = 100;

/**
 * The plain text part of a message written in rich text: paragraphs parted by an empty line, lists with marks, quotes with `> `, a line for
 * each row of a table, links with their target behind them when the text does not say it.
 */
export function draftToText(document: RichNode): string {
  return blockLines(document, 0).join('\n').replace(/\s+$/, '');
}

function blockLines(node: RichNode, depth: number): string[] {
  if (depth > maxDepth) return [];
  const children = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
    case 'heading':
      return inlineText(children).split('\n');
    case 'codeBlock':
      return inlineText(children).split('\n');
    case 'horizontalRule':
      return ['---'];
    case 'blockquote':
      return stacked(children, depth).map((line) => (line.startsWith('>') ? `>${line}` : line === '' ? '>' : `> ${line}`));
    case 'bulletList':
      return children.flatMap((item) => listItem(item, '- ', depth));
    case 'orderedList': {
      const start = typeof node.attrs?.start === 'number' ? node.attrs.start : 1;
      return children.flatMap((item, index) => listItem(item, `${start + index}. `, depth));
    }
    case 'table':
      return children.map((row) =>
        (row.content ?? [])
          .map((cell) =>
            stacked(cell.content ?? [], depth + 1)
              .filter(Boolean)
              .join(' '),
          )
          .join(' | '),
      );
    case 'text':
    case 'hardBreak':
    case 'image':
      return inlineText([node]).split('\n');
    default:
      return stacked(children, depth);
  }
}

/** Blocks one under the other, an empty line between paragraphs. */
function stacked(blocks: readonly RichNode[], depth: number): string[] {
  const lines: string[] = [];
  let previous: string | null = null;
  for (const block of blocks) {
    const isEmptyParagraph = block.type === 'paragraph' && (block.content?.length ?? 0) === 0;
    if (previous !== null && !isEmptyParagraph && lines.at(-1) !== '') lines.push('');
    if (isEmptyParagraph) {
      if (lines.length > 0 && lines.at(-1) !== '') lines.push('');
    } else for (const line of blockLines(block, depth + 1)) lines.push(line);
    previous = block.type;
  }
  return lines;
}

function listItem(item: RichNode, mark: string, depth: number): string[] {
  const lines = (item.content ?? []).flatMap((block) => blockLines(block, depth + 1));
  return lines.map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line);
}

function inlineText(nodes: readonly RichNode[]): string {
  return nodes.map(inlineNode).join('');
}

function inlineNode(node: RichNode): string {
  if (node.type === 'hardBreak') return '\n';
  if (node.type === 'image') return typeof node.attrs?.alt === 'string' && node.attrs.alt !== '' ? `[${node.attrs.alt}]` : '';
  if (node.text === undefined) return (node.content ?? []).map((child) => child.text ?? '').join('');
  const href = node.marks?.find((mark) => mark.type === 'link')?.attrs?.href;
  const isSaid = typeof href !== 'string' || href === node.text || href === `mailto:${node.text}` || href === `https://${node.text}`;
  return isSaid ? node.text : `${node.text} <${href}>`;
}
