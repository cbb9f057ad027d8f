import type { MailFilter } from '#lib/mail/index.ts';
import { maxQueryTokens, searchTokens } from '#lib/search/index.ts';
import { addressText, indexText } from '../search-text.ts';
import type { Connection } from '../sqlite/connection.ts';
import { isNotIndexed } from '../word-rows.ts';
import { unpackHead } from '../write/email-head.ts';
import { keyBase } from '../write/transaction.ts';

/** With more texts in a filter than this, every Email that waits is looked at. */
const mostSieved = 32;

/**
 * Emails of a search whose words are not in the full-text index yet: `waiting_fts` on the reading connection, in memory, holds those that the
 * search's texts could match at all. It has the same columns and cuts words in the same way, so the same MATCH gives the same answer there.
 *
 * @returns false when no Email of the account waits: the index alone answers
 */
export function gatherWaiting(connection: Connection, account: number, filter: MailFilter | null): boolean {
  const texts = textsIn(filter);
  if (texts.length === 0) return false;
  const { unindexed_from, next_email } = connection.get<{ unindexed_from: number; next_email: number }>(
    'select unindexed_from, next_email from account where key = ?',
    account,
  )!;
  if (unindexed_from >= next_email) return false;
  connection.exec(
    `create virtual table if not exists temp.waiting_fts using fts5 (
      subject, sender, recipient, cc, bcc, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2')`,
  );
  connection.exec("insert into waiting_fts (waiting_fts) values ('delete-all')");
  const base = keyBase(account);
  const columns = ['subject', 'head'];
  const words = [...new Set(texts.map(plainWord))].filter((word) => word !== null);
  // Text of other characters than ASCII has to be folded, which SQL cannot do; ASCII text holds the letters of its words as they are.
  const mayMatch = columns.flatMap((column) => [
    `octet_length(${column}) <> length(${column})`,
    ...words.map(() => `instr(lower(${column}), ?)`),
  ]);
  const isSieved = words.length <= mostSieved;
  const rows = connection.iterate<{ key: number; subject: string | null; head: string }>(
    `select key, subject, head from email where key >= ? and key < ? and ${isNotIndexed}${isSieved ? ` and (${mayMatch.join(' or ')})` : ''}`,
    base + unindexed_from,
    base + next_email,
    ...(isSieved ? columns.flatMap(() => words) : []),
  );
  for (const { key, subject, head } of rows) {
    const { from, to, cc, bcc } = unpackHead(head);
    connection.run(
      'insert into waiting_fts (rowid, subject, sender, recipient, cc, bcc) values (?, ?, ?, ?, ?, ?)',
      key,
      indexText(subject ?? ''),
      ...[from, to, cc, bcc].map((addresses) => indexText(addressText(addresses))),
    );
  }
  return true;
}

function textsIn(filter: MailFilter | null): string[] {
  if (filter === null) return [];
  if (filter.op === 'text') return [filter.text];
  return filter.op === 'and' || filter.op === 'or' || filter.op === 'not' ? filter.terms.flatMap(textsIn) : [];
}

/** A word that stands in every ASCII text which matches; null when no ASCII text does. */
function plainWord(text: string): string | null {
  const words = searchTokens(text).slice(0, maxQueryTokens);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
  if (words.length === 0 || words.some((word) => !/^[\u0000-\u007f]*$/.test(word))) return null;
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest));
}
