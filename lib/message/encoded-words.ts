import { Buffer } from 'node:buffer';
import { decodeCharset, isKnownCharset } from './charset.ts';
import { decodeUtf7 } from './utf7.ts';

type EncodedWord = { charset: string; bytes: Buffer; end: number };

/** Old subjects have it, and what stands in them is only ever text; bodies, which may be HTML, are never read in it. */
const isUtf7 = (charset: string): boolean => /^(?:(?:unicode-1-1-|x-unicode-2-0-)?utf-7|utf7)$/i.test(charset);

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;

/** Decodes the Q encoding (RFC 2047 §4.2). */
function decodeQ(text: string): Buffer {
  const out = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5f) out[length++] = 0x20;
    else if (code === 0x3d) {
      const value = hexPair(text.charCodeAt(at + 1), text.charCodeAt(at + 2));
      if (value < 0) out[length++] = code;
      else {
        out[length++] = value;
        at += 2;
      }
    } else out[length++] = code > 0xff ? 0x3f : code;
  }
  return out.subarray(0, length);
}

const hexDigit = (code: number): number =>
  code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x41 && code <= 0x46 ? code - 0x37 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;

const hexPair = (high: number, low: number): number => {
  const first = hexDigit(high);
  const second = hexDigit(low);
  return first < 0 || second < 0 ? -1 : first * 16 + second;
};

/** No real word is longer; longer ones stay as they are. */
const maxWordChars = 16 * 1024;

/**
 * A reader of the encoded words of one text. It remembers where the next `?=` and `=?` are, so that `=?=?=?…` costs linear time.
 */
function wordReader(text: string): (start: number) => EncodedWord | null {
  let nextEnd = -1;
  let nextStart = -1;
  return (start) => {
    let at = start + 2;
    while (at < start + 64 && isTokenChar(text.charCodeAt(at))) at += 1;
    if (at === start + 2 || text.charCodeAt(at) !== 0x3f) return null;
    const charset = text.slice(start + 2, at);
    const encoding = text.charCodeAt(at + 1) | 0x20;
    if ((encoding !== 0x71 && encoding !== 0x62) || text.charCodeAt(at + 2) !== 0x3f) return null;
    const from = at + 3;
    if (nextEnd < from) nextEnd = indexOrEnd(text, '?=', from);
    if (nextStart < from) nextStart = indexOrEnd(text, '=?', from);
    // `=?` cannot stand inside a word, but a sloppy one may end in `=?=`
    if (nextEnd >= text.length || nextStart < nextEnd - 1 || nextEnd - from > maxWordChars) return null;
    const content = text.slice(from, nextEnd);
    // Blanks end a word by the rules. In Q words of careless senders they stand for themselves, so there only line ends and tabs do.
    if (encoding === 0x71 ? /[\t\r\n]/.test(content) : /\s/.test(content)) return null;
    // RFC 2231 §5: the charset may carry a language behind `*`.
    const star = charset.indexOf('*');
    const name = star < 0 ? charset : charset.slice(0, star);
    if (!isKnownCharset(name) && !isUtf7(name)) return null;
    return { charset: name.toLowerCase(), bytes: encoding === 0x71 ? decodeQ(content) : Buffer.from(content, 'base64'), end: nextEnd + 2 };
  };
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const found = text.indexOf(wanted, from);
  return found < 0 ? text.length : found;
}

/** RFC 2047 `token` without the characters that end it. */
const isTokenChar = (code: number): boolean =>
  code > 0x20 &&
  code < 0x7f &&
  code !== 0x3f &&
  code !== 0x3d &&
  code !== 0x28 &&
  code !== 0x29 &&
  code !== 0x3c &&
  code !== 0x3e &&
  code !== 0x40 &&
  code !== 0x2c &&
  code !== 0x3b &&
  code !== 0x22;

/** Octets of control characters that were hidden in an encoded word are dropped (RFC 8621 §4.1.2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * Decodes the encoded words of an unfolded header value (RFC 2047). Words must stand between blanks (or the ends); blanks between two words
 * are dropped, and neighbours in one charset are joined before decoding, since senders split characters between them.
 * Linear in the length of the text.
 */
export function decodeWords(text: string): string {
  let next = text.indexOf('=?');
  if (next < 0) return text;
  const wordAt = wordReader(text);
  const out: string[] = [];
  let plainFrom = 0; // start of text not yet written
  let pending: { charset: string; chunks: Buffer[]; end: number } | null = null;
  const flush = (): void => {
    if (pending === null) return;
    const bytes = Buffer.concat(pending.chunks);
    const { text: word } = isUtf7(pending.charset) ? decodeUtf7(bytes.toString('latin1')) : decodeCharset(bytes, pending.charset);
    out.push(word.replace(controls, ''));
    pending = null;
  };
  while (next >= 0) {
    const before = next === 0 ? 0x20 : text.charCodeAt(next - 1);
    const touchesWord: boolean = (pending as { end: number } | null)?.end === next;
    const word: EncodedWord | null = isSpace(before) || touchesWord ? wordAt(next) : null;
    const after = word === null || word.end >= text.length ? 0x20 : text.charCodeAt(word.end);
    const followsWord = after === 0x3d && text.charCodeAt((word?.end ?? 0) + 1) === 0x3f;
    if (word === null || !(isSpace(after) || followsWord)) {
      next = text.indexOf('=?', next + 2);
      continue;
    }
    const between = text.slice(plainFrom, next);
    const open = pending as { charset: string; chunks: Buffer[]; end: number } | null;
    if (open !== null && isBlank(between)) {
      if (open.charset === word.charset) {
        open.chunks.push(word.bytes);
        open.end = word.end;
      } else {
        flush();
        pending = { charset: word.charset, chunks: [word.bytes], end: word.end };
      }
    } else {
      flush();
      out.push(between);
      pending = { charset: word.charset, chunks: [word.bytes], end: word.end };
    }
    plainFrom = word.end;
    next = text.indexOf('=?', word.end);
  }
  flush();
  out.push(text.slice(plainFrom));
  return out.join('');
}

function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!isSpace(text.charCodeAt(at))) return false;
  return true;
}
