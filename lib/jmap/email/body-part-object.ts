import { bodyPartProperties } from '#lib/contract/index.ts';
import type { MessagePart } from '#lib/mail/index.ts';
import type { HeaderField } from '#lib/message/index.ts';
import { asRaw } from '#lib/message/index.ts';
import type { HeaderProperty } from './header-property.ts';
import { headerPropertyValue, parseHeaderProperty } from './header-property.ts';

/** What was asked for of each body part. */
export type BodyPartView = { properties: ReadonlySet<string>; headers: readonly HeaderProperty[]; needsFields: boolean };

/** Null when a name is no property of EmailBodyPart (RFC 8621 §4.1.4). */
export function bodyPartView(names: readonly string[]): BodyPartView | null {
  const properties = new Set<string>();
  const headers: HeaderProperty[] = [];
  for (const name of names) {
    if ((bodyPartProperties as readonly string[]).includes(name)) properties.add(name);
    else {
      const header = parseHeaderProperty(name);
      if (header === null) return null;
      headers.push(header);
    }
  }
  return { properties, headers, needsFields: headers.length > 0 || properties.has('headers') };
}

/** What is known of parts beyond their structure. */
export type PartFacts = {
  blobIdOf: (partId: string) => string | null;
  /** decoded sizes by partId, where the octets are here */
  sizes: ReadonlyMap<string, number> | null;
  fieldsOf: (part: MessagePart) => readonly HeaderField[];
};

/** One EmailBodyPart. `withSubParts`: in bodyStructure a multipart always shows its parts, or there were no tree. */
export function bodyPartObject(part: MessagePart, view: BodyPartView, facts: PartFacts, withSubParts: boolean): Record<string, unknown> {
  const all: Record<string, unknown> = {
    partId: part.partId,
    blobId: part.partId === null ? null : facts.blobIdOf(part.partId),
    size: part.partId === null ? 0 : (facts.sizes?.get(part.partId) ?? estimatedSize(part)),
    name: part.name,
    type: part.type,
    charset: part.charset,
    disposition: part.disposition,
    cid: part.cid,
    language: part.language,
    location: part.location,
  };
  const object: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(all)) if (view.properties.has(name)) object[name] = value;
  if (view.needsFields) {
    const fields = facts.fieldsOf(part);
    if (view.properties.has('headers')) object.headers = headerList(fields);
    for (const header of view.headers) object[header.property] = headerPropertyValue(header, fields);
  }
  const subParts = part.subParts?.map((child) => bodyPartObject(child, view, facts, withSubParts)) ?? null;
  if (withSubParts ? subParts !== null || view.properties.has('subParts') : view.properties.has('subParts')) object.subParts = subParts;
  return object;
}

/** RFC 8621 §4.1.3 `headers`. */
export const headerList = (fields: readonly HeaderField[]): { name: string; value: string }[] =>
  fields.map(({ name, value }) => ({ name, value: asRaw(value) }));

/** Decoded size from the encoded one; exact only once the octets are here (settled 16). Base64 lines are 76 characters and CRLF. */
export function estimatedSize(part: Pick<MessagePart, 'encoding' | 'size'>): number {
  if (part.encoding !== 'base64') return part.size;
  return Math.max(0, Math.floor(((part.size * 76) / 78) * 0.75));
}
