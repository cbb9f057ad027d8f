import { Buffer } from 'node:buffer';
import { domainToASCII } from 'node:url';
import { type EmailAddress, type EmailAddressGroup, MailError } from '#lib/mail/index.ts';

const foldAt = 78;

/** Refuses line breaks and NUL: nothing that a user or a program gives may start a field of its own (security.md §6). */
export function refuseBreaks(value: string, what: string): string {
  if (/[\r\n\0]/.test(value)) throw new MailError('invalid', `${what} holds a line break or NUL`, { stage: 'data', permanent: true });
  return value;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** No line breaks, tabs as blanks, other control characters gone, lone surrogates replaced: what can stand in a header field. */
export function cleanValue(value: string, what: string): string {
  return refuseBreaks(value, what).replaceAll('\t', ' ').replace(controls, '').toWellFormed().normalize('NFC');
}

/** A finished field line: `Name: ` and pieces joined with blanks, folded before a piece that would pass 78 characters. */
export function foldedField(name: string, pieces: readonly string[]): string {
  let out = `${name}:`;
  let column = out.length;
  for (const [index, piece] of pieces.entries()) {
    const size = Buffer.byteLength(piece);
    if (index > 0 && column + 1 + size > foldAt) {
      out += `\r\n ${piece}`;
      column = 1 + size;
    } else {
      out += ` ${piece}`;
      column += 1 + size;
    }
  }
  return `${out}\r\n`;
}

/**
 * Unstructured text (RFC 5322 §3.2.5) as pieces for {@link foldedField}: words that need it as encoded words, others as they are. Blanks in
 * a row, or at an end, do not survive folding, so they are encoded together with the word beside them.
 */
export function textPieces(value: string): string[] {
  const words = value.split(' ');
  const isPlain = words.map((word) => word !== '' && word.length <= 200 && /^[\x21-\x7e]+$/.test(word) && !word.includes('=?'));
  for (const [index, word] of words.entries()) if (word === '') isPlain[index + 1 < words.length ? index + 1 : index - 1] = false;
  const pieces: string[] = [];
  for (let at = 0; at < words.length; ) {
    if (isPlain[at]) {
      pieces.push(words[at] as string);
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < words.length && !isPlain[end]) end += 1;
    pieces.push(...encodedWords(words.slice(at, end).join(' ')));
    at = end;
  }
  return pieces;
}

/** Encoded words (RFC 2047) in UTF-8, each at most 75 characters, cut between characters. */
export function encodedWords(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  let plain = 0;
  for (const byte of bytes) if (isQSafe(byte)) plain += 1;
  const isQ = plain * 2 >= bytes.length;
  const room = isQ ? 62 : 45; // 75 − `=?utf-8?q?` − `?=`, for B in octets
  const out: string[] = [];
  let chunk: string[] = [];
  let size = 0;
  const flush = (): void => {
    if (chunk.length > 0)
      out.push(isQ ? `=?utf-8?Q?${qText(chunk.join(''))}?=` : `=?utf-8?B?${Buffer.from(chunk.join(''), 'utf8').toString('base64')}?=`);
    chunk = [];
    size = 0;
  };
  for (const char of text) {
    const cost = isQ ? qText(char).length : Buffer.byteLength(char);
    if (size + cost > room) flush();
    chunk.push(char);
    size += cost;
  }
  flush();
  return out;
}

/** The characters that RFC 2047 §5 (3) lets stand in a word of a display name. */
const isQSafe = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x20 ||
  byte === 0x21 ||
  byte === 0x2a ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2f;

function qText(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    out += byte === 0x20 ? '_' : isQSafe(byte) ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

const atomWords = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** A display name: atoms, a quoted string, or encoded words. */
function phrasePieces(name: string): string[] {
  const words = name.split(' ');
  if (atomWords.test(name) && !name.includes('=?') && words.every((word) => word.length <= 200)) return words;
  if (/^[\x20-\x7e]*$/.test(name) && !name.includes('=?') && name.length <= 200) return [`"${name.replace(/["\\]/g, '\\$&')}"`];
  return encodedWords(name);
}

/** An address for the wire: local part quoted where it must be, international domain in its ASCII form unless the local part needs UTF-8 too. */
function addrSpec(email: string): string {
  const text = cleanValue(email.trim(), 'an address');
  if (/[<>]/.test(text) && !/^"(?:[^"\\]|\\.)*"@/.test(text))
    throw new MailError('invalid', 'an address holds an angle bracket', { stage: 'data', permanent: true });
  const sign = text.lastIndexOf('@');
  if (sign < 0) return localPart(text);
  const local = text.slice(0, sign);
  const domain = text.slice(sign + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range
  const isAsciiLocal = /^[\x00-\x7f]*$/.test(local);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range
  const isAsciiDomain = /^[\x00-\x7f]*$/.test(domain);
  const wireDomain = !isAsciiDomain && isAsciiLocal ? domainToASCII(domain) || domain : domain;
  if (/[\s,;:"()<>]/.test(wireDomain.startsWith('[') ? wireDomain.replace(/^\[[0-9A-Za-z.:-]*\]$/, '') : wireDomain)) {
    throw new MailError('invalid', 'the domain of an address holds a character that cannot stand there', {
      stage: 'data',
      permanent: true,
    });
  }
  return `${localPart(local)}@${wireDomain}`;
}

function localPart(local: string): string {
  if (/^"(?:[^"\\]|\\.)*"$/.test(local)) return local;
  if (local === '' || /^[^\s"(),:;<>@[\\\]]+$/.test(local)) return local;
  return `"${local.replace(/["\\]/g, '\\$&')}"`;
}

function mailboxPieces(address: EmailAddress): string[] {
  const spec = addrSpec(address.email);
  const name = address.name === null ? '' : cleanValue(address.name, 'a name').trim();
  if (name === '') return [spec.includes('@') && !spec.startsWith('"') ? spec : `<${spec}>`];
  return [...phrasePieces(name), `<${spec}>`];
}

/** An address list (RFC 5322 §3.4) as pieces, commas attached. */
export function addressPieces(addresses: readonly EmailAddress[]): string[] {
  return addresses.flatMap((address, index) => withTail(mailboxPieces(address), index < addresses.length - 1 ? ',' : ''));
}

/** Groups and loose addresses as pieces. */
export function groupPieces(groups: readonly EmailAddressGroup[]): string[] {
  return groups.flatMap((group, index) => {
    const comma = index < groups.length - 1 ? ',' : '';
    if (group.name === null) return withTail(addressPieces(group.addresses), comma);
    const name = withTail(phrasePieces(cleanValue(group.name, 'a group name').trim() || 'group'), ':');
    return [...name, ...(group.addresses.length === 0 ? [`;${comma}`] : withTail(addressPieces(group.addresses), `;${comma}`))];
  });
}

function withTail(pieces: readonly string[], tail: string): string[] {
  return pieces.map((piece, index) => (index === pieces.length - 1 ? piece + tail : piece));
}

/** Ids in angle brackets. Over 21, the first and the last 20 stay (C1). */
export function messageIdPieces(ids: readonly string[]): string[] {
  const kept = ids.length > 21 ? [ids[0] as string, ...ids.slice(-20)] : ids;
  return kept.map((id) => {
    const bare = refuseBreaks(id, 'a message id').trim().replace(/^<|>$/g, '');
    if (bare === '' || bare.length > 900 || /[\s<>]/.test(bare))
      throw new MailError('invalid', 'a message id is not one', { stage: 'data', permanent: true });
    return `<${bare}>`;
  });
}

/** URLs of RFC 2369 fields. */
export function urlPieces(urls: readonly string[]): string[] {
  return urls.map((url, index) => {
    const bare = refuseBreaks(url, 'a URL').trim();
    if (bare === '' || bare.length > 900 || /[\s<>]/.test(bare))
      throw new MailError('invalid', 'a URL holds a blank or an angle bracket', { stage: 'data', permanent: true });
    return `<${bare}>${index < urls.length - 1 ? ',' : ''}`;
  });
}

/**
 * A parameter such as `filename="…"` as pieces with a leading `;` on the piece before left to the caller. ASCII values are quoted; others are
 * written by RFC 2231, in continuations when they are long.
 */
export function paramPieces(name: string, value: string): string[] {
  const text = cleanValue(value, `the parameter ${name}`);
  const quoted = `${name}="${text.replace(/["\\]/g, '\\$&')}"`;
  if (/^[\x20-\x7e]*$/.test(text) && quoted.length <= 74 && !text.includes('=?')) {
    return [/^[A-Za-z0-9!#$&+^_`{}|~.-]+$/.test(text) ? `${name}=${text}` : quoted];
  }
  const encoded = [...text].map((char) => (/^[A-Za-z0-9!#$&+^_`{}|~.-]$/.test(char) ? char : percent(char)));
  const whole = `${name}*=utf-8''${encoded.join('')}`;
  if (whole.length <= 74) return [whole];
  const segments: string[] = [];
  let segment = `${name}*0*=utf-8''`;
  for (const char of encoded) {
    if (segment.length + char.length > 74) {
      segments.push(segment);
      segment = `${name}*${segments.length}*=`;
    }
    segment += char;
  }
  segments.push(segment);
  return segments;
}

const percent = (char: string): string =>
  [...Buffer.from(char, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** A field with a value and parameters: `Content-Type: text/plain; charset=utf-8`. */
export function paramField(name: string, value: string, params: readonly (readonly [string, string])[]): string {
  const all = [value, ...params.flatMap(([key, text]) => paramPieces(key, text))];
  return foldedField(
    name,
    all.map((piece, index) => (index < all.length - 1 ? `${piece};` : piece)),
  );
}
