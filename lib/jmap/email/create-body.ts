import type { AccountMail } from '#lib/gateway/index.ts';
import type { PartSpec } from '#lib/message/index.ts';
import { multipart, parseContentField } from '#lib/message/index.ts';
import { createHeader, isHeaderPropertyName } from './create-header.ts';

type Json = Record<string, unknown>;

const maxDepth = 50;
const maxParts = 1_000;

/** A part read from the client; `blobId` is still to be replaced by octets. */
type PartPlan = Omit<PartSpec, 'content' | 'subParts'> & {
  content: { text: string } | { blobId: string } | null;
  subParts: PartPlan[] | null;
};

export type CreateBody =
  | { ok: true; root: PartPlan /** every blobId that is needed */; blobIds: string[] }
  | { ok: false /** properties of the Email that are wrong */; wrong: string[] };

/**
 * The body of an Email to be created (RFC 8621 §4.6): `bodyStructure`, or `textBody`, `htmlBody` and `attachments`, with `bodyValues`.
 *
 * @param topFields header fields of the Email itself, lower case: the root part may not repeat them
 */
export function createBody(object: Json, topFields: ReadonlySet<string>): CreateBody {
  const wrong: string[] = [];
  const values = bodyValuesOf(object.bodyValues);
  if (values === null) wrong.push('bodyValues');
  const reader: Reader = { values: values ?? new Map(), parts: 0, blobIds: new Set() };
  const given = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : null);
  const flat = ['textBody', 'htmlBody', 'attachments'].filter((name) => given(name) !== null);

  let root: PartPlan | null = null;
  if (given('bodyStructure') !== null) {
    wrong.push(...flat);
    root = readPart(reader, object.bodyStructure, topFields, 0);
    if (root === null) wrong.push('bodyStructure');
  } else {
    const text = readBody(reader, given('textBody'), 'text/plain');
    const html = readBody(reader, given('htmlBody'), 'text/html');
    const attachments = readAttachments(reader, given('attachments'), html !== null);
    if (text === undefined) wrong.push('textBody');
    if (html === undefined) wrong.push('htmlBody');
    if (attachments === null) wrong.push('attachments');
    if (wrong.length === 0) root = flatTree(text ?? null, html ?? null, attachments ?? []);
  }
  return root === null || wrong.length > 0 ? { ok: false, wrong } : { ok: true, root, blobIds: [...reader.blobIds] };
}

/** The plan with octets in it. */
export function withBlobs(plan: PartPlan, blobs: ReadonlyMap<string, Uint8Array>): PartSpec {
  const { content, subParts, ...facts } = plan;
  return {
    ...facts,
    content: content === null || 'text' in content ? content : { blob: blobs.get(content.blobId) ?? new Uint8Array() },
    subParts: subParts?.map((part) => withBlobs(part, blobs)) ?? null,
  };
}

/** Types of parts without one of their own: what the upload was declared as. */
export async function fillTypes(plan: PartPlan, account: AccountMail): Promise<void> {
  if (plan.type === '' && plan.content !== null && 'blobId' in plan.content) {
    const upload = await account.store.blobs.stat(account.id, plan.content.blobId);
    plan.type = mediaType(upload?.type) ?? 'application/octet-stream';
  }
  for (const part of plan.subParts ?? []) await fillTypes(part, account);
}

type Reader = { values: ReadonlyMap<string, string>; parts: number; blobIds: Set<string> };

function bodyValuesOf(given: unknown): Map<string, string> | null {
  if (given === undefined || given === null) return new Map();
  if (!isObject(given)) return null;
  const values = new Map<string, string>();
  for (const [partId, entry] of Object.entries(given)) {
    if (!isObject(entry) || typeof entry.value !== 'string') return null;
    if ((entry.isEncodingProblem ?? false) !== false || (entry.isTruncated ?? false) !== false) return null;
    if (Object.keys(entry).some((name) => !['value', 'isEncodingProblem', 'isTruncated'].includes(name))) return null;
    values.set(partId, entry.value);
  }
  return values;
}

/** textBody and htmlBody: exactly one part of exactly that type. `undefined` = wrong, null = not given. */
function readBody(reader: Reader, given: unknown, type: string): PartPlan | null | undefined {
  if (given === null) return null;
  if (!Array.isArray(given) || given.length !== 1) return undefined;
  const [only] = given as unknown[];
  // A part says its type once: by `type`, or by its Content-Type field with parameters such as format=flowed.
  const saysType = isObject(only) && Object.keys(only).some((name) => name === 'type' || /^header:content-type(?::|$)/i.test(name));
  const part = readPart(reader, isObject(only) && !saysType ? { ...only, type } : only, new Set(), 0);
  return part === null || part.type !== type ? undefined : part;
}

function readAttachments(reader: Reader, given: unknown, hasHtml: boolean): PartPlan[] | null {
  if (given === null) return [];
  if (!Array.isArray(given)) return null;
  const parts: PartPlan[] = [];
  for (const one of given as unknown[]) {
    const part = readPart(reader, one, new Set(), 0);
    if (part === null || part.subParts !== null) return null;
    // Without a disposition an image would be read as body, not as the attachment that the client asked for.
    parts.push({ ...part, disposition: part.disposition ?? (part.cid !== null && hasHtml ? 'inline' : 'attachment') });
  }
  return parts;
}

/** alternative inside related (inline parts with a Content-Id, beside HTML) inside mixed, each only where needed. */
function flatTree(text: PartPlan | null, html: PartPlan | null, attachments: readonly PartPlan[]): PartPlan {
  const group = (subType: string, subParts: PartPlan[]): PartPlan => ({ ...multipart(subType, []), content: null, subParts });
  const isRelated = (part: PartPlan): boolean => html !== null && part.disposition === 'inline' && part.cid !== null;
  const related = attachments.filter(isRelated);
  const mixed = attachments.filter((part) => !isRelated(part));
  const page = html !== null && related.length > 0 ? group('related', [html, ...related]) : html;
  const content = text !== null && page !== null ? group('alternative', [text, page]) : (text ?? page);
  if (mixed.length === 0) return content ?? { ...multipart('mixed', []), type: 'text/plain', content: { text: '' }, subParts: null };
  return group('mixed', content === null ? mixed : [content, ...mixed]);
}

const partProperties = new Set('partId blobId size name type charset disposition cid language location subParts'.split(' '));

/** One EmailBodyPart (§4.6 “Within an EmailBodyPart”); null when it cannot stand. */
function readPart(reader: Reader, given: unknown, taken: ReadonlySet<string>, depth: number): PartPlan | null {
  reader.parts += 1;
  if (!isObject(given) || depth > maxDepth || reader.parts > maxParts) return null;
  if (Object.keys(given).some((name) => !partProperties.has(name) && !(name.startsWith('header:') && isHeaderPropertyName(name))))
    return null;
  const facts = partFacts(given);
  const header = partHeader(given, taken);
  if (facts === null || header === null) return null;
  const merged = { ...facts, ...header.facts, headers: header.fields };
  const { partId, blobId, subParts } = given as { partId?: unknown; blobId?: unknown; subParts?: unknown };

  if (merged.type.startsWith('multipart/')) {
    if (partId != null || blobId != null || !Array.isArray(subParts) || subParts.length === 0) return null;
    const children = subParts.map((child) => readPart(reader, child, new Set(), depth + 1));
    return children.every((child) => child !== null) ? { ...merged, content: null, subParts: children } : null;
  }
  if (subParts != null) return null;
  if (typeof partId === 'string' && blobId == null) {
    const text = reader.values.get(partId);
    if (text === undefined || given.charset != null || given.size != null) return null;
    return { ...merged, type: merged.type === '' ? 'text/plain' : merged.type, charset: null, content: { text }, subParts: null };
  }
  if (typeof blobId === 'string' && partId == null) {
    reader.blobIds.add(blobId);
    return { ...merged, content: { blobId }, subParts: null };
  }
  return null;
}

type Facts = Omit<PartPlan, 'content' | 'subParts' | 'headers'>;

function partFacts(given: Json): Facts | null {
  const text = (name: string): string | null | undefined => {
    const value = Object.hasOwn(given, name) ? given[name] : null;
    return value === null || (typeof value === 'string' && !hasControls(value) && value.length <= 2_000) ? value : undefined;
  };
  const [name, type, charset, disposition, cid, location] = ['name', 'type', 'charset', 'disposition', 'cid', 'location'].map(text);
  if (
    name === undefined ||
    type === undefined ||
    charset === undefined ||
    disposition === undefined ||
    cid === undefined ||
    location === undefined
  )
    return null;
  const checkedType = type === null ? '' : mediaType(type);
  if (checkedType === null || (disposition !== null && !/^[A-Za-z0-9_.-]{1,60}$/.test(disposition))) return null;
  if (charset !== null && !/^[A-Za-z0-9_.:+-]{1,60}$/.test(charset)) return null;
  const language = given.language ?? null;
  const isLanguage =
    language === null || (Array.isArray(language) && language.every((one) => typeof one === 'string' && /^[A-Za-z0-9-]{1,60}$/.test(one)));
  if (!isLanguage) return null;
  return {
    name,
    type: checkedType,
    charset,
    disposition: disposition?.toLowerCase() ?? null,
    cid,
    location,
    language: language as string[] | null,
    params: {},
  };
}

/** What `header:Content-…` says of a part goes where the builder writes it; other fields stay fields. */
function partHeader(given: Json, taken: ReadonlySet<string>): { facts: Partial<Facts>; fields: PartPlan['headers'] } | null {
  const header = createHeader(Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('header:'))), taken);
  if (header.wrong.length > 0 || header.names.has('content-transfer-encoding') || header.names.has('mime-version')) return null;
  const facts: Partial<Facts> = {};
  const fields: PartPlan['headers'][number][] = [];
  for (const field of header.fields) {
    const name = field.name.toLowerCase();
    const same = { 'content-type': ['type', 'charset', 'name'], 'content-disposition': ['disposition'], 'content-id': ['cid'] }[name];
    const otherwise = { 'content-language': 'language', 'content-location': 'location' }[name];
    if (
      [...(same ?? []), ...(otherwise === undefined ? [] : [otherwise])].some(
        (property) => given[property] != null && !(name === 'content-type' && property === 'name'),
      )
    ) {
      return null; // two properties for one header field
    }
    if (name === 'content-type') {
      const content = 'value' in field && typeof field.value === 'string' ? parseContentField(field.value) : null;
      const type = mediaType(content?.value);
      if (content === null || type === null) return null;
      facts.type = type;
      facts.charset = content.params.get('charset') ?? null;
      facts.params = Object.fromEntries(
        [...content.params].filter(([key]) => !['charset', 'name', 'boundary'].includes(key) && !key.includes('*')),
      );
      if (given.name == null && content.params.has('name')) facts.name = content.params.get('name') ?? null;
    } else if (name === 'content-disposition') {
      const content = 'value' in field && typeof field.value === 'string' ? parseContentField(field.value) : null;
      if (content === null || !/^[A-Za-z0-9_.-]{1,60}$/.test(content.value)) return null;
      facts.disposition = content.value.toLowerCase();
      if (given.name == null && content.params.has('filename')) facts.name = content.params.get('filename') ?? null;
    } else if (name === 'content-id') {
      const id =
        field.form === 'message-ids'
          ? field.value[0]
          : 'value' in field && typeof field.value === 'string'
            ? field.value.trim().replace(/^<|>$/g, '')
            : undefined;
      if (id === undefined || hasControls(id)) return null;
      facts.cid = id;
    } else fields.push(field);
  }
  return { facts, fields };
}

function mediaType(text: string | undefined): string | null {
  const type = (text ?? '').trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/.test(type) ? type : null;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const hasControls = (text: string): boolean => /[\u0000-\u001f\u007f\u2028\u2029]/.test(text);
