import { Buffer } from 'node:buffer';
import { decodeCharset } from './charset.ts';
import { decompressRtf } from './compressed-rtf.ts';

/** A file out of a winmail.dat; `name` and `type` as it has them, null when it has none. */
export type TnefFile = { name: string | null; type: string | null; octets: Buffer };
/** `isCut`: it ended too early, or held more than is read. */
export type TnefFiles = { files: TnefFile[]; isCut: boolean };

const signature = 0x223e9f78;
const limits = { attributes: 20_000, properties: 5_000, values: 10_000, files: 500, depth: 4, nameBytes: 4_096 };

/** attributes (MS-OXTNEF §2.1.3.4): the low word is the id, the high one the type */
const attachmentBegins = 0x9002;
const attachmentTitle = 0x8010;
const attachmentData = 0x800f;
const attachmentProperties = 0x9005;
const messageProperties = 0x9003;
const oemCodepage = 0x9007;

/** property ids (MS-OXPROPS) */
const ids = { html: 0x1013, rtf: 0x1009, data: 0x3701, fileName: 0x3704, longFileName: 0x3707, mimeTag: 0x370e, displayName: 0x3001 };

type Property = { type: number; value: Buffer };

/**
 * Opens a winmail.dat (application/ms-tnef): its attachments, those of messages inside it, and what is written in it as HTML or RTF. Linear and
 * bounded: files are slices of the input, and what is unpacked is never more than twenty times it.
 *
 * @returns null when it is no TNEF
 * @see MS-OXTNEF §2.1.3
 */
export function readTnef(octets: Uint8Array): TnefFiles | null {
  const input = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  const found: TnefFiles = { files: [], isCut: false };
  return readStream(input, found, 0) ? found : null;
}

function readStream(input: Buffer, found: TnefFiles, depth: number): boolean {
  if (input.length < 6 || input.readUInt32LE(0) !== signature) return false;
  let codepage = 'windows-1252';
  let current: { title: Buffer | null; data: Buffer | null; properties: Map<number, Property> } | null = null;
  let body: Map<number, Property> = new Map();
  const finish = (): void => {
    if (current !== null) addFile(current, codepage, found, depth);
    current = null;
  };
  let at = 6;
  for (let count = 0; at + 9 <= input.length; count += 1) {
    const id = input.readUInt16LE(at + 1);
    const length = input.readUInt32LE(at + 5);
    const begin = at + 9;
    const end = begin + length;
    if (count >= limits.attributes || found.files.length >= limits.files || end > input.length) {
      found.isCut = true;
      // what there is of the last file is given
      if (end > input.length && id === attachmentData && current !== null) current.data = input.subarray(begin);
      break;
    }
    const value = input.subarray(begin, end);
    if (id === oemCodepage && length >= 4) codepage = charsetOf(value.readUInt32LE(0));
    else if (id === attachmentBegins) {
      finish();
      current = { title: null, data: null, properties: new Map() };
    } else if (id === attachmentTitle && current !== null) current.title = value;
    else if (id === attachmentData && current !== null) current.data = value;
    else if (id === attachmentProperties && current !== null) current.properties = readProperties(value, found);
    else if (id === messageProperties) body = readProperties(value, found);
    at = end + 2;
  }
  if (at + 9 > input.length && at < input.length) found.isCut = true;
  finish();
  if (found.files.length < limits.files) addBody(body, found);
  return true;
}

function addFile(
  { title, data, properties }: { title: Buffer | null; data: Buffer | null; properties: ReadonlyMap<number, Property> },
  codepage: string,
  found: TnefFiles,
  depth: number,
): void {
  const object = properties.get(ids.data);
  // A message inside: an interface id, then a stream of the same form (MS-OXTNEF §2.1.3.4.15).
  if (object?.type === 0x000d && depth + 1 < limits.depth && readStream(object.value.subarray(16), found, depth + 1)) return;
  const name =
    textOf(properties.get(ids.longFileName)) ??
    textOf(properties.get(ids.fileName)) ??
    (title === null ? null : untilNul(decodeCharset(title.subarray(0, limits.nameBytes), codepage).text)) ??
    textOf(properties.get(ids.displayName));
  const octets = data ?? object?.value ?? null;
  if (octets === null) return;
  found.files.push({ name, type: mediaType(textOf(properties.get(ids.mimeTag))), octets });
}

function addBody(properties: ReadonlyMap<number, Property>, found: TnefFiles): void {
  const html = properties.get(ids.html);
  const rtf = properties.get(ids.rtf);
  if (html !== undefined && html.value.length > 0) found.files.push({ name: 'message.html', type: 'text/html', octets: html.value });
  else if (rtf !== undefined) {
    const octets = decompressRtf(rtf.value);
    if (octets !== null && octets.length > 0) found.files.push({ name: 'message.rtf', type: 'application/rtf', octets });
  }
}

const fixedSizes: Readonly<Record<number, number>> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};

/** MAPI properties (MS-OXTNEF §2.1.3.4.20); those that are wanted here all have ids of their own. */
function readProperties(input: Buffer, found: TnefFiles): Map<number, Property> {
  const properties = new Map<number, Property>();
  const padded = (length: number): number => Math.ceil(length / 4) * 4;
  let at = 4;
  const total = input.length < 4 ? 0 : Math.min(input.readUInt32LE(0), limits.properties);
  for (let index = 0; index < total; index += 1) {
    if (at + 4 > input.length) break;
    const type = input.readUInt16LE(at);
    const id = input.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) {
      // a named property: a set's GUID, then a number or a name
      if (at + 24 > input.length) break;
      at += input.readUInt32LE(at + 16) === 0 ? 24 : 24 + padded(input.readUInt32LE(at + 20));
    }
    const plainType = type & 0x0fff;
    const fixed = fixedSizes[plainType];
    const isMany = (type & 0x1000) !== 0;
    if (fixed !== undefined && !isMany) {
      at += fixed;
      continue;
    }
    if (fixed === undefined && plainType !== 0x001e && plainType !== 0x001f && plainType !== 0x0102 && plainType !== 0x000d) break;
    if (at + 4 > input.length) break;
    const count = input.readUInt32LE(at);
    at += 4;
    if (count > limits.values) break;
    if (fixed !== undefined) {
      at += count * fixed;
      continue;
    }
    for (let value = 0; value < count; value += 1) {
      if (at + 4 > input.length) break;
      const length = input.readUInt32LE(at);
      if (at + 4 + length > input.length) {
        found.isCut = true;
        return properties;
      }
      if (value === 0 && !isMany && !properties.has(id))
        properties.set(id, { type: plainType, value: input.subarray(at + 4, at + 4 + length) });
      at += 4 + padded(length);
    }
  }
  return properties;
}

function textOf(property: Property | undefined): string | null {
  if (property === undefined) return null;
  const octets = property.value.subarray(0, limits.nameBytes);
  if (property.type === 0x001f) return untilNul(octets.subarray(0, octets.length & ~1).toString('utf16le'));
  return property.type === 0x001e ? untilNul(decodeCharset(octets, 'windows-1252').text) : null;
}

function untilNul(text: string): string | null {
  const end = text.indexOf('\0');
  const found = (end < 0 ? text : text.slice(0, end)).trim();
  return found === '' ? null : found;
}

const mediaType = (text: string | null): string | null =>
  text !== null && /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,60}$/i.test(text) ? text.toLowerCase() : null;

const charsetOf = (codepage: number): string =>
  ({ 932: 'shift_jis', 936: 'gbk', 949: 'euc-kr', 950: 'big5', 65001: 'utf-8', 874: 'windows-874' })[codepage] ??
  (codepage >= 1250 && codepage <= 1258 ? `windows-${codepage}` : 'windows-1252');
