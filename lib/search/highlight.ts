import { foldText, isUnspaced, searchTokens } from './search-tokens.ts';

type Stretch = { start: number; end: number };
type Wanted = { words: ReadonlySet<string>; starts: readonly string[] };

/** Text beyond this is not looked through for matches, in UTF-16 units. */
const maxChars = 256 * 1024;
const beforeFirst = 60;
const utf8 = new TextEncoder();

/** A whole text as HTML with the words of these searches marked; null when none of them is in it. */
export function highlight(text: string, searches: readonly string[]): string | null {
  const stretches = stretchesOf(text, searches);
  return stretches.length === 0 ? null : marked(text, stretches, 0, Number.POSITIVE_INFINITY);
}

/**
 * The part of a text around its first match, as HTML with the words of these searches marked (RFC 8621 §5); null when none of them is in it.
 *
 * @param maxOctets of UTF-8, marks included; no character, entity or mark is cut
 */
export function snippet(text: string, searches: readonly string[], maxOctets: number): string | null {
  const folded = text.slice(0, maxChars).replace(/\s+/g, ' ').trim();
  const stretches = stretchesOf(folded, searches);
  const first = stretches[0];
  if (first === undefined) return null;
  const from = Math.max(0, first.start - beforeFirst);
  const blank = from === 0 ? -1 : folded.indexOf(' ', from);
  const start = from === 0 ? 0 : blank >= 0 && blank < first.start ? blank + 1 : first.start;
  return marked(folded, stretches, start, maxOctets);
}

function marked(text: string, stretches: readonly Stretch[], start: number, maxOctets: number): string {
  let html = '';
  let left = maxOctets;
  let at = start;
  const put = (piece: string): boolean => {
    const octets = utf8.encode(piece).length;
    if (octets > left) return false;
    html += piece;
    left -= octets;
    return true;
  };
  for (const stretch of [...stretches, null]) {
    if (stretch !== null && stretch.start < at) continue;
    for (const char of text.slice(at, stretch?.start ?? text.length)) if (!put(escaped(char))) return html;
    if (stretch === null) break;
    const word = text.slice(stretch.start, stretch.end);
    // a word longer than all the room is cut, or there would be nothing to see
    if (!put(`<mark>${escaped(word)}</mark>`)) return html === '' ? `<mark>${escaped([...word].slice(0, 30).join(''))}</mark>` : html;
    at = stretch.end;
  }
  return html;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function stretchesOf(text: string, searches: readonly string[]): Stretch[] {
  const wanted = wantedOf(searches);
  if (wanted.words.size === 0) return [];
  const stretches: Stretch[] = [];
  /** most words of a text stand in it more than once */
  const known = new Map<string, boolean>();
  for (const match of text.slice(0, maxChars).matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}\u00ad\u200b-\u200d\u2060]*/gu)) {
    const word = match[0];
    if (isUnspaced(word)) stretches.push(...stretchesInRun(word, match.index, wanted));
    else {
      let isWanted = known.get(word);
      if (isWanted === undefined) {
        isWanted = searchTokens(word).some((token) => isMatch(token, wanted));
        known.set(word, isWanted);
      }
      if (isWanted) stretches.push({ start: match.index, end: match.index + word.length });
    }
  }
  return stretches;
}

function wantedOf(searches: readonly string[]): Wanted {
  const words = new Set<string>();
  const starts: string[] = [];
  for (const search of searches) {
    const tokens = searchTokens(search);
    for (const token of tokens) words.add(token);
    const last = tokens.at(-1);
    // the last word may still be being typed, as in the index's own query
    if (last !== undefined && /[\p{L}\p{M}\p{N}]$/u.test(search)) starts.push(last);
  }
  return { words, starts };
}

const isMatch = (token: string, { words, starts }: Wanted): boolean => words.has(token) || starts.some((start) => token.startsWith(start));

/** In scripts without blanks any stretch of two characters may match. */
function stretchesInRun(run: string, offset: number, wanted: Wanted): Stretch[] {
  const stretches: Stretch[] = [];
  const chars = [...run];
  let at = offset;
  for (const [index, char] of chars.entries()) {
    const next = chars[index + 1] ?? '';
    const isPair = next !== '' && wanted.words.has(foldText(char + next));
    if (isPair || wanted.words.has(foldText(char))) {
      const end = at + char.length + (isPair ? next.length : 0);
      const before = stretches.at(-1);
      if (before !== undefined && before.end >= at) before.end = end;
      else stretches.push({ start: at, end });
    }
    at += char.length;
  }
  return stretches;
}
