import type { EmailBodyValue } from '#lib/contract/index.ts';
import type { MessagePart } from '#lib/mail/index.ts';
import { decodedPartText, isKnownEncoding } from '#lib/message/index.ts';

/**
 * Text of one part (RFC 8621 §4.1.4 EmailBodyValue).
 *
 * @param octets transfer encoding undone; null when they can no longer be had (J24)
 * @param maxBytes octets of UTF-8 that `value` may have; 0 = all
 */
export function bodyValue(octets: Uint8Array | null, part: MessagePart, maxBytes: number): EmailBodyValue {
  if (octets === null) return { value: '', isEncodingProblem: false, isTruncated: true };
  const { text, isEncodingProblem } = decodedPartText(octets, part);
  const value = truncate(text, maxBytes, part.type === 'text/html');
  return { value, isEncodingProblem: isEncodingProblem || !isKnownEncoding(part.encoding), isTruncated: value.length < text.length };
}

/** Cut to at most `maxBytes` octets of UTF-8: between characters, and in HTML not inside a tag (§4.2 maxBodyValueBytes). */
export function truncate(text: string, maxBytes: number, isHtml: boolean): string {
  // a UTF-16 unit is at most three octets
  if (maxBytes === 0 || text.length * 3 <= maxBytes) return text;
  const head = Buffer.from(text.slice(0, maxBytes), 'utf8');
  if (head.byteLength <= maxBytes && text.length <= maxBytes) return text;
  let end = Math.min(maxBytes, head.byteLength);
  // 10xxxxxx continues a character
  while (end > 0 && end < head.byteLength && (head[end]! & 0xc0) === 0x80) end -= 1;
  const cut = head.toString('utf8', 0, end).replace(/\ufffd$/, '');
  if (!isHtml) return cut;
  const open = openTag(cut, text);
  return open < 0 ? cut : cut.slice(0, open);
}

/** Where the tag or comment begins that is still open at the end of `cut`, or -1. A `>` in a quoted attribute value ends no tag. Linear. */
function openTag(cut: string, text: string): number {
  for (let at = cut.indexOf('<'); at >= 0; at = cut.indexOf('<', at)) {
    // The cut may go through the very mark that tells a tag from a `<`.
    if (!isTagStart(text, at)) {
      at += 1;
      continue;
    }
    const end = text.startsWith('<!--', at) ? endOfComment(cut, at) : endOfTag(cut, at);
    if (end < 0) return at;
    at = end;
  }
  return -1;
}

function endOfComment(html: string, from: number): number {
  const end = html.indexOf('-->', from + 4);
  return end < 0 ? -1 : end + 3;
}

function endOfTag(html: string, from: number): number {
  for (let at = from + 1; at < html.length; at += 1) {
    const char = html[at];
    if (char === '>') return at + 1;
    if ((char === '"' || char === "'") && /=[ \t\r\n\f]{0,8}$/.test(html.slice(Math.max(from, at - 9), at))) {
      const close = html.indexOf(char, at + 1);
      if (close < 0) return -1;
      at = close;
    }
  }
  return -1;
}

/** `a < b` is no tag: a tag's `<` is followed by a letter, `/`, `!` or `?`. */
const isTagStart = (text: string, at: number): boolean => /^<[a-zA-Z/!?]/.test(text.slice(at, at + 2));
