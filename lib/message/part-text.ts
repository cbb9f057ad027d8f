import { Buffer } from 'node:buffer';
import type { MessagePart } from '#lib/mail/index.ts';
import { decodeCharset } from './charset.ts';
import { decodeTransfer, isKnownEncoding } from './transfer-encoding.ts';

export type PartText = { text: string; isEncodingProblem: boolean };

/**
 * Text of a part from its encoded octets, as they come by BODY[section] or from the raw message: transfer encoding and charset undone, CRLF
 * as LF (RFC 8621 §4.1.4 EmailBodyValue).
 */
export function decodePartText(bytes: Uint8Array, part: Pick<MessagePart, 'charset' | 'encoding' | 'type'>): PartText {
  const decoded = decodedPartText(decodeTransfer(bytes, part.encoding), part);
  return { text: decoded.text, isEncodingProblem: decoded.isEncodingProblem || !isKnownEncoding(part.encoding) };
}

/** The same from octets whose transfer encoding is already undone (a downloaded blob). */
export function decodedPartText(bytes: Uint8Array, part: Pick<MessagePart, 'charset' | 'type'>): PartText {
  const isHtml = part.type === 'text/html';
  const named =
    part.charset === null || (isHtml && part.charset === 'us-ascii')
      ? ((isHtml ? metaCharset(bytes) : null) ?? part.charset)
      : part.charset;
  const { text, isProblem } = decodeCharset(bytes, named ?? 'us-ascii');
  return { text: text.includes('\r') ? text.replaceAll('\r\n', '\n') : text, isEncodingProblem: isProblem };
}

/** HTML without a charset in its Content-Type often names one itself, near the top. */
function metaCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 2048)).toString('latin1');
  const match = /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([A-Za-z0-9_:.-]{1,40})/i.exec(head);
  return match?.[1] ?? null;
}
