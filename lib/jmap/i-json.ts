/**
 * Parses I-JSON (RFC 7493, asked for by RFC 8620 §1.5): JSON in UTF-8 without duplicate names and without lone surrogates.
 *
 * @returns null when the octets are anything else
 */
export function parseIJson(octets: Uint8Array): { value: unknown } | null {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    value = JSON.parse(text);
  } catch {
    return null; // both say why only in words for people
  }
  return isStrict(text) ? { value } : null;
}

/** Deeper nesting than any JMAP object has; JSON lets a parser set a bound (RFC 8259 §9), and what walks a value later must not overflow. */
const deepest = 200;

/** One linear walk over text that is known to be JSON. */
function isStrict(text: string): boolean {
  /** one entry per open bracket: names seen so far, or null in an array */
  const open: (Set<string> | null)[] = [];
  let isName = false;
  let at = 0;
  while (at < text.length) {
    if (open.length > deepest) return false;
    switch (text.charCodeAt(at)) {
      case 0x7b: // {
        open.push(new Set());
        isName = true;
        break;
      case 0x5b: // [
        open.push(null);
        isName = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        isName = false;
        break;
      case 0x2c: // ,
        isName = (open.at(-1) ?? null) !== null;
        break;
      case 0x3a: // :
        isName = false;
        break;
      case 0x22: {
        const end = stringEnd(text, at);
        const raw = text.slice(at, end);
        const names = open.at(-1) ?? null;
        if (isName || raw.includes('\\u')) {
          const string = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
          if (!string.isWellFormed()) return false;
          if (isName && names !== null) {
            if (names.has(string)) return false;
            names.add(string);
          }
        }
        at = end;
        continue;
      }
    }
    at += 1;
  }
  return true;
}

/** The index behind the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    at += code === 0x5c ? 2 : 1;
  }
}
