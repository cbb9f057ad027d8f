import { dateSchema, emailAddressGroupSchema, emailAddressSchema } from '#lib/contract/index.ts';
import type { EmailAddress, EmailAddressGroup } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import type { HeaderSpec } from '#lib/message/index.ts';
import { headerLine } from '#lib/message/index.ts';
import { isSameJson } from '../same-json.ts';
import { parseHeaderProperty } from './header-property.ts';

type Json = Record<string, unknown>;

/** The convenience properties (RFC 8621 §4.1.3), as the header property that each stands for. */
const convenience: Readonly<Record<string, string>> = {
  sentAt: 'header:Date:asDate',
  from: 'header:From:asAddresses',
  sender: 'header:Sender:asAddresses',
  replyTo: 'header:Reply-To:asAddresses',
  to: 'header:To:asAddresses',
  cc: 'header:Cc:asAddresses',
  bcc: 'header:Bcc:asAddresses',
  subject: 'header:Subject:asText',
  messageId: 'header:Message-ID:asMessageIds',
  inReplyTo: 'header:In-Reply-To:asMessageIds',
  references: 'header:References:asMessageIds',
};

export const isHeaderPropertyName = (name: string): boolean => Object.hasOwn(convenience, name) || name.startsWith('header:');

export type CreateHeader = {
  fields: HeaderSpec[];
  /** names of the fields, lower case */
  names: Set<string>;
  /** properties that cannot stand (§4.6) */
  wrong: string[];
};

/**
 * Header fields to write, out of the properties of an Email or a body part. Order: the convenience ones as mail programs write them, then the
 * others as they come.
 *
 * @param taken fields that may not be given here: those of the Email when a part is read
 */
export function createHeader(object: Json, taken: ReadonlySet<string> = new Set()): CreateHeader {
  const fields: HeaderSpec[] = [];
  const names = new Set<string>();
  const wrong: string[] = [];
  const given = Object.keys(object).filter(isHeaderPropertyName);
  const order = [...Object.keys(convenience).filter((name) => given.includes(name)), ...given.filter((name) => name.startsWith('header:'))];
  for (const property of order) {
    const parsed = parseHeaderProperty(convenience[property] ?? property);
    const value = object[property];
    if (parsed === null) {
      wrong.push(property);
      continue;
    }
    const name = parsed.name.toLowerCase();
    if (names.has(name) || taken.has(name)) {
      wrong.push(property);
      continue;
    }
    names.add(name);
    // null stands for a field that is not there, as /get shows it
    if (value === null) continue;
    const values = parsed.all ? (Array.isArray(value) ? value : null) : [value];
    const specs = values?.map((one) => headerSpec(parsed.name, parsed.form, one)) ?? [null];
    if (specs.every((spec) => spec !== null && isWritable(spec))) fields.push(...(specs as HeaderSpec[]).filter((spec) => !isEmpty(spec)));
    else wrong.push(property);
  }
  return { fields, names, wrong };
}

function headerSpec(name: string, form: string, value: unknown): HeaderSpec | null {
  switch (form) {
    case 'Raw':
      return typeof value === 'string' ? { name, form: 'raw', value } : null;
    case 'Text':
      return typeof value === 'string' ? { name, form: 'text', value } : null;
    case 'Addresses': {
      const addresses = addressList(value);
      return addresses === null ? null : { name, form: 'addresses', value: addresses };
    }
    case 'GroupedAddresses': {
      const groups = groupList(value);
      return groups === null ? null : { name, form: 'groups', value: groups };
    }
    case 'MessageIds':
    case 'URLs': {
      const isTexts = Array.isArray(value) && value.every((one): one is string => typeof one === 'string' && one !== '');
      return isTexts ? { name, form: form === 'URLs' ? 'urls' : 'message-ids', value } : null;
    }
    case 'Date': {
      const date = dateSchema.safeParse(value);
      return date.success ? { name, form: 'date', ...dateParts(date.data) } : null;
    }
    default:
      return null;
  }
}

const maxAddresses = 2_000;

function addressList(value: unknown): EmailAddress[] | null {
  if (!Array.isArray(value) || value.length > maxAddresses) return null;
  const checked = value.map((one) => emailAddressSchema.safeParse(one));
  return checked.every((one) => one.success) ? checked.map((one) => one.data!) : null;
}

function groupList(value: unknown): EmailAddressGroup[] | null {
  if (!Array.isArray(value) || value.length > maxAddresses) return null;
  const checked = value.map((one) => emailAddressGroupSchema.safeParse(one));
  return checked.every((one) => one.success) ? checked.map((one) => one.data!) : null;
}

/** A JMAP Date as instant and zone of the writer. */
function dateParts(date: string): { ms: number; offsetMinutes: number } {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(date);
  const minutes = zone === null ? 0 : (Number(zone[2]) * 60 + Number(zone[3])) * (zone[1] === '-' ? -1 : 1);
  return { ms: Date.parse(date), offsetMinutes: minutes };
}

/** The builder has the last word on what can stand in a header: no line breaks, no NUL, no endless words. */
function isWritable(spec: HeaderSpec): boolean {
  try {
    headerLine(spec);
    return true;
  } catch (error) {
    if (isMailError(error) && error.kind === 'invalid') return false;
    throw error;
  }
}

/** An empty list of addresses, ids or URLs is no field. */
const isEmpty = (spec: HeaderSpec): boolean => 'value' in spec && Array.isArray(spec.value) && isSameJson(spec.value, []);
