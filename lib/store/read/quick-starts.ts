import type { Connection } from '../sqlite/connection.ts';

/** Starts with more words than this stay as they are: asking for each word costs a look into every piece of the index. */
const mostWords = 48;

/** The start of a word that has no index of its own (migration 0001: two and three characters), where it is no part of a phrase. */
const slowStart = /(?<!\+ )"([a-z0-9]+)" \*/g;
const isQuick = (start: string): boolean => start.length === 2 || start.length === 3;
const isPlain = (word: string): boolean => /^[a-z0-9]+$/.test(word);

/**
 * The same question in words that the index answers as it goes along. For the start of a word FTS5 gathers the hits of all words beginning so
 * before it gives the first; where those words are few they are named instead.
 *
 * @see https://sqlite.org/fts5.html §3.4 (prefix queries), §7 (fts5vocab)
 */
export function withQuickStarts(connection: Connection, match: string): string {
  return match.replace(slowStart, (whole, start: string) => {
    const words = isQuick(start) ? null : wordsFrom(connection, start);
    return words === null ? whole : `(${words.map((word) => `"${word}"`).join(' OR ')})`;
  });
}

/** Every start in it has an index or was replaced: the index can be asked about one Email at a time. */
export const hasOnlyQuickStarts = (match: string): boolean =>
  [...match.matchAll(/"([^"]*)" \*/g)].every(([, start]) => [2, 3].includes([...(start as string)].length));

/** Words of the index that begin so; null when they are too many, none, or not all plain. */
function wordsFrom(connection: Connection, start: string): string[] | null {
  connection.exec('create virtual table if not exists temp.indexed_words using fts5vocab(main, email_fts, instance)');
  const words: string[] = [];
  // A word is found at its first place; the next one is looked for behind all its places, which begin no word.
  for (let from = start; ; from = `${words.at(-1)}\u0001`) {
    const word = connection.get<{ term: string }>('select term from indexed_words where term >= ? limit 1', from)?.term;
    if (word === undefined || !word.startsWith(start)) return words.length === 0 ? null : words;
    if (words.length === mostWords || !isPlain(word)) return null;
    words.push(word);
  }
}
