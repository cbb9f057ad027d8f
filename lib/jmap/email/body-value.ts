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
  const open = cut.lastIndexOf('<');
  return open > cut.lastIndexOf('>') && isTagStart(text, open) ? cut.slice(0, open) : cut;
}

/** `a < b` is no tag: a tag's `<` is followed by a letter, `/`, `!` or `?`. */
const isTagStart = (text: string, at: number): boolean => /^<[a-zA-Z/!?]/.test(text.slice(at, at + 2));
