import { maxLinkifiedChars } from './limits.ts';
import { linkify } from './linkify.ts';

type Run = { depth: number; lines: string[] };

/**
 * Draws plain text: one block per stretch of equal quote depth, links made from bare addresses, the signature apart. Only text nodes and
 * elements of ours are made, so there is nothing to escape. Linear in the length of the text.
 */
export function fillTextBody(body: HTMLElement, text: string): void {
  const { ownerDocument } = body;
  let linkBudget = maxLinkifiedChars;
  const block = (className: string, lines: string[]): HTMLElement => {
    const element = ownerDocument.createElement('div');
    element.className = className;
    lines.forEach((line, index) => {
      if (index > 0) element.append('\n');
      linkBudget -= line.length;
      if (linkBudget < 0) element.append(line);
      else for (const { text: piece, href } of linkify(line)) element.append(href === null ? piece : anchor(ownerDocument, piece, href));
    });
    return element;
  };
  body.className = 'postern-text';
  let quotes: HTMLElement[] = [];
  const runs = runsOf(text);
  runs.forEach((run, index) => {
    quotes = quotes.slice(0, run.depth);
    while (quotes.length < run.depth) {
      const quote = ownerDocument.createElement('blockquote');
      quote.setAttribute('type', 'cite');
      (quotes.at(-1) ?? body).append(quote);
      quotes.push(quote);
    }
    const parent = quotes.at(-1) ?? body;
    const isBeforeQuote = (runs[index + 1]?.depth ?? 0) > run.depth;
    const { main, attribution } = isBeforeQuote ? splitAttribution(run.lines) : { main: run.lines, attribution: [] };
    const signatureAt = run.depth === 0 ? main.indexOf('-- ') : -1;
    const above = signatureAt < 0 ? main : main.slice(0, signatureAt);
    if (above.length > 0) parent.append(block('postern-lines', above));
    if (signatureAt >= 0) parent.append(block('postern-lines postern-signature', main.slice(signatureAt)));
    if (attribution.length > 0) parent.append(block('postern-lines postern-attribution', attribution));
  });
}

const maxDepth = 12;

function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const { depth, rest } = quoteDepth(line);
    const last = runs.at(-1);
    if (last !== undefined && last.depth === depth) last.lines.push(rest);
    else runs.push({ depth, lines: [rest] });
  }
  return runs;
}

/** RFC 3676 §4.5, and the spaced form `> > >` that many write. */
function quoteDepth(line: string): { depth: number; rest: string } {
  let depth = 0;
  let at = 0;
  while (depth < maxDepth) {
    const next = line[at] === ' ' && depth > 0 ? at + 1 : at;
    if (line[next] !== '>') break;
    depth += 1;
    at = next + 1;
  }
  return { depth, rest: depth > 0 && line[at] === ' ' ? line.slice(at + 1) : line.slice(at) };
}

/** The last paragraph before a quote, when it is short and ends in a colon: “On Monday Ana wrote:”, in any language. */
function splitAttribution(lines: string[]): { main: string[]; attribution: string[] } {
  let end = lines.length;
  while (end > 0 && lines[end - 1]?.trim() === '') end -= 1;
  // Marks of direction may stand behind the colon.
  if (!/[:：][\s\u200e\u200f\u202a-\u202e\u2066-\u2069]*$/.test(lines[end - 1] ?? '')) return { main: lines, attribution: [] };
  let start = end - 1;
  while (start > 0 && end - start < 3 && lines[start - 1]?.trim() !== '') start -= 1;
  if (start > 0 && lines[start - 1]?.trim() !== '') start = end - 1;
  return { main: lines.slice(0, start), attribution: lines.slice(start, end) };
}

function anchor(ownerDocument: Document, text: string, href: string): HTMLElement {
  const element = ownerDocument.createElement('a');
  element.setAttribute('href', href);
  element.append(text);
  return element;
}
