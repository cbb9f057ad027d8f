/**
 * A script in two: up to its last `require` (which must stand before everything else, RFC 5228 §3.2), and the rest. Comments and strings are
 * passed over as what they are, so nothing in them is taken for a command.
 */
export function splitRequires(script: string): { head: string; rest: string } {
  let end = 0;
  for (let at = 0; ; ) {
    at = pastBlank(script, at);
    if (!/^require\b/i.test(script.slice(at, at + 8))) break;
    at = pastCommand(script, at + 'require'.length);
    end = at;
  }
  return { head: script.slice(0, end), rest: script.slice(end) };
}

/** Whether the script runs `vacation` itself: two of them in one run are an error (RFC 5230 §4.7). */
export function answersItself(script: string): boolean {
  for (let at = 0; at < script.length; ) {
    const past = pastQuiet(script, at);
    if (past > at) at = past;
    else {
      const word = wordAt(script, at);
      if (word.toLowerCase() === 'vacation') return true;
      at += Math.max(1, word.length);
    }
  }
  return false;
}

const wordPattern = /[A-Za-z_:][\w:]*/y;
function wordAt(script: string, at: number): string {
  wordPattern.lastIndex = at;
  return wordPattern.exec(script)?.[0] ?? '';
}

function pastBlank(script: string, from: number): number {
  for (let at = from; ; ) {
    const next = pastQuiet(script, at, false);
    if (next > at) at = next;
    else if (/\s/.test(script[at] ?? '')) at += 1;
    else return at;
  }
}

/** Behind the `;` that ends a command without a block; the end of the script where there is none. */
function pastCommand(script: string, from: number): number {
  for (let at = from; at < script.length; ) {
    const next = pastQuiet(script, at);
    if (next > at) at = next;
    else if (script[at] === ';') return at + 1;
    else at += 1;
  }
  return script.length;
}

const multiLine = /text:[ \t]*(?:#[^\r\n]*)?\r?\n/iy;

/** Behind the comment or string that begins here; `from` where none does (RFC 5228 §2.3, §2.4.2). */
function pastQuiet(script: string, from: number, withStrings = true): number {
  const end = (text: string, start: number) => {
    const found = script.indexOf(text, start);
    return found < 0 ? script.length : found + text.length;
  };
  if (script[from] === '#') return end('\n', from);
  if (script.startsWith('/*', from)) return end('*/', from + 2);
  if (!withStrings) return from;
  if (script[from] === '"') {
    let at = from + 1;
    while (at < script.length && script[at] !== '"') at += script[at] === '\\' ? 2 : 1;
    return Math.min(at + 1, script.length);
  }
  multiLine.lastIndex = from;
  const opening = multiLine.exec(script);
  if (opening === null) return from;
  const start = from + opening[0].length;
  if (/^\.\r?\n/.test(script.slice(start, start + 3))) return end('\n', start);
  const close = /\n\.\r?(?:\n|$)/g;
  close.lastIndex = start - 1;
  const found = close.exec(script);
  return found === null ? script.length : found.index + found[0].length;
}
