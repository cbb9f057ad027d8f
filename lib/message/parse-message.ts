import { Buffer } from 'node:buffer';
import type { MessagePart } from '#lib/mail/index.ts';
import { type ContentField, parseContentField } from './content-field.ts';
import { fieldNameEnd, fieldText, type HeaderField, splitHeaderFields } from './header-fields.ts';
import { unfold } from './header-forms.ts';
import { limits } from './limits.ts';
import { messagePart } from './message-part.ts';
import { headerProperties, type ParsedHeaders } from './parsed-headers.ts';

/** One entity of a message with its place in the raw octets. `bodyEnd` is exclusive, without the line break that belongs to the boundary. */
export type ParsedPart = {
  /** IMAP section number; null for multipart/* */
  partId: string | null;
  part: MessagePart;
  fields: HeaderField[];
  headerStart: number;
  bodyStart: number;
  bodyEnd: number;
  /** how many message/rfc822 stand around it; 0 for the message's own parts */
  embeddedDepth: number;
};

export type ParsedMessage = {
  headers: ParsedHeaders;
  /**
   * The tree of RFC 8621 §4.1.4 `bodyStructure`: message/* parts are leaves here. Section numbers as IMAP gives them (RFC 9051 §6.4.5.1).
   */
  structure: MessagePart;
  /** every entity, depth first, those inside message/rfc822 parts too (`2.1` is the first part of the message in part 2) */
  parts: ParsedPart[];
  /** a bound of security.md §5 was met: parts or fields are missing */
  isCut: boolean;
};

type Boundary = { marker: Buffer; level: number };
type Hit = {
  level: number;
  isEnd: boolean /** start of the boundary line */;
  lineStart: number /** behind the boundary line */;
  next: number;
};

/**
 * Splits a message into its MIME parts, numbered as an IMAP server numbers them, in one linear pass over the octets.
 * Never throws. Boundary lines are recognised as Dovecot does it (innermost and longest first, by prefix), so that part ids from here and
 * from BODYSTRUCTURE are the same (J4).
 */
export function parseMessage(raw: Buffer): ParsedMessage {
  const splitter: Splitter = { raw, at: 0, boundaries: [], parts: [], isCut: false };
  const { entry } = readEntity(splitter, { section: '', isMessageRoot: true, isInDigest: false, depth: 0, embeddedDepth: 0 });
  const isFieldsCut = splitHeaderFields(raw.subarray(0, entry.bodyStart)).isCut;
  return {
    headers: { fields: entry.fields, isCut: isFieldsCut, ...headerProperties(entry.fields) },
    structure: entry.part,
    parts: splitter.parts,
    isCut: splitter.isCut || isFieldsCut,
  };
}

type Splitter = { raw: Buffer; at: number; boundaries: Boundary[]; parts: ParsedPart[]; isCut: boolean };
/** `section` is that of the part, or of the message/rfc822 part around a message's root entity ('' for the whole message). */
type Place = { section: string; isMessageRoot: boolean; isInDigest: boolean; depth: number; embeddedDepth: number };

/** Reads the entity at `splitter.at`; leaves `at` behind the boundary line that ended it. */
function readEntity(splitter: Splitter, place: Place): { entry: ParsedPart; hit: Hit | null } {
  const { raw } = splitter;
  const headerStart = splitter.at;
  const header = readHeader(splitter);
  const fields = splitHeaderFields(raw.subarray(headerStart, header.end)).fields;
  const bodyStart = header.end;
  const contentType = fieldOf(fields, 'content-type');
  const type = effectiveType(contentType, place.isInDigest);
  const leafSection = place.isMessageRoot ? childSection(place.section, 1) : place.section;

  const entry: ParsedPart = {
    partId: null,
    part: messagePart({
      fields: {
        contentType,
        disposition: fieldOf(fields, 'content-disposition'),
        encoding: plainValue(fields, 'content-transfer-encoding'),
        contentId: plainValue(fields, 'content-id'),
        language: plainValue(fields, 'content-language'),
        location: plainValue(fields, 'content-location'),
      },
      type,
      partId: leafSection,
      size: 0,
    }),
    fields,
    headerStart,
    bodyStart,
    bodyEnd: bodyStart,
    embeddedDepth: place.embeddedDepth,
  };
  splitter.parts.push(entry);
  const { part } = entry;

  if (isMultipart(part) && place.depth < limits.mimeDepth) {
    part.partId = null;
    part.subParts = [];
  }
  const { hit, end } = header.hit === null ? readBody(splitter, place, entry, contentType) : { hit: header.hit, end: null };
  entry.bodyEnd = end ?? (hit === null ? raw.length : beforeLineBreak(raw, hit.lineStart, bodyStart));
  if (part.subParts?.length === 0) addOnlyPart(splitter, entry, childSection(place.section, 1));
  entry.partId = part.partId;
  part.size = part.subParts === null ? entry.bodyEnd - bodyStart : 0;
  return { entry, hit };
}

const isMultipart = (part: MessagePart): boolean => part.type.startsWith('multipart/');

/** Reads what stands behind a header. `end`: where the body ends, when that is not just before the boundary line. */
function readBody(
  splitter: Splitter,
  place: Place,
  { part }: ParsedPart,
  contentType: ContentField | null,
): { hit: Hit | null; end: number | null } {
  if (part.subParts !== null) {
    return { hit: readMultipart(splitter, contentType?.params.get('boundary') ?? '', place, part), end: null };
  }
  const isMessage = part.type === 'message/rfc822' || part.type === 'message/global';
  if (isMessage && place.embeddedDepth < limits.embeddedDepth && splitter.parts.length < limits.mimeParts) {
    // Its parts are numbered below this one (RFC 9051 §6.4.5.1). Servers look inside whatever the transfer encoding is.
    const inside: Place = {
      section: part.partId ?? '1',
      isMessageRoot: true,
      isInDigest: false,
      depth: place.depth + 1,
      embeddedDepth: place.embeddedDepth + 1,
    };
    const embedded = readEntity(splitter, inside);
    return { hit: embedded.hit, end: embedded.entry.bodyEnd };
  }
  if (isMessage || isMultipart(part)) splitter.isCut = true;
  return { hit: skipToBoundary(splitter), end: null };
}

const childSection = (section: string, number: number): string => (section === '' ? `${number}` : `${section}.${number}`);

/** RFC 2046 §5.1.1 allows 70; longer ones are compared by their beginning, as Dovecot does. */
const maxBoundaryBytes = 80;

function readMultipart(splitter: Splitter, boundary: string, place: Place, part: MessagePart): Hit | null {
  const subParts = part.subParts ?? [];
  // without a boundary nothing can be told apart
  if (boundary === '') return skipToBoundary(splitter);
  const level = splitter.boundaries.length;
  splitter.boundaries.push({ marker: Buffer.from(boundary, 'utf8').subarray(0, maxBoundaryBytes), level });
  let hit = skipToBoundary(splitter);
  while (hit !== null && hit.level === level && !hit.isEnd) {
    if (splitter.parts.length >= limits.mimeParts) {
      splitter.isCut = true;
      hit = skipToBoundary(splitter);
      continue;
    }
    const child = readEntity(splitter, {
      section: childSection(place.section, subParts.length + 1),
      isMessageRoot: false,
      isInDigest: part.type === 'multipart/digest',
      depth: place.depth + 1,
      embeddedDepth: place.embeddedDepth,
    });
    subParts.push(child.entry.part);
    hit = child.hit;
  }
  splitter.boundaries.length = level;
  // behind the closing boundary: the epilogue, up to the next boundary of an outer multipart
  return hit !== null && hit.level === level ? skipToBoundary(splitter) : hit;
}

/** Advances over the header; `hit` when a boundary line ended it without an empty line. */
function readHeader(splitter: Splitter): { end: number; hit: Hit | null } {
  const { raw } = splitter;
  while (splitter.at < raw.length) {
    const lineStart = splitter.at;
    const newline = raw.indexOf(0x0a, lineStart);
    const next = newline < 0 ? raw.length : newline + 1;
    const length = next - lineStart;
    if (newline >= 0 && (length === 1 || (length === 2 && raw[lineStart] === 0x0d))) {
      splitter.at = next;
      return { end: next, hit: null };
    }
    if (raw[lineStart] === 0x2d && raw[lineStart + 1] === 0x2d && splitter.boundaries.length > 0) {
      const hit = boundaryAt(splitter, lineStart);
      if (hit !== null) {
        splitter.at = hit.next;
        return { end: lineStart, hit };
      }
    }
    splitter.at = next;
  }
  return { end: raw.length, hit: null };
}

/** Advances behind the next boundary line of any open multipart; null at the end of the message. */
function skipToBoundary(splitter: Splitter): Hit | null {
  const { raw } = splitter;
  if (splitter.boundaries.length === 0) {
    splitter.at = raw.length;
    return null;
  }
  let line = splitter.at;
  while (line < raw.length) {
    if (raw[line] === 0x2d && raw[line + 1] === 0x2d) {
      const hit = boundaryAt(splitter, line);
      if (hit !== null) {
        splitter.at = hit.next;
        return hit;
      }
    }
    const dashes = raw.indexOf('\n--', line, 'latin1');
    if (dashes < 0) break;
    line = dashes + 1;
  }
  splitter.at = raw.length;
  return null;
}

/** The boundary that the line at `lineStart` (it begins with `--`) names: an exact one first, innermost first, else the longest prefix. */
function boundaryAt(splitter: Splitter, lineStart: number): Hit | null {
  const { raw, boundaries } = splitter;
  const newline = raw.indexOf(0x0a, lineStart);
  const next = newline < 0 ? raw.length : newline + 1;
  let lineEnd = newline < 0 ? raw.length : newline;
  if (lineEnd > lineStart && raw[lineEnd - 1] === 0x0d) lineEnd -= 1;
  const from = lineStart + 2;
  const length = lineEnd - from;
  const hasTrailingDashes = length > 2 && raw[lineEnd - 1] === 0x2d && raw[lineEnd - 2] === 0x2d;
  let best: Boundary | null = null;
  for (let index = boundaries.length - 1; index >= 0; index -= 1) {
    const boundary = boundaries[index] as Boundary;
    const size = boundary.marker.length;
    if (size > length || (best !== null && size <= best.marker.length)) continue;
    if (raw.compare(boundary.marker, 0, size, from, from + size) !== 0) continue;
    best = boundary;
    if (size === length || (size === length - 2 && hasTrailingDashes)) break;
  }
  if (best === null) return null;
  const behind = from + best.marker.length;
  return { level: best.level, isEnd: raw[behind] === 0x2d && raw[behind + 1] === 0x2d && behind + 1 < lineEnd, lineStart, next };
}

function beforeLineBreak(raw: Buffer, lineStart: number, floor: number): number {
  let end = lineStart;
  if (end > floor && raw[end - 1] === 0x0a) end -= 1;
  if (end > floor && end < lineStart && raw[end - 1] === 0x0d) end -= 1;
  return end;
}

/**
 * A multipart without any part is shown with an empty one, as Dovecot does, since the grammar of BODYSTRUCTURE wants one. Where no boundary is
 * named, nothing could have been told apart: then the whole body is its text (`bodySection`).
 */
function addOnlyPart(splitter: Splitter, { part, bodyStart, bodyEnd, embeddedDepth }: ParsedPart, section: string): void {
  const isText = (part.params.boundary ?? '') === '';
  const only = messagePart({
    fields: { contentType: null, disposition: null, encoding: null, contentId: null, language: null, location: null },
    type: 'text/plain',
    partId: section,
    size: isText ? bodyEnd - bodyStart : 0,
  });
  part.subParts = [only];
  const from = isText ? bodyStart : bodyEnd;
  splitter.parts.push({ partId: section, part: only, fields: [], headerStart: from, bodyStart: from, bodyEnd, embeddedDepth });
}

/** RFC 2045 §5.2: no or an unusable Content-Type means text/plain, in a digest message/rfc822 (RFC 2046 §5.1.5). */
function effectiveType(field: ContentField | null, isInDigest: boolean): string {
  const value = field?.value ?? '';
  if (/^[!#$%&'*+.^_`|~0-9a-z-]+\/[!#$%&'*+.^_`|~0-9a-z-]+$/.test(value)) return value;
  return isInDigest && field === null ? 'message/rfc822' : 'text/plain';
}

function fieldOf(fields: readonly HeaderField[], name: string): ContentField | null {
  const value = plainValue(fields, name);
  return value === null ? null : parseContentField(value);
}

function plainValue(fields: readonly HeaderField[], name: string): string | null {
  const field = fields.find((each) => each.name.length === name.length && each.name.toLowerCase() === name);
  return field === undefined ? null : unfold(fieldText(field)).trim();
}

/** The header block (with its empty line) and the encoded body of one part. */
export function partOctets(raw: Buffer, part: ParsedPart): { header: Buffer; body: Buffer } {
  return { header: raw.subarray(part.headerStart, part.bodyStart), body: raw.subarray(part.bodyStart, part.bodyEnd) };
}

/** True when the octets begin with at least one header field, so that they can be a message (J18). */
export function hasHeaderField(raw: Buffer): boolean {
  const text = raw.subarray(0, limits.headerBlockBytes).toString('latin1');
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (end === at || (end === at + 1 && text[at] === '\r')) return false;
    if (fieldNameEnd(text, at, end) !== null) return true;
    at = end + 1;
  }
  return false;
}
