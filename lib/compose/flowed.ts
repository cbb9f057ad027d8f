/** Lines as written stay below this, so that a reader's quote marks still fit (RFC 3676 §4.2). */
const wrapAt = 72;

/**
 * Writes text as format=flowed (RFC 3676 §4): long paragraphs are broken with a blank before the break, lines that begin with a blank, `>`
 * or `From ` are stuffed, quoted lines (`> …`) keep their depth. Line ends become LF; the builder writes CRLF.
 */
export function flowText(text: string): string {
  const out: string[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    const { depth, content } = quoteDepth(line);
    // `-- ` is the signature mark and is fixed; other blanks at the end would make a line flow
    const fixed = content === '-- ' ? content : content.trimEnd();
    const prefix = '>'.repeat(depth);
    for (const piece of wrapped(fixed, wrapAt - depth - 1)) out.push(prefix + stuffed(piece, depth));
  }
  return out.join('\n');
}

/** Reads format=flowed (RFC 3676 §4.1, §4.2), with DelSp. Quoted lines come out as `> …`, one mark for each depth. */
export function unflowText(text: string, { delSp = false }: { delSp?: boolean } = {}): string {
  const out: string[] = [];
  let open: { depth: number; chunks: string[] } | null = null;
  const close = (): void => {
    if (open !== null) out.push(quoted(open.depth, open.chunks.join('')));
    open = null;
  };
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    let depth = 0;
    while (line[depth] === '>') depth += 1;
    const stuffedContent = line.slice(depth);
    const content = stuffedContent.startsWith(' ') ? stuffedContent.slice(1) : stuffedContent;
    const isSignature = content === '-- ';
    const paragraph = open as { depth: number; chunks: string[] } | null;
    if (paragraph !== null && (paragraph.depth !== depth || isSignature)) close();
    const isFlowed = content.endsWith(' ') && !isSignature;
    open ??= { depth, chunks: [] };
    (open as { chunks: string[] }).chunks.push(isFlowed && delSp ? content.slice(0, -1) : content);
    if (!isFlowed) close();
  }
  close();
  return out.join('\n');
}

const quoted = (depth: number, content: string): string => (depth === 0 ? content : `${'>'.repeat(depth)} ${content}`.trimEnd());

/** Marks of quoting at the start of a line as people and programs write them: `> > text`, `>> text`. */
function quoteDepth(line: string): { depth: number; content: string } {
  let depth = 0;
  let at = 0;
  while (line[at] === '>') {
    depth += 1;
    at += 1;
    if (line[at] === ' ' && line[at + 1] === '>') at += 1;
  }
  if (depth > 0 && line[at] === ' ') at += 1;
  return { depth, content: line.slice(at) };
}

function stuffed(line: string, depth: number): string {
  if (depth > 0) return line === '' ? '' : ` ${line}`;
  return line.startsWith(' ') || line.startsWith('>') || line.startsWith('From ') ? ` ${line}` : line;
}

/** Breaks behind blanks, so that every piece but the last ends with one. A word longer than the room stays whole, up to 900 characters. */
function wrapped(line: string, room: number): string[] {
  if (line.length <= room + 6) return [line];
  const pieces: string[] = [];
  let from = 0;
  while (line.length - from > room) {
    let cut = line.lastIndexOf(' ', from + room - 1);
    if (cut < from) cut = line.indexOf(' ', from + room);
    if (cut < 0 || cut >= line.length - 1) break;
    pieces.push(line.slice(from, cut + 1));
    from = cut + 1;
  }
  pieces.push(line.slice(from));
  return pieces;
}
