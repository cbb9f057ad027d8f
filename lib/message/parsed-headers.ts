import type { EmailAddress } from '#lib/mail/index.ts';
import { fieldText, type HeaderField, splitHeaderFields } from './header-fields.ts';
import { asAddresses, asMessageIds, asText, unfold } from './header-forms.ts';
import { parseMailDate, toRfc3339 } from './mail-date.ts';

/**
 * The header fields of a message, and the convenience properties of RFC 8621 §4.1.3. Of fields that decide who speaks and when, the
 * first counts (security.md §5); repeated To, Cc and Bcc fields are joined, so that no recipient is missed.
 */
export type ParsedHeaders = {
  fields: HeaderField[];
  /** true when a bound was met and fields are missing */
  isCut: boolean;
  subject: string | null;
  from: EmailAddress[] | null;
  sender: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  to: EmailAddress[] | null;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  sentAtMs: number | null;
  /** JMAP `Date` with the sender's offset */
  sentAt: string | null;
  messageId: string[] | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  /** value of List-Id, decoded */
  listId: string | null;
  /** RFC 3834: an Auto-Submitted other than `no`, or bulk precedence of old robots */
  isAutomatic: boolean;
};

/**
 * Parses the header block of a message, or the answer to BODY[HEADER.FIELDS (…)]. Never throws; bounded by `limits`.
 *
 * @param bytes the block, with or without the empty line and body behind it
 */
export function parseHeaderBlock(bytes: Uint8Array): ParsedHeaders {
  const { fields, isCut } = splitHeaderFields(bytes);
  return { fields, isCut, ...headerProperties(fields) };
}

const joined = new Set(['to', 'cc', 'bcc']);

export function headerProperties(fields: readonly HeaderField[]): Omit<ParsedHeaders, 'fields' | 'isCut'> {
  const first = new Map<string, string>();
  for (const field of fields) {
    const name = field.name.toLowerCase();
    const known = first.get(name);
    if (known === undefined) first.set(name, fieldText(field));
    else if (joined.has(name)) first.set(name, `${known}, ${fieldText(field)}`);
  }
  const addresses = (name: string): EmailAddress[] | null => {
    const value = first.get(name);
    return value === undefined ? null : asAddresses(value);
  };
  const ids = (name: string): string[] | null => {
    const value = first.get(name);
    return value === undefined ? null : asMessageIds(value);
  };
  const text = (name: string): string | null => {
    const value = first.get(name);
    return value === undefined ? null : asText(value);
  };
  const date = parseMailDate(unfold(first.get('date') ?? ''));
  const submitted = (first.get('auto-submitted') ?? '').trim().toLowerCase();
  const precedence = (first.get('precedence') ?? '').trim().toLowerCase();
  return {
    subject: text('subject'),
    from: addresses('from'),
    sender: addresses('sender'),
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    sentAtMs: date?.ms ?? null,
    sentAt: date === null ? null : toRfc3339(date),
    messageId: ids('message-id'),
    inReplyTo: ids('in-reply-to'),
    references: ids('references'),
    listId: text('list-id'),
    isAutomatic:
      (submitted !== '' && !/^no\b/.test(submitted)) || precedence === 'auto_reply' || precedence === 'bulk' || precedence === 'junk',
  };
}

/** The value of the first field of that name (any letter case), ready for the parsed forms; null when there is none. */
export function firstField(headers: Pick<ParsedHeaders, 'fields'>, name: string): string | null {
  const wanted = name.toLowerCase();
  const field = headers.fields.find((each) => each.name.toLowerCase() === wanted);
  return field === undefined ? null : fieldText(field);
}
