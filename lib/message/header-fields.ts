import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { decodeUnlabelled } from './charset.ts';
import { limits } from './limits.ts';

/**
 * One header field as it stands in the message.
 * `value` is the Raw form of RFC 8621 §4.1.2.1 (everything behind the colon, folding included, octets that violate UTF-8 as U+FFFD, NUL dropped).
 * `legacyValue` is the same octets read as windows-1252 when they are not UTF-8, else null.
 */
export type HeaderField = { name: string; value: string; legacyValue: string | null };

export type HeaderBlock = {
  fields: HeaderField[];
  isCut: boolean /** octets read, the empty line behind the fields included */;
  bytes: number;
};

/** What the parsed forms are made from: the value, with legacy 8-bit text readable. */
export const fieldText = (field: HeaderField): string => field.legacyValue ?? field.value;

/**
 * Splits a header block. Lines end with CRLF or LF; only space and tab continue a field; the first empty line ends the block; lines that are
 * no field (an mbox `From ` line, rubbish) are passed over. Bounded by `limits`.
 */
export function splitHeaderFields(input: Uint8Array): HeaderBlock {
  const bytes = Buffer.from(input.buffer, input.byteOffset, Math.min(input.byteLength, limits.headerBlockBytes));
  const isPlain = isAscii(bytes);
  const text = bytes.toString('latin1');
  const fields: HeaderField[] = [];
  let isCut = input.byteLength > bytes.length;
  let name: string | null = null;
  let valueFrom = 0;
  let lineEnd = 0; // end of the last line of the open field, without its line break
  let at = 0;
  const close = (): void => {
    if (name !== null) fields.push(makeField(name, bytes, text, valueFrom, lineEnd, isPlain));
    name = null;
  };
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (end > at && text.charCodeAt(end - 1) === 0x0d) end -= 1;
    if (end === at && newline >= 0) {
      at = next;
      isCut = false;
      break;
    }
    const first = text.charCodeAt(at);
    if (first === 0x20 || first === 0x09) {
      if (name !== null) lineEnd = end;
    } else {
      close();
      if (fields.length >= limits.headerFields) {
        isCut = true;
        break;
      }
      const colon = fieldNameEnd(text, at, end);
      if (colon !== null) {
        name = text.slice(at, colon.nameEnd);
        valueFrom = colon.colon + 1;
        lineEnd = end;
      }
    }
    at = next;
  }
  close();
  return { fields, isCut, bytes: at };
}

/** The end of a field name that starts at `at` and its colon; null when the line is no field (RFC 5322 §3.6.8, blanks before the colon as §4.5.3). */
export function fieldNameEnd(text: string, at: number, end: number): { nameEnd: number; colon: number } | null {
  let nameEnd = at;
  while (nameEnd < end) {
    const code = text.charCodeAt(nameEnd);
    if (code <= 0x20 || code >= 0x7f || code === 0x3a) break;
    nameEnd += 1;
  }
  let colon = nameEnd;
  while (colon < end && (text.charCodeAt(colon) === 0x20 || text.charCodeAt(colon) === 0x09)) colon += 1;
  return nameEnd > at && colon < end && text.charCodeAt(colon) === 0x3a ? { nameEnd, colon } : null;
}

function makeField(name: string, bytes: Buffer, text: string, from: number, to: number, isPlain: boolean): HeaderField {
  let value = text.slice(from, to);
  let legacyValue: string | null = null;
  if (!isPlain) {
    const octets = bytes.subarray(from, to);
    if (!isAscii(octets)) {
      if (!isUtf8(octets)) legacyValue = decodeUnlabelled(octets).replaceAll('\0', '');
      value = octets.toString('utf8');
    }
  }
  if (value.includes('\0')) value = value.replaceAll('\0', '');
  return { name, value, legacyValue };
}
