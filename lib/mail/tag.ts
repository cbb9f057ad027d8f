import type { Keyword } from './keyword.ts';

/** Colours that a tag can have, by name: what they look like in light and dark is the screen's. */
export const tagColours = ['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const;
export type TagColour = (typeof tagColours)[number];

/** Names longer than this are refused. */
export const maxTagNameLength = 100;
/** RFC 9051 sets no bound; servers do, and this one all of them keep. */
const maxKeywordOctets = 64;

/** What other mail programs mean by keywords whose name does not say it (Thunderbird's five). */
const known: Readonly<Record<Keyword, { name: string; colour: TagColour }>> = {
  $label1: { name: 'Important', colour: 'red' },
  $label2: { name: 'Work', colour: 'orange' },
  $label3: { name: 'Personal', colour: 'green' },
  $label4: { name: 'To Do', colour: 'blue' },
  $label5: { name: 'Later', colour: 'purple' },
};

/** Marks that programs set for themselves without the `$` that they should have. */
const marks = new Set([
  ...['junk', 'nonjunk', 'notjunk', 'junkrecorded', 'spam', 'nospam', 'forwarded', 'redirected', 'mdnsent', 'mdnrequired'],
  ...['receipt-handled', 'recent', 'seen', 'old', 'deleted', 'answered', 'flagged', 'draft'],
  ...['hasattachment', 'hasnoattachment', 'attachment', 'encrypted', 'signed'],
]);

/** Is this keyword a person's word for mail, rather than a program's mark? */
export function isTagKeyword(keyword: Keyword): boolean {
  if (Object.hasOwn(known, keyword)) return true;
  return !keyword.startsWith('$') && !marks.has(keyword) && !/^dtag\d+$/.test(keyword);
}

/** How a keyword that nobody named here is shown: `to_do-list` is “To do list”. */
export function tagFromKeyword(keyword: Keyword): { name: string; colour: TagColour } {
  if (Object.hasOwn(known, keyword)) return known[keyword] as { name: string; colour: TagColour };
  const words = keyword.replaceAll(/[_-]+/g, ' ').trim() || keyword;
  return { name: words.charAt(0).toUpperCase() + words.slice(1), colour: 'grey' };
}

/**
 * A keyword for a tag of this name: letters, digits, `.`, `-` and `_` only, in lower case, at most 64 octets (RFC 9051 §9 `flag-keyword` is an
 * atom). What has no such letters gets a keyword that stands for the name; nothing that programs mean something by is ever given.
 *
 * @param isTaken keywords that stand for another tag
 */
export function keywordForTag(name: string, isTaken: (keyword: Keyword) => boolean): Keyword {
  const spelled = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('Æ', 'ae')
    .replaceAll(/[øØ]/g, 'o')
    .toLowerCase();
  const letters = spelled.replaceAll(/[^a-z0-9.]+/g, '_').replaceAll(/^[_.]+|[_.]+$/g, '');
  // Much of the name has no ASCII form: two names in another script must not meet in what is left of them.
  const lost = [...spelled].filter((letter) => /[\p{L}\p{N}]/u.test(letter) && letter > '\u007f').length;
  const base = letters === '' || lost > 0 ? `${letters.slice(0, 40) || 'tag'}_${digestOf(name)}` : letters.slice(0, maxKeywordOctets - 4);
  for (let number = 1; ; number += 1) {
    const keyword = number === 1 ? base : `${base}_${number}`;
    if (isTagKeyword(keyword) && !isTaken(keyword)) return keyword;
  }
}

/** FNV-1a: short and the same everywhere; it only keeps names apart. */
function digestOf(text: string): string {
  let hash = 2166136261;
  for (const letter of text.normalize('NFC').toLowerCase()) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0).toString(36);
}
