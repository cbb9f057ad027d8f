import type { HeaderField } from '#lib/message/index.ts';
import { asAddresses, asDate, asGroupedAddresses, asMessageIds, asRaw, asText, asURLs, fieldText } from '#lib/message/index.ts';

/** Parsed forms of RFC 8621 §4.1.2. */
const forms = ['Raw', 'Text', 'Addresses', 'GroupedAddresses', 'MessageIds', 'Date', 'URLs'] as const;
export type HeaderForm = (typeof forms)[number];

/** `header:{name}[:as{form}][:all]` (RFC 8621 §4.1.3). */
export type HeaderProperty = { property: string /** as written */; name: string; form: HeaderForm; all: boolean };

const addressFields = 'from sender reply-to to cc bcc resent-from resent-sender resent-reply-to resent-to resent-cc resent-bcc'.split(' ');
const formsOf = new Map<string, readonly HeaderForm[]>([
  ...['subject', 'comments', 'keywords'].map((name): [string, HeaderForm[]] => [name, ['Text']]),
  ...addressFields.map((name): [string, HeaderForm[]] => [name, ['Addresses', 'GroupedAddresses']]),
  ...['message-id', 'in-reply-to', 'references', 'resent-message-id'].map((name): [string, HeaderForm[]] => [name, ['MessageIds']]),
  ...['date', 'resent-date'].map((name): [string, HeaderForm[]] => [name, ['Date']]),
  ...['help', 'unsubscribe', 'subscribe', 'post', 'owner', 'archive'].map((name): [string, HeaderForm[]] => [`list-${name}`, ['URLs']]),
  // defined in RFC 5322 §3.6.7, in none of the lists
  ['return-path', []],
  ['received', []],
]);

/** Null when the text is no header property, or asks for a form that is forbidden for that field. */
export function parseHeaderProperty(property: string): HeaderProperty | null {
  const match = /^header:([\x21-\x39\x3b-\x7e]{1,200})(?::as([A-Za-z]{1,20}))?(:all)?$/.exec(property);
  if (match === null) return null;
  const [, name, formName, all] = match;
  const form = forms.find((one) => one === (formName ?? 'Raw'));
  if (name === undefined || form === undefined) return null;
  const allowed = formsOf.get(name.toLowerCase());
  // a field that neither RFC 5322 nor RFC 2369 defines may be read in every form
  if (form !== 'Raw' && allowed !== undefined && !allowed.includes(form)) return null;
  return { property, name, form, all: all !== undefined };
}

/** The value of a header property: the last field of that name, or all of them (§4.1.3). */
export function headerPropertyValue({ name, form, all }: HeaderProperty, fields: readonly HeaderField[]): unknown {
  const wanted = name.toLowerCase();
  const found = fields.filter((field) => field.name.toLowerCase() === wanted);
  if (all) return found.map((field) => inForm(field, form));
  const last = found.at(-1);
  return last === undefined ? null : inForm(last, form);
}

function inForm(field: HeaderField, form: HeaderForm): unknown {
  switch (form) {
    case 'Raw':
      return asRaw(field.value);
    case 'Text':
      return asText(fieldText(field));
    case 'Addresses':
      return asAddresses(fieldText(field));
    case 'GroupedAddresses':
      return asGroupedAddresses(fieldText(field));
    case 'MessageIds':
      return asMessageIds(fieldText(field));
    case 'Date':
      return asDate(fieldText(field));
    case 'URLs':
      return asURLs(fieldText(field));
  }
}
