import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type EmailAddress, MailError } from '#lib/mail/index.ts';
import { type HeaderSpec, headerLine } from './build-header.ts';
import { cleanValue, paramField } from './header-values.ts';
import { encodeBase64, encodeQuotedPrintable } from './transfer-encoding.ts';

/** Content of a leaf: text (line ends of any kind; written as UTF-8) or octets. */
export type PartContent = { text: string } | { blob: Uint8Array | Readable };

/** One part of a message to be built: a leaf with `content`, or a multipart with `subParts`. Absent is null. */
export type PartSpec = {
  /** lower-case `type/subtype` */
  type: string;
  name: string | null;
  disposition: string | null;
  /** without angle brackets */
  cid: string | null;
  language: readonly string[] | null;
  location: string | null;
  /** further parameters of Content-Type: `method`, `format` … */
  params: Readonly<Record<string, string>>;
  /** charset of blob content; text content is always UTF-8 */
  charset: string | null;
  /** further fields of the part */
  headers: readonly HeaderSpec[];
  content: PartContent | null;
  subParts: readonly PartSpec[] | null;
};

export type AttachmentSpec = {
  blob: Uint8Array | Readable;
  type: string;
  name: string | null;
  disposition: 'attachment' | 'inline';
  cid: string | null;
};

export type MessageBody =
  | {
      kind: 'simple';
      text: string | null;
      html: string | null;
      attachments: readonly AttachmentSpec[] /** text is format=flowed (RFC 3676) */;
      isFlowed?: boolean;
    }
  | { kind: 'tree'; root: PartSpec };

/** A message to be built, free of JMAP. Everything that varies from call to call (date, id, boundaries) is given by the caller. */
export type MessageSpec = {
  from: readonly EmailAddress[] | null;
  sender: readonly EmailAddress[] | null;
  replyTo: readonly EmailAddress[] | null;
  to: readonly EmailAddress[] | null;
  cc: readonly EmailAddress[] | null;
  bcc: readonly EmailAddress[] | null;
  subject: string | null;
  /** null: no Date field (it may stand in `headers`) */
  date: { ms: number; offsetMinutes: number } | null;
  /** ids without angle brackets */
  messageId: readonly string[] | null;
  inReplyTo: readonly string[] | null;
  references: readonly string[] | null;
  /** further fields, in this order, behind the ones above */
  headers: readonly HeaderSpec[];
  body: MessageBody;
  /** the same seed gives the same boundaries, so that the same spec gives the same octets */
  boundarySeed: string;
};

const invalid = (message: string): MailError => new MailError('invalid', message, { stage: 'data', permanent: true });

/** Fields that the builder writes itself. */
const ownFields = new Set(['mime-version', 'content-type', 'content-transfer-encoding', 'content-disposition', 'content-id']);

/**
 * Builds the octets of a message (RFC 5322, MIME): CRLF only, lines within 998 octets, pure ASCII but for international addresses
 * (RFC 6532) and 8-bit embedded messages.
 *
 * @throws MailError 'invalid' when a value cannot stand in a message: line breaks or NUL in a field, names that are no field names …
 */
export async function buildMessage(spec: MessageSpec): Promise<Buffer> {
  const fields: HeaderSpec[] = [];
  if (spec.date !== null) fields.push({ name: 'Date', form: 'date', ...spec.date });
  const addressFields = [
    ['From', spec.from],
    ['Sender', spec.sender],
    ['Reply-To', spec.replyTo],
    ['To', spec.to],
    ['Cc', spec.cc],
    ['Bcc', spec.bcc],
  ] as const;
  for (const [name, value] of addressFields) if (value !== null && value.length > 0) fields.push({ name, form: 'addresses', value });
  if (spec.subject !== null) fields.push({ name: 'Subject', form: 'text', value: spec.subject });
  const idFields = [
    ['Message-ID', spec.messageId],
    ['In-Reply-To', spec.inReplyTo],
    ['References', spec.references],
  ] as const;
  for (const [name, value] of idFields) if (value !== null && value.length > 0) fields.push({ name, form: 'message-ids', value });
  fields.push(...spec.headers);
  for (const field of spec.headers) if (ownFields.has(field.name.toLowerCase())) throw invalid(`${field.name} is written by the builder`);

  const root = spec.body.kind === 'tree' ? spec.body.root : simpleTree(spec.body);
  const boundaries = { seed: spec.boundarySeed, count: 0 };
  const { header, body } = await buildPart(root, boundaries);
  const head = `${fields.map(headerLine).join('')}MIME-Version: 1.0\r\n${header}\r\n`;
  return Buffer.concat([Buffer.from(head, 'utf8'), ...body]);
}

/** The tree of RFC 8621 §4.6: alternative inside related (inline parts with a Content-Id) inside mixed, each only where needed. */
function simpleTree(body: Extract<MessageBody, { kind: 'simple' }>): PartSpec {
  const attachments = body.attachments.map((attachment) => ({
    part: leaf(
      attachment.type,
      { blob: attachment.blob },
      { name: attachment.name, disposition: attachment.disposition, cid: attachment.cid },
    ),
    isRelated: body.html !== null && attachment.disposition === 'inline' && attachment.cid !== null,
  }));
  const related = attachments.filter((each) => each.isRelated).map((each) => each.part);
  const mixed = attachments.filter((each) => !each.isRelated).map((each) => each.part);
  const text =
    body.text === null ? null : leaf('text/plain', { text: body.text }, { params: body.isFlowed === true ? { format: 'flowed' } : {} });
  const htmlLeaf = body.html === null ? null : leaf('text/html', { text: body.html });
  const html = htmlLeaf !== null && related.length > 0 ? multipart('related', [htmlLeaf, ...related]) : htmlLeaf;
  const content = text !== null && html !== null ? multipart('alternative', [text, html]) : (text ?? html);
  if (mixed.length === 0) return content ?? leaf('text/plain', { text: '' });
  return multipart('mixed', content === null ? mixed : [content, ...mixed]);
}

const noFacts: Omit<PartSpec, 'type' | 'content' | 'subParts'> = {
  name: null,
  disposition: null,
  cid: null,
  language: null,
  location: null,
  params: {},
  charset: null,
  headers: [],
};

/** A leaf part with the given content. */
export function leaf(
  type: string,
  content: PartContent,
  facts: Partial<Pick<PartSpec, 'name' | 'disposition' | 'cid' | 'charset' | 'params'>> = {},
): PartSpec {
  return { ...noFacts, ...facts, type, content, subParts: null };
}

/** A multipart part around others. */
export function multipart(subType: string, subParts: readonly PartSpec[]): PartSpec {
  return { ...noFacts, type: `multipart/${subType}`, content: null, subParts };
}

type Boundaries = { seed: string; count: number };

async function buildPart(part: PartSpec, boundaries: Boundaries): Promise<{ header: string; body: Buffer[] }> {
  const type = part.type.trim().toLowerCase();
  if (!/^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/.test(type)) throw invalid('not a media type');
  for (const field of part.headers) if (ownFields.has(field.name.toLowerCase())) throw invalid(`${field.name} is written by the builder`);
  if (type.startsWith('multipart/')) return buildMultipart(part, type, boundaries);
  if (part.content === null) throw invalid('a part without content');
  const isText = 'text' in part.content;
  const octets = 'text' in part.content ? Buffer.from(canonicalLines(part.content.text), 'utf8') : await allOctets(part.content.blob);
  const { encoding, body } = encode(octets, type, isText);
  const charset = isText ? 'utf-8' : type.startsWith('text/') ? part.charset : null;
  return { header: `${contentFields(part, type, charset, null)}Content-Transfer-Encoding: ${encoding}\r\n`, body: [body] };
}

async function buildMultipart(part: PartSpec, type: string, boundaries: Boundaries): Promise<{ header: string; body: Buffer[] }> {
  boundaries.count += 1;
  const boundary = `=_${createHash('sha256').update(`${boundaries.seed}\0${boundaries.count}`).digest('hex').slice(0, 32)}`;
  const body: Buffer[] = [];
  for (const child of part.subParts ?? []) {
    const built = await buildPart(child, boundaries);
    body.push(Buffer.from(`--${boundary}\r\n${built.header}\r\n`, 'utf8'), ...built.body, Buffer.from('\r\n'));
  }
  body.push(Buffer.from(`--${boundary}--\r\n`));
  return { header: contentFields(part, type, null, boundary), body };
}

function contentFields(part: PartSpec, type: string, charset: string | null, boundary: string | null): string {
  const params: [string, string][] = [];
  if (charset !== null) params.push(['charset', charset]);
  for (const [name, value] of Object.entries(part.params)) {
    if (!/^[a-z0-9!#$&^_.+-]{1,60}$/i.test(name)) throw invalid('not a parameter name');
    if (!['charset', 'boundary', 'name'].includes(name.toLowerCase())) params.push([name, value]);
  }
  // old readers look for the name here, new ones in Content-Disposition
  if (part.name !== null) params.push(['name', part.name]);
  if (boundary !== null) params.push(['boundary', boundary]);
  let out = paramField('Content-Type', type, params);
  if (part.disposition !== null || part.name !== null) {
    const disposition = cleanValue(part.disposition ?? 'attachment', 'the disposition').toLowerCase();
    if (!/^[a-z0-9!#$&^_.+-]{1,60}$/.test(disposition)) throw invalid('not a disposition');
    // A part that JMAP gives a name but no disposition must not gain one (RFC 8621 §4.6), so only its Content-Type carries the name.
    if (part.disposition !== null)
      out += paramField('Content-Disposition', disposition, part.name === null ? [] : [['filename', part.name]]);
  }
  if (part.cid !== null) out += headerLine({ name: 'Content-ID', form: 'message-ids', value: [part.cid] });
  if (part.language !== null && part.language.length > 0)
    out += headerLine({ name: 'Content-Language', form: 'text', value: part.language.join(', ') });
  if (part.location !== null) out += headerLine({ name: 'Content-Location', form: 'text', value: part.location });
  return out + part.headers.map(headerLine).join('');
}

/** CRLF behind every line but the last, as RFC 2046 §4.1.1 wants text. */
const canonicalLines = (text: string): string => text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n');

async function allOctets(blob: Uint8Array | Readable): Promise<Buffer> {
  if (blob instanceof Uint8Array) return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const chunks: Buffer[] = [];
  for await (const chunk of blob) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(chunks);
}

/** Chooses the transfer encoding. Blobs keep their octets exactly: only text of ours may go as 7bit with its own line ends. */
function encode(octets: Buffer, type: string, isText: boolean): { encoding: string; body: Buffer } {
  const shape = shapeOf(octets);
  // A message part may not be re-encoded (RFC 2046 §5.2.1); one that cannot stand as it is goes as base64 all the same, which readers accept.
  if (type === 'message/rfc822' || type === 'message/global') {
    if (shape.longestLine <= 998 && !shape.hasBareBreak && !shape.hasNul)
      return { encoding: shape.isAscii ? '7bit' : '8bit', body: octets };
    return { encoding: 'base64', body: encodeBase64(octets) };
  }
  if (isText) {
    if (shape.isAscii && shape.longestLine <= 998 && !shape.hasNul && !shape.hasRiskyLine) return { encoding: '7bit', body: octets };
    if (shape.highOctets * 3 <= octets.length) return { encoding: 'quoted-printable', body: encodeQuotedPrintable(octets) };
  }
  return { encoding: 'base64', body: encodeBase64(octets) };
}

function shapeOf(octets: Buffer) {
  let highOctets = 0;
  let longestLine = 0;
  let lineStart = 0;
  let hasBareBreak = false;
  let hasNul = false;
  let hasRiskyLine = false;
  for (let at = 0; at < octets.length; at += 1) {
    const code = octets[at] as number;
    if (at === lineStart && (code === 0x2d || (code === 0x46 && octets.subarray(at, at + 5).toString('latin1') === 'From ')))
      hasRiskyLine = true;
    if (code > 0x7f) highOctets += 1;
    else if (code === 0) hasNul = true;
    else if (code === 0x0a) {
      const isPair = octets[at - 1] === 0x0d;
      if (!isPair) hasBareBreak = true;
      longestLine = Math.max(longestLine, at - lineStart - (isPair ? 1 : 0));
      lineStart = at + 1;
    } else if (code === 0x0d && octets[at + 1] !== 0x0a) hasBareBreak = true;
  }
  longestLine = Math.max(longestLine, octets.length - lineStart);
  return {
    highOctets,
    longestLine,
    hasBareBreak,
    hasNul,
    hasRiskyLine: hasRiskyLine && /(^|\n)(?:From |--)/.test(octets.toString('latin1')),
    isAscii: highOctets === 0,
  };
}
