import type { CheckedArguments } from '#lib/contract/index.ts';
import { defaultBodyProperties, defaultEmailProperties, emailProperties } from '#lib/contract/index.ts';
import { MethodError } from '../method-error.ts';
import type { BodyPartView } from './body-part-object.ts';
import { bodyPartView } from './body-part-object.ts';
import type { HeaderProperty } from './header-property.ts';
import { parseHeaderProperty } from './header-property.ts';

/** What Email/get was asked for, and what that costs. */
export type EmailView = {
  properties: ReadonlySet<string>;
  headers: readonly HeaderProperty[];
  body: BodyPartView;
  /** which text parts go into bodyValues */
  values: { text: boolean; html: boolean; all: boolean; maxBytes: number };
  /** the structure of the message is needed */
  needsStructure: boolean;
  /** header fields: `indexed` ones are in the index, for others the whole header may have to be fetched */
  needsFields: 'none' | 'indexed' | 'all';
  /** raw octets: fields of parts */
  needsRaw: boolean;
};

/** Fields that the first fill fetches of every message (I16), lower case. */
const indexedFields = new Set(
  `date from sender reply-to to cc bcc subject message-id in-reply-to references list-id list-post list-unsubscribe list-unsubscribe-post
   auto-submitted precedence disposition-notification-to return-path delivered-to authentication-results received thread-index thread-topic
   x-priority importance content-type`.split(/\s+/),
);

/** True for a header field that the index has of every message. */
export const isIndexedField = (name: string): boolean => indexedFields.has(name.toLowerCase());

/** @throws MethodError invalidArguments for a property or form that does not exist (RFC 8621 §4.2) */
export function emailView(
  given: Omit<CheckedArguments<'Email/get'>, 'accountId' | 'ids'>,
  defaultProperties: readonly string[] = defaultEmailProperties,
): EmailView {
  const properties = new Set<string>(['id']);
  const headers: HeaderProperty[] = [];
  for (const name of given.properties ?? defaultProperties) {
    if ((emailProperties as readonly string[]).includes(name)) properties.add(name);
    else {
      const header = parseHeaderProperty(name);
      if (header === null) throw new MethodError('invalidArguments', `properties: ${name.slice(0, 100)}`);
      headers.push(header);
    }
  }
  const body = bodyPartView(given.bodyProperties ?? defaultBodyProperties);
  if (body === null) throw new MethodError('invalidArguments', 'bodyProperties');
  const showsParts = ['bodyStructure', 'textBody', 'htmlBody', 'attachments'].some((name) => properties.has(name));
  const values = {
    text: given.fetchTextBodyValues,
    html: given.fetchHTMLBodyValues,
    all: given.fetchAllBodyValues,
    maxBytes: given.maxBodyValueBytes,
  };
  const needsValues = properties.has('bodyValues') && (values.text || values.html || values.all);
  const isAnyUnindexed = properties.has('headers') || headers.some(({ name }) => !isIndexedField(name));
  return {
    properties,
    headers,
    body,
    values,
    needsStructure: showsParts || needsValues,
    needsFields: isAnyUnindexed ? 'all' : headers.length > 0 ? 'indexed' : 'none',
    needsRaw: showsParts && body.needsFields,
  };
}

/** True when a list row is enough: nothing of structure or header is asked for, nor the ids that a message cites. */
export const isSummary = (view: EmailView): boolean =>
  !view.needsStructure && view.needsFields === 'none' && !view.properties.has('inReplyTo') && !view.properties.has('references');
