import type { EmailBodyValue } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { messageBlobId, partBlobId } from '#lib/gateway/index.ts';
import type { MessagePart } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { HeaderField } from '#lib/message/index.ts';
import { bodyParts, leafParts, parseHeaderBlock, parseMessage } from '#lib/message/index.ts';
import type { EmailRecord, EmailSummary } from '#lib/store/index.ts';
import { utcDate } from '../utc-date.ts';
import type { PartFacts } from './body-part-object.ts';
import { bodyPartObject, headerList } from './body-part-object.ts';
import { bodyValue } from './body-value.ts';
import { decodedSizes } from './decoded-sizes.ts';
import type { EmailView } from './email-view.ts';
import { isSummary } from './email-view.ts';
import { headerPropertyValue } from './header-property.ts';

type Json = Record<string, unknown>;

/**
 * Email objects as asked for (RFC 8621 §4.2). What is in the index never touches the network; text of parts, uncommon header fields and
 * fields of parts may have to be fetched.
 *
 * @throws MailError network, temporary … when something had to be fetched and could not
 */
export async function emailObjects(account: AccountMail, ids: readonly string[], view: EmailView, signal: AbortSignal): Promise<Json[]> {
  if (isSummary(view)) {
    const summaries = await account.store.emails.summaries(account.id, ids);
    askForText(account, view, summaries);
    return summaries.map((summary) => ({ ...plainProperties(summary), ...(view.properties.has('bodyValues') ? { bodyValues: {} } : {}) }));
  }
  const records = await account.store.emails.get(account.id, ids);
  askForText(account, view, records);
  const structured: Structured[] = [];
  for (const record of records)
    structured.push({ record, ...(view.needsStructure ? await structureOf(account, record, signal) : noStructure) });
  const values = await bodyValues(account, structured, view, signal);
  const objects: Json[] = [];
  for (const { record, structure } of structured) {
    const object: Json = { ...plainProperties(record), inReplyTo: record.inReplyTo, references: record.references };
    await addHeaders(account, record, view, object, signal);
    if (view.needsStructure) await addParts(account, record, structure, view, object, signal);
    if (view.properties.has('bodyValues')) object.bodyValues = values.get(record.id) ?? {};
    objects.push(object);
  }
  return objects;
}

/** Properties that come from the index as they are. */
function plainProperties(record: EmailSummary): Json {
  return {
    id: record.id,
    blobId: messageBlobId(record.id),
    threadId: record.threadId,
    mailboxIds: Object.fromEntries(record.mailboxIds.map((id) => [id, true])),
    keywords: Object.fromEntries(record.keywords.map((keyword) => [keyword, true])),
    size: record.sizeBytes,
    receivedAt: utcDate(record.receivedAtMs),
    messageId: record.messageId,
    sender: record.sender,
    from: record.from,
    to: record.to,
    cc: record.cc,
    bcc: record.bcc,
    replyTo: record.replyTo,
    subject: record.subject,
    sentAt: record.sentAt,
    hasAttachment: record.hasAttachment,
    preview: record.preview,
  };
}

/** Rows on a screen get their preview soon (settled 7). */
function askForText(account: AccountMail, view: EmailView, records: readonly EmailSummary[]): void {
  if (!view.properties.has('preview')) return;
  const wanted = records.filter(({ textState }) => textState === 'absent').map(({ id }) => id);
  if (wanted.length > 0) account.wantText(wanted);
}

/** A message that cannot be taken apart is shown as its source: one text part. */
function sourceLeaf(record: EmailRecord): MessagePart {
  return {
    partId: '1',
    type: 'text/plain',
    size: record.sizeBytes,
    name: null,
    charset: 'us-ascii',
    disposition: null,
    cid: null,
    language: null,
    location: null,
    encoding: null,
    params: {},
    subParts: null,
  };
}

const noStructure: { structure: MessagePart; isSource: boolean } = {
  structure: {
    partId: null,
    type: 'multipart/mixed',
    size: 0,
    name: null,
    charset: null,
    disposition: null,
    cid: null,
    language: null,
    location: null,
    encoding: null,
    params: {},
    subParts: [],
  },
  isSource: false,
};

async function structureOf(
  account: AccountMail,
  record: EmailRecord,
  signal: AbortSignal,
): Promise<{ structure: MessagePart; isSource: boolean }> {
  if (record.structure !== null) return { structure: record.structure, isSource: false };
  try {
    const structure = await account.structure(record.id, signal);
    if (structure !== null) return { structure, isSource: false };
  } catch (error) {
    if (!isMailError(error) || error.kind !== 'unreadable') throw error;
  }
  return { structure: sourceLeaf(record), isSource: true };
}

type Structured = { record: EmailRecord; structure: MessagePart; isSource: boolean };

/** The text parts asked for, of all Emails in few round trips. */
async function bodyValues(
  account: AccountMail,
  structured: readonly Structured[],
  view: EmailView,
  signal: AbortSignal,
): Promise<Map<string, Record<string, EmailBodyValue>>> {
  const values = new Map<string, Record<string, EmailBodyValue>>();
  if (!view.properties.has('bodyValues')) return values;
  const wanted = structured.flatMap(({ record, structure, isSource }) =>
    textPartsOf(structure, view.values).map((part) => ({ record, part, partId: part.partId ?? '', isSource })),
  );
  if (wanted.length === 0) return values;
  const fetched = await account.parts(
    wanted.filter(({ isSource }) => !isSource).map(({ record, partId }) => ({ emailId: record.id, partId })),
    signal,
  );
  for (const { record, part, partId, isSource } of wanted) {
    const octets = isSource ? await sourceOf(account, record, signal) : (fetched.get(`${record.id}/${partId}`) ?? null);
    const ofEmail = values.get(record.id) ?? {};
    ofEmail[partId] = bodyValue(octets, part, view.values.maxBytes);
    values.set(record.id, ofEmail);
  }
  return values;
}

async function sourceOf(account: AccountMail, record: EmailRecord, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    return await account.raw(record.id, signal);
  } catch (error) {
    if (isMailError(error) && error.kind === 'unreadable') return null;
    throw error;
  }
}

export function textPartsOf(structure: MessagePart, values: EmailView['values']): MessagePart[] {
  const parts = new Set<MessagePart>();
  if (values.all) for (const part of leafParts(structure)) parts.add(part);
  const { textBody, htmlBody } = bodyParts(structure);
  if (values.text) for (const part of textBody) parts.add(part);
  if (values.html) for (const part of htmlBody) parts.add(part);
  return [...parts].filter((part) => part.partId !== null && part.type.startsWith('text/'));
}

async function addHeaders(account: AccountMail, record: EmailRecord, view: EmailView, object: Json, signal: AbortSignal): Promise<void> {
  if (view.needsFields === 'none') return;
  const fields = await fieldsOf(account, record, view, signal);
  if (view.properties.has('headers')) object.headers = headerList(fields);
  for (const header of view.headers) object[header.property] = headerPropertyValue(header, fields);
}

async function fieldsOf(account: AccountMail, record: EmailRecord, view: EmailView, signal: AbortSignal): Promise<readonly HeaderField[]> {
  if (view.needsFields === 'indexed' || record.isHeaderComplete) return parseHeaderBlock(record.headerBlock).fields;
  return parseHeaderBlock((await account.headerBlock(record.id, signal)) ?? record.headerBlock).fields;
}

async function addParts(
  account: AccountMail,
  record: EmailRecord,
  structure: MessagePart,
  view: EmailView,
  object: Json,
  signal: AbortSignal,
): Promise<void> {
  const facts: PartFacts = {
    blobIdOf: (partId) => partBlobId(record.id, partId),
    sizes: record.rawBlobId !== null && view.body.properties.has('size') ? await decodedSizes(account, record.rawBlobId) : null,
    fieldsOf: view.needsRaw ? await partFields(account, record, signal) : () => [],
  };
  const show = (part: MessagePart, withSubParts: boolean) => bodyPartObject(part, view.body, facts, withSubParts);
  if (view.properties.has('bodyStructure')) object.bodyStructure = show(structure, true);
  const lists = bodyParts(structure);
  for (const name of ['textBody', 'htmlBody', 'attachments'] as const) {
    if (view.properties.has(name)) object[name] = lists[name].map((part) => show(part, false));
  }
}

/** Header fields of parts stand only in the octets. Multiparts have no partId, so they are told apart by their place in the tree. */
async function partFields(account: AccountMail, record: EmailRecord, signal: AbortSignal): Promise<PartFacts['fieldsOf']> {
  const raw = await account.raw(record.id, signal);
  if (raw === null) return () => [];
  const parsed = parseMessage(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  const places = new Map<string, readonly HeaderField[]>();
  const fieldsByPart = new Map(parsed.parts.map((one) => [one.part, one.fields]));
  walk(parsed.structure, '', (part, place) => places.set(place, fieldsByPart.get(part) ?? []));
  const placeOf = new Map<MessagePart, string>();
  walk(record.structure ?? parsed.structure, '', (part, place) => placeOf.set(part, place));
  return (part) => places.get(placeOf.get(part) ?? '') ?? [];
}

function walk(part: MessagePart, place: string, visit: (part: MessagePart, place: string) => void): void {
  visit(part, place);
  for (const [index, child] of (part.subParts ?? []).entries()) walk(child, `${place}/${index}`, visit);
}
