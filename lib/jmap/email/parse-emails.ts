import type { CheckedArguments, EmailBodyValue } from '#lib/contract/index.ts';
import { defaultParsedProperties } from '#lib/contract/index.ts';
import { nestedBlobId } from '#lib/gateway/index.ts';
import type { MessagePart } from '#lib/mail/index.ts';
import type { HeaderField, ParsedMessage } from '#lib/message/index.ts';
import {
  bodyParts,
  decodedPartText,
  decodeTransfer,
  hasHeaderField,
  parseMessage,
  partOctets,
  previewOfParts,
} from '#lib/message/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import type { PartFacts } from './body-part-object.ts';
import { bodyPartObject, headerList } from './body-part-object.ts';
import { bodyValue } from './body-value.ts';
import { textPartsOf } from './email-objects.ts';
import type { EmailView } from './email-view.ts';
import { emailView } from './email-view.ts';
import { headerPropertyValue } from './header-property.ts';
import { readBlob } from './read-blob.ts';

type Json = Record<string, unknown>;

/** Email/parse (RFC 8621 §4.9, J18): messages that are blobs and no Emails, such as attached ones. */
export const parseEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/parse', given);
    const view = parsedView(checked);
    const account = await readyAccount(context, checked.accountId, 'read');
    const blobIds = [...new Set(checked.blobIds.map((id) => resolveId(context, id)))];
    if (blobIds.length > context.limits.objectsInGet) throw new MethodError('requestTooLarge');
    const parsed: Json = {};
    const notParsable: string[] = [];
    const notFound: string[] = [];
    // parsing takes time in which nobody else is served
    let left = context.limits.uploadBytes;
    for (const blobId of blobIds) {
      const octets = await readBlob(account, blobId, context.limits.uploadBytes, context.signal);
      if (octets === null) notFound.push(blobId);
      else if (octets === 'too-large') notParsable.push(blobId);
      else {
        left -= octets.byteLength;
        if (left < 0) throw new MethodError('requestTooLarge', 'more octets than one call parses');
        const raw = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
        if (hasHeaderField(raw)) parsed[blobId] = parsedEmail(raw, blobId, view);
        else notParsable.push(blobId);
      }
    }
    const orNull = <T>(value: T, count: number): T | null => (count === 0 ? null : value);
    const response = {
      accountId: account.id,
      parsed: orNull(parsed, Object.keys(parsed).length),
      notParsable: orNull(notParsable, notParsable.length),
      notFound: orNull(notFound, notFound.length),
    };
    return [['Email/parse', response]];
  },
};

function parsedView(checked: CheckedArguments<'Email/parse'>): EmailView & { withId: boolean } {
  const view = emailView(checked, defaultParsedProperties);
  // unlike in /get, the id is there only for those who ask
  return { ...view, withId: checked.properties?.includes('id') === true };
}

function parsedEmail(raw: Buffer, blobId: string, view: EmailView & { withId: boolean }): Json {
  const message = parseMessage(raw);
  const { headers, structure } = message;
  const lists = bodyParts(structure);
  const { messageId, inReplyTo, references, sender, from, to, cc, bcc, replyTo, subject, sentAt } = headers;
  const all: Json = {
    ...{ id: null, blobId, threadId: null, mailboxIds: null, keywords: null, size: raw.length, receivedAt: null },
    ...{ messageId, inReplyTo, references, sender, from, to, cc, bcc, replyTo, subject, sentAt },
    hasAttachment: lists.hasAttachment,
  };
  const object: Json = {};
  for (const [name, value] of Object.entries(all)) if (view.properties.has(name) && (name !== 'id' || view.withId)) object[name] = value;
  if (view.properties.has('preview')) object.preview = previewOfParts(textsOf(raw, message, [...lists.textBody, ...lists.htmlBody]));
  if (view.properties.has('headers')) object.headers = headerList(headers.fields);
  for (const header of view.headers) object[header.property] = headerPropertyValue(header, headers.fields);

  const places = new Map(message.parts.map((entry) => [entry.part, entry]));
  const sizes = new Map<string, number>();
  if (view.needsStructure && view.body.properties.has('size')) {
    for (const entry of message.parts)
      if (entry.partId !== null && entry.embeddedDepth === 0)
        sizes.set(entry.partId, decodeTransfer(partOctets(raw, entry).body, entry.part.encoding).byteLength);
  }
  const fieldsOf = (part: MessagePart): readonly HeaderField[] => places.get(part)?.fields ?? [];
  const facts: PartFacts = { blobIdOf: (partId) => nestedBlobId(blobId, partId), sizes, fieldsOf };
  if (view.properties.has('bodyStructure')) object.bodyStructure = bodyPartObject(structure, view.body, facts, true);
  for (const name of ['textBody', 'htmlBody', 'attachments'] as const)
    if (view.properties.has(name)) object[name] = lists[name].map((part) => bodyPartObject(part, view.body, facts, false));
  if (view.properties.has('bodyValues')) {
    const values: Record<string, EmailBodyValue> = {};
    for (const part of textPartsOf(structure, view.values)) {
      const place = places.get(part);
      const octets = place === undefined ? null : decodeTransfer(partOctets(raw, place).body, part.encoding);
      values[part.partId ?? ''] = bodyValue(octets, part, view.values.maxBytes);
    }
    object.bodyValues = values;
  }
  return object;
}

function textsOf(raw: Buffer, message: ParsedMessage, parts: readonly MessagePart[]): { type: string; text: string }[] {
  return [...new Set(parts)]
    .filter(({ type }) => type.startsWith('text/'))
    .map((part) => {
      const place = message.parts.find((entry) => entry.part === part);
      const octets = place === undefined ? new Uint8Array() : decodeTransfer(partOctets(raw, place).body, part.encoding);
      return { type: part.type, text: decodedPartText(octets, part).text };
    });
}
