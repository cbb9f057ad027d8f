import { isUnspaced, searchWords } from './search-tokens.ts';

/** Words beyond this many are left out of a query; nobody types them, and a pasted page must not stall the index. */
export const maxQueryTokens = 64;

/**
 * An FTS5 query (https://sqlite.org/fts5.html §3) that finds rows with all words of the text, the last one also as the start of a longer
 * word while it is being typed. Every word is quoted, so no input is a syntax error. Text in quotes is a phrase.
 * Null when the text holds no word at all.
 *
 * @param prefixLast false when the text is finished (a JMAP filter): then only whole words count
 */
export function toFtsQuery(text: string, { prefixLast = true }: { prefixLast?: boolean } = {}): string | null {
  const terms: string[] = [];
  let count = 0;
  const segments = phrases(text);
  for (const [index, segment] of segments.entries()) {
    const words = firstTokens(searchWords(segment.text), maxQueryTokens - count);
    const tokens = words.flat();
    count += tokens.length;
    if (tokens.length === 0) continue;
    const isLast = index === segments.length - 1 && prefixLast && !segment.isPhrase && /[\p{L}\p{M}\p{N}]$/u.test(segment.text);
    if (segment.isPhrase && !(tokens.length === 1 && [...(tokens[0] as string)].length === 1)) terms.push(tokens.map(quoted).join(' + '));
    else terms.push(...runs(words, isLast));
  }
  return terms.length === 0 ? null : terms.join(' AND ');
}

function firstTokens(words: readonly string[][], most: number): string[][] {
  const out: string[][] = [];
  for (let room = most, at = 0; room > 0 && at < words.length; at += 1) {
    const word = words[at]!.slice(0, room);
    out.push(word);
    room -= word.length;
  }
  return out;
}

/** Neighbouring pieces of one unspaced run must stand together; words may stand anywhere. */
function runs(words: readonly string[][], prefixLast: boolean): string[] {
  const out: string[] = [];
  let run: string[] = [];
  const flush = (): void => {
    // a single character is the start of a pair, or stands alone at the end of its run
    if (run.length > 0) out.push(run.map(quoted).join(' + ') + (run.length === 1 && [...(run[0] as string)].length === 1 ? ' *' : ''));
    run = [];
  };
  for (const word of words) {
    for (const token of word) {
      if (isUnspaced(token)) {
        // Where a run ended and another began, the index holds the last character of the first one between them.
        if (run.length > 0 && !overlap(run.at(-1) as string, token)) flush();
        run.push(token);
      } else {
        flush();
        out.push(quoted(token));
      }
    }
    flush();
  }
  const last = out.at(-1);
  if (prefixLast && last !== undefined && !last.endsWith('*')) out[out.length - 1] = `${last} *`;
  return out;
}

const overlap = (pair: string, next: string): boolean => [...pair][1] === [...next][0];

const quoted = (token: string): string => `"${token.replaceAll('"', '""')}"`;

/** Cuts `one "two three" four` into plain stretches and phrases. A lone quote counts as a blank. */
function phrases(text: string): { text: string; isPhrase: boolean }[] {
  return text
    .split('"')
    .map((piece, index, all) => ({ text: piece, isPhrase: index % 2 === 1 && index < all.length - 1 }))
    .filter((piece) => piece.text.trim() !== '');
}
