import type { EmailAddress, EmailAddressGroup } from '#lib/mail/index.ts';
import { decodeWords } from './encoded-words.ts';
import { limits } from './limits.ts';
import { parseUsualAddresses } from './usual-addresses.ts';
import { foldSpace, isPrintableAscii, withoutInvisible } from './visible-text.ts';

type Word = { kind: 'text' | 'quoted'; text: string; gapBefore: boolean };

/** The mailbox that is being read. */
type Open = { words: Word[]; comment: string | null; angle: string | null };

const empty = (): Open => ({ words: [], comment: null, angle: null });

/**
 * Parses an address list (RFC 5322 §3.4), best effort, into groups as RFC 8621 §4.1.2.4 shows them. Structure is found first and encoded
 * words are decoded afterwards, so an encoded word never creates an address. Linear; at most 2,000 addresses, groups one deep.
 */
export function parseAddressGroups(value: string): EmailAddressGroup[] {
  const groups: EmailAddressGroup[] = [];
  let group: EmailAddressGroup | null = null;
  let count = 0;
  let open = empty();
  let gap = false;

  const add = (address: EmailAddress): void => {
    if (count >= limits.addresses) return;
    count += 1;
    if (group === null) {
      const last = groups.at(-1);
      if (last !== undefined && last.name === null) last.addresses.push(address);
      else groups.push({ name: null, addresses: [address] });
    } else group.addresses.push(address);
  };
  const flush = (): void => {
    const address = finish(open);
    if (address !== null) add(address);
    open = empty();
    gap = false;
  };
  const word = (kind: Word['kind'], text: string): void => {
    // Text behind a finished `<…>` belongs to nobody: it starts the next mailbox only when that one has an address of its own.
    open.words.push({ kind, text, gapBefore: gap });
    gap = false;
  };

  let at = 0;
  while (at < value.length && count < limits.addresses) {
    const char = value[at];
    if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
      gap = true;
      at += 1;
    } else if (char === ',') {
      flush();
      at += 1;
    } else if (char === ';') {
      flush();
      group = null;
      at += 1;
    } else if (
      char === ':' &&
      group === null &&
      open.angle === null &&
      open.words.length > 0 &&
      !open.words.some((each) => each.kind === 'text' && each.text === '@')
    ) {
      group = { name: nameOf(open.words), addresses: [] };
      groups.push(group);
      open = empty();
      gap = false;
      at += 1;
    } else if (char === '"') {
      const quoted = readQuoted(value, at);
      word('quoted', quoted.text);
      at = quoted.end;
    } else if (char === '(') {
      const comment = readComment(value, at);
      open.comment ??= comment.text;
      gap = true;
      at = comment.end;
    } else if (char === '<') {
      const angle = readAngle(value, at);
      // Two addresses without a comma between them: both are shown, neither is swallowed (security.md §4).
      if (open.angle !== null) flush();
      open.angle = angle.text;
      gap = true;
      at = angle.end;
    } else if (char === '@') {
      word('text', '@');
      at += 1;
    } else if (char === '[') {
      const close = value.indexOf(']', at);
      const end = close < 0 ? value.length : close + 1;
      word('text', value.slice(at, end));
      at = end;
    } else {
      let end = at + 1;
      if (char === '=') end = Math.max(end, encodedWordEnd(value, at));
      while (end < value.length && !isSpecial(value.charCodeAt(end))) end += 1;
      word('text', value.slice(at, end));
      at = end;
    }
  }
  flush();
  return groups;
}

/** The addresses alone (RFC 8621 §4.1.2.3). */
export const parseAddresses = (value: string): EmailAddress[] =>
  parseUsualAddresses(value) ?? parseAddressGroups(value).flatMap((group) => group.addresses);

/** Behind an encoded word at `at`, commas and brackets that a careless sender left in it included; `at` when there is none. */
function encodedWordEnd(value: string, at: number): number {
  encodedWord.lastIndex = at;
  return encodedWord.test(value) ? encodedWord.lastIndex : at;
}

const encodedWord = /=\?[^?\s]{1,60}\?[bq]\?[^?\s]{0,300}\?=(?=[\s<,;]|$)/iy;

const specials = new Set([...' \t\r\n,;:"(<@['].map((char) => char.charCodeAt(0)));
const isSpecial = (code: number): boolean => specials.has(code);

/** A quoted string from its opening quote; an unclosed one ends at the next `<`, or with the value. */
function readQuoted(value: string, start: number): { text: string; end: number } {
  let text = '';
  let from = start + 1;
  for (let at = from; at < value.length; at += 1) {
    const char = value[at];
    if (char === '\\' && at + 1 < value.length) {
      text += value.slice(from, at) + value[at + 1];
      at += 1;
      from = at + 1;
    } else if (char === '"') return { text: text + value.slice(from, at), end: at + 1 };
  }
  const angle = value.indexOf('<', start);
  return angle < 0 ? { text: text + value.slice(from), end: value.length } : { text: value.slice(start + 1, angle), end: angle };
}

/** A comment with the comments inside it. An unclosed one takes the rest. */
function readComment(value: string, start: number): { text: string; end: number } {
  const chunks: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < value.length; at += 1) {
    const char = value[at];
    if (char === '\\' && at + 1 < value.length) {
      chunks.push(value.slice(from, at), value[at + 1] as string);
      at += 1;
      from = at + 1;
    } else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return { text: chunks.join('') + value.slice(from, at), end: at + 1 };
    }
  }
  return { text: chunks.join('') + value.slice(from), end: value.length };
}

/** What stands in `<…>`, without comments, blanks and route (RFC 5322 §4.4 obs-route). */
function readAngle(value: string, start: number): { text: string; end: number } {
  const chunks: string[] = [];
  let at = start + 1;
  while (at < value.length) {
    const char = value[at] as string;
    if (char === '>') {
      at += 1;
      break;
    }
    if (char === '"') {
      const quoted = readQuoted(value, at);
      chunks.push(quotedLocal(quoted.text));
      at = quoted.end;
    } else if (char === '(') at = readComment(value, at).end;
    else if (char === '<') at += 1;
    else if (char === ' ' || char === '\t' || char === '\r' || char === '\n') at += 1;
    else {
      let end = at + 1;
      while (end < value.length && !'>"(< \t\r\n'.includes(value[end] as string)) end += 1;
      chunks.push(value.slice(at, end));
      at = end;
    }
  }
  const text = chunks.join('');
  const route = text.startsWith('@') ? text.indexOf(':') : -1;
  return { text: route < 0 ? text : text.slice(route + 1), end: at };
}

/** A local part that needs its quotes keeps them; `"ann"@x` is `ann@x` (RFC 5322 §3.4.1). */
function quotedLocal(text: string): string {
  return /^[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+)*$/.test(text)
    ? text
    : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Words of a display name as text; encoded words decoded, invisible characters dropped. */
function nameOf(words: readonly Word[]): string | null {
  const chunks: string[] = [];
  let isFirst = true;
  for (const { kind, text, gapBefore } of words) {
    if (!isFirst && (gapBefore || kind === 'quoted')) chunks.push(' ');
    // Senders put encoded words into quotes against the rule; a quoted string that is nothing else is decoded too.
    chunks.push(kind === 'quoted' && !isOnlyEncodedWords(text) ? hideWordStart(text) : text);
    isFirst = false;
  }
  const name = showWordStart(decodeWords(chunks.join('')));
  return cleanName(name);
}

// A quoted string is never decoded (RFC 2047 §5), so `=?` in it is hidden from the decoder. U+E000 is private and is put back right after.
const hideWordStart = (text: string): string => text.replaceAll('=?', '=\ue000');
const showWordStart = (text: string): string => text.replaceAll('=\ue000', '=?');

function isOnlyEncodedWords(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith('=?') && trimmed.endsWith('?=');
}

function cleanName(text: string): string | null {
  const name = isPrintableAscii(text) ? foldSpace(text) : foldSpace(withoutInvisible(text)).normalize('NFC');
  return name === '' ? null : name;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

function finish(open: Open): EmailAddress | null {
  if (open.angle !== null) {
    const email = open.angle.replace(controls, '');
    const name = nameOf(open.words) ?? commentName(open.comment);
    return email === '' && name === null ? null : { name, email };
  }
  if (open.words.length === 0) return null;
  const joined = joinAddress(open.words);
  const name = joined.name.length > 0 ? nameOf(joined.name) : commentName(open.comment);
  const email = joined.email.replace(controls, '');
  return email === '' ? null : { name, email };
}

const commentName = (comment: string | null): string | null => (comment === null ? null : cleanName(decodeWords(comment)));

/** An address without `<…>`: the words around its first `@` are the address, what stands before them is a name; what follows is dropped. */
function joinAddress(words: readonly Word[]): { name: Word[]; email: string } {
  const sign = words.findIndex((word) => word.kind === 'text' && word.text === '@');
  if (sign < 0)
    return { name: [], email: words.map((word, index) => (word.gapBefore && index > 0 ? ` ${word.text}` : word.text)).join('') };
  let from = sign;
  // blanks around `@` and `.` are allowed (RFC 5322 §4.4); any other blank ends the address
  for (let at = sign - 1; at >= 0; at -= 1) {
    const word = words[at] as Word;
    const follower = words[at + 1] as Word;
    const joins =
      !follower.gapBefore || follower.text === '@' || follower.text.startsWith('.') || word.text.endsWith('.') || word.text === '@';
    if (!joins) break;
    from = at;
  }
  let to = sign + 1;
  for (let at = sign + 1; at < words.length; at += 1) {
    const word = words[at] as Word;
    const previous = words[at - 1] as Word;
    if (at > sign + 1 && word.gapBefore && !word.text.startsWith('.') && !previous.text.endsWith('.')) break;
    to = at + 1;
  }
  const email = words
    .slice(from, to)
    .map((word) => (word.kind === 'quoted' ? quotedLocal(word.text) : word.text))
    .join('');
  return { name: words.slice(0, from), email };
}
