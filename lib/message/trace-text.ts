/** Longer values of trace and authentication fields are no news from a server. */
const maxChars = 16 * 1024;

/**
 * The words of a structured field of a server (RFC 5322 §3.2, RFC 8601 §2.2): comments are gone, quoted strings are one word each and marked,
 * `;` and `=` are words of their own. Whatever a sender smuggled into a comment or a quoted string is therefore no word of the server.
 * Linear; an unclosed comment takes the rest with it.
 */
export function traceWords(value: string): TraceWord[] {
  const words: TraceWord[] = [];
  const text = value.slice(0, maxChars);
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === '(') at = commentEnd(text, at);
    else if (char === '"') {
      const { content, end } = quoted(text, at);
      words.push({ text: content, isQuoted: true });
      at = end;
    } else if (char === ';' || char === '=') {
      words.push({ text: char, isQuoted: false });
      at += 1;
    } else if (isBlank(char)) at += 1;
    else {
      let end = at + 1;
      while (end < text.length && !isBlank(text[end] as string) && !'();="'.includes(text[end] as string)) end += 1;
      words.push({ text: text.slice(at, end), isQuoted: false });
      at = end;
    }
  }
  return words;
}

export type TraceWord = { text: string; isQuoted: boolean };

/** The comments of a field in order, each without its outer parentheses. */
export function traceComments(value: string): string[] {
  const comments: string[] = [];
  const text = value.slice(0, maxChars);
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') at = quoted(text, at).end;
    else if (char === '(') {
      const end = commentEnd(text, at);
      comments.push(text.slice(at + 1, text[end - 1] === ')' ? end - 1 : end));
      at = end;
    } else at += 1;
  }
  return comments;
}

const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';

function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function quoted(text: string, start: number): { content: string; end: number } {
  const chars: string[] = [];
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at += 1) {
    if (text[at] === '\\') at += 1;
    if (at < text.length) chars.push(text[at] as string);
  }
  return { content: chars.join(''), end: Math.min(at + 1, text.length) };
}
