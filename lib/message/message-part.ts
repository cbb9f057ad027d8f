import type { MessagePart } from '#lib/mail/index.ts';
import { type ContentField, decodedParam } from './content-field.ts';

/** What the header fields of a part (or the entries of BODYSTRUCTURE) say, before any interpretation. */
export type PartFacts = {
  contentType: ContentField | null;
  disposition: ContentField | null;
  encoding: string | null;
  /** with or without angle brackets */
  contentId: string | null;
  language: string | null;
  location: string | null;
};

/**
 * Makes the part that RFC 8621 §4.1.4 shows. The one place where names, charsets and ids of parts are derived, for our parser and for
 * BODYSTRUCTURE alike (J4). `type` is the effective type; `subParts` is null until the caller adds some.
 */
export function messagePart(input: { fields: PartFacts; type: string; partId: string | null; size: number }): MessagePart {
  const { fields, type } = input;
  const isMultipart = type.startsWith('multipart/');
  const params = fields.contentType?.params ?? new Map<string, string>();
  const dispositionParams = fields.disposition?.params ?? new Map<string, string>();
  const disposition = fields.disposition?.value.split(/\s/, 1)[0] ?? '';
  const cid = withoutComments(fields.contentId ?? '')
    .replace(/^<|>$/g, '')
    .trim();
  const location = fields.location?.replace(/\s+/g, '') ?? '';
  return {
    partId: input.partId,
    type,
    size: input.size,
    name: partName(params, dispositionParams),
    charset: charsetOf(type, params),
    disposition: disposition === '' ? null : disposition,
    // BODYSTRUCTURE has no place for the id of a multipart
    cid: cid === '' || isMultipart ? null : cid,
    language: languages(fields.language),
    location: location === '' ? null : location,
    encoding: isMultipart ? null : encodingOf(fields.encoding),
    params: Object.fromEntries([...params].filter(([name]) => name !== '__proto__')),
    subParts: null,
  };
}

function partName(params: ReadonlyMap<string, string>, dispositionParams: ReadonlyMap<string, string>): string | null {
  const name = decodedParam(dispositionParams, 'filename') ?? decodedParam(params, 'name');
  return name === null || name === '' ? null : name;
}

/** RFC 2045 §6.1: 7bit where none is named. What is no single word counts as none, as for IMAP servers. */
function encodingOf(value: string | null): string {
  const encoding = withoutComments(value ?? '').toLowerCase();
  return /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(encoding) ? encoding : '7bit';
}

/** RFC 8621 §4.1.4 `charset`: us-ascii where text names none, null where it is not text. */
function charsetOf(type: string, params: ReadonlyMap<string, string>): string | null {
  if (!type.startsWith('text/')) return null;
  const charset = decodedParam(params, 'charset')?.trim() ?? '';
  return charset === '' ? 'us-ascii' : charset;
}

function languages(value: string | null): string[] | null {
  const tags = withoutComments(value ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return tags.length === 0 ? null : tags;
}

function withoutComments(text: string): string {
  if (!text.includes('(')) return text.trim();
  let depth = 0;
  const out: string[] = [];
  for (const char of text) {
    if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) out.push(char);
  }
  return out.join('').trim();
}
