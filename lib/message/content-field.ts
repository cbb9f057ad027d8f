import { Buffer } from 'node:buffer';
import { decodeCharset } from './charset.ts';
import { decodeWords } from './encoded-words.ts';
import { limits } from './limits.ts';

/** A field like Content-Type: a value and its parameters, names in lower case, values as sent (RFC 2045 §5.1). First occurrence wins. */
export type ContentField = { value: string; params: Map<string, string> };

/** Reads Content-Type, Content-Disposition and the like. Linear; comments are dropped, broken parameters passed over. */
export function parseContentField(text: string): ContentField {
  const pieces = splitOutsideQuotes(text);
  const value = (pieces[0] ?? '').trim().toLowerCase();
  const params = new Map<string, string>();
  for (const piece of pieces.slice(1, 1 + limits.parameters)) {
    const equals = piece.indexOf('=');
    if (equals <= 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    if (name !== '' && !params.has(name)) params.set(name, unquote(piece.slice(equals + 1).trim()));
  }
  return { value, params };
}

/** Cuts at `;` outside quotes and comments; comments go, quotes stay. */
function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let from = 0;
  let depth = 0;
  let isQuoted = false;
  // An unclosed quote or parenthesis must not swallow the parameters behind it.
  const lastQuote = text.lastIndexOf('"');
  const lastParenthesis = text.lastIndexOf(')');
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '\\' && (isQuoted || depth > 0)) at += 1;
    else if (isQuoted) {
      if (char === '"') isQuoted = false;
    } else if (depth > 0) {
      if (char === '(') depth += 1;
      else if (char === ')') {
        depth -= 1;
        if (depth === 0) from = at + 1;
      }
    } else if (char === '"' && at < lastQuote) isQuoted = true;
    else if (char === '(' && at < lastParenthesis) {
      piece += text.slice(from, at);
      depth = 1;
    } else if (char === ';') {
      pieces.push(piece + text.slice(from, at));
      piece = '';
      from = at + 1;
    }
  }
  pieces.push(depth > 0 ? piece : piece + text.slice(from));
  return pieces;
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  let out = '';
  let from = 1;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\' && at + 1 < text.length) {
      out += text.slice(from, at);
      from = at + 1;
      at += 1;
    } else if (text[at] === '"') return out + text.slice(from, at);
  }
  return out + text.slice(from);
}

/**
 * One parameter with continuations, charset and percent octets resolved (RFC 2231); else the plain one with encoded words decoded, as
 * senders write them against the rules (RFC 2047 §5). Null when absent.
 *
 * @param params names in lower case, values as they stand in the field or in BODYSTRUCTURE
 */
export function decodedParam(params: ReadonlyMap<string, string>, name: string): string | null {
  const whole = params.get(`${name}*`);
  if (whole !== undefined) return extendedValue([{ text: whole, isEncoded: true }]);
  const segments: { text: string; isEncoded: boolean }[] = [];
  for (let index = 0; index < limits.parameters; index += 1) {
    const encoded = params.get(`${name}*${index}*`);
    const plain = params.get(`${name}*${index}`);
    if (encoded !== undefined) segments.push({ text: encoded, isEncoded: true });
    else if (plain !== undefined) segments.push({ text: plain, isEncoded: false });
    else break;
  }
  if (segments.length > 0) return extendedValue(segments);
  const plain = params.get(name);
  return plain === undefined ? null : decodeLooseWords(plain);
}

function extendedValue(segments: readonly { text: string; isEncoded: boolean }[]): string {
  const first = segments[0];
  let charset: string | null = null;
  let head = first?.text ?? '';
  if (first?.isEncoded) {
    const quote = head.indexOf("'");
    const second = quote < 0 ? -1 : head.indexOf("'", quote + 1);
    if (second >= 0) {
      charset = head.slice(0, quote);
      head = head.slice(second + 1);
    }
  }
  const chunks = segments.map((segment, index) => {
    const text = index === 0 ? head : segment.text;
    return segment.isEncoded ? percentBytes(text) : Buffer.from(text, 'utf8');
  });
  const text = decodeCharset(Buffer.concat(chunks), charset === '' ? null : charset).text;
  // continuations that carry encoded words: two rules mixed up, seen in the wild
  return text.includes('=?') ? decodeLooseWords(text) : text;
}

function percentBytes(text: string): Buffer {
  const chunks: Buffer[] = [];
  let from = 0;
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
    const pair = text.slice(at + 1, at + 3);
    if (!/^[0-9a-f]{2}$/i.test(pair)) continue;
    chunks.push(Buffer.from(text.slice(from, at), 'utf8'), Buffer.from(pair, 'hex'));
    from = at + 3;
  }
  chunks.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(chunks);
}

/** Encoded words of a parameter: those that touch other text are decoded too, since no rule allows any of them here. */
function decodeLooseWords(text: string): string {
  if (!text.includes('=?')) return text;
  return decodeWords(text);
}
