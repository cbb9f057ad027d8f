/** Text that one index row takes, in UTF-16 units. */
const maxChars = 1024 * 1024;

/** Scripts written without blanks between words: Han, kana, Thai, Lao, Khmer, Myanmar. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u;
const unspacedRun =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]+/gu;

/** Letters that canonical decomposition leaves whole, but that people type plain. */
const plainLetters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  þ: 'th',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ſ: 's',
  ё: 'е',
  ς: 'σ',
};
const plainLetter = /[ßæœøđðħıłþŧŋĸſёς]/g;

/** Accents and points of European, Cyrillic, Hebrew and Arabic scripts. */
const accents =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points, not sequences
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;

/**
 * Folds text so that what is typed finds what is written: compatibility forms, letter case and accents do not count.
 * Marks that carry the vowel of South and South-East Asian scripts stay.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(accents, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}

/**
 * The words of a text as the index keeps them, in order. Text is folded; letters, marks and digits make words; runs of scripts without
 * blanks become overlapping pairs of characters (a single one stays), so that any stretch of two characters is found.
 * Used at insert and at query, so that both agree; feed the index with the words joined by blanks (tokenizer `unicode61` cuts at the same
 * places, since nothing else is left).
 */
export const searchTokens = (text: string): string[] => tokensByWord(text, false).flat();

/** The same, apart for each word as it was written. */
export const searchWords = (text: string): string[][] => tokensByWord(text, false);

const wordsIn = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

function tokensByWord(text: string, withRunEnds: boolean): string[][] {
  const folded = foldText(text.slice(0, maxChars));
  // Most text has none of these scripts: nothing need be looked at word by word then.
  if (!unspaced.test(folded)) return (folded.match(wordsIn) ?? []).map((word) => [word.length > 64 ? cut(word) : word]);
  const words: string[][] = [];
  for (const [word] of folded.matchAll(wordsIn)) {
    // a piece of marks alone is no token for SQLite either
    const tokens = unspaced.test(word)
      ? pairs(word, withRunEnds).filter((piece) => /[\p{L}\p{N}]/u.test(piece))
      : [word.length > 64 ? cut(word) : word];
    if (tokens.length > 0) words.push(tokens);
  }
  return words;
}

/**
 * What goes into the index column: the tokens, and behind each run of a script without blanks its last character alone, so that a query of one
 * character finds it there too (elsewhere it is the start of a pair).
 */
export const indexTokens = (text: string): string => tokensByWord(text, true).flat().join(' ');

/** Words over 64 characters (hashes, base64) are cut, at insert and at query alike. */
const cut = (word: string): string => [...word.slice(0, 64)].join('').toWellFormed();

/** `検索Postern` → `検索`, `postern`; `東京都` → `東京`, `京都`. */
function pairs(word: string, withRunEnds: boolean): string[] {
  const out: string[] = [];
  let from = 0;
  for (const match of word.matchAll(unspacedRun)) {
    if (match.index > from) out.push(cut(word.slice(from, match.index)));
    const chars = [...match[0]];
    for (let at = 0; at + 1 < chars.length; at += 1) out.push(`${chars[at]}${chars[at + 1]}`);
    if (chars.length === 1 || withRunEnds) out.push(chars.at(-1) as string);
    from = match.index + match[0].length;
  }
  if (from < word.length) out.push(cut(word.slice(from)));
  return out;
}

/** True when the word is a piece of a script without blanks, so that the next piece of the same run overlaps with it. */
export const isUnspaced = (token: string): boolean => unspaced.test(token);
