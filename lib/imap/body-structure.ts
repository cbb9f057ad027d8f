import type { MessagePart } from '#lib/mail/index.ts';
import { messagePart } from '#lib/message/index.ts';
import { type ImapTokens, type ImapValue, listOf, numberOf, textOf } from './tokens.ts';

/** security.md §5 */
const maxDepth = 50;
const maxParts = 1_000;
const maxParams = 200;

/**
 * BODYSTRUCTURE as the part tree that our own parser makes of the same message (J4): section numbers of RFC 9051 §6.4.5.1, message/rfc822 as a
 * leaf.
 *
 * @returns null when the server's answer is of no use
 * @see RFC 9051 §7.5.2, RFC 8621 §4.1.4
 */
export function partOfBodyStructure(value: ImapValue): MessagePart | null {
  const list = listOf(value);
  if (list === null || list.length === 0) return null;
  return readPart(list, '', true, 0, { parts: 0 });
}

/** `section` is the part's own number, '' for the message; a message that is no multipart is its own part 1. */
function readPart(list: ImapTokens, section: string, isRoot: boolean, depth: number, count: { parts: number }): MessagePart | null {
  count.parts += 1;
  return Array.isArray(list[0]) ? readMultipart(list, section, depth, count) : readLeaf(list, isRoot ? '1' : section);
}

function readMultipart(list: ImapTokens, section: string, depth: number, count: { parts: number }): MessagePart | null {
  const subParts: MessagePart[] = [];
  let at = 0;
  for (; Array.isArray(list[at]); at += 1) {
    if (depth >= maxDepth || count.parts >= maxParts) continue;
    const number = at + 1;
    const part = readPart(listOf(list[at]) ?? [], section === '' ? String(number) : `${section}.${number}`, false, depth + 1, count);
    if (part === null) return null;
    subParts.push(part);
  }
  const subtype = textOf(list[at]);
  if (subtype === null) return null;
  const type = `multipart/${subtype.toLowerCase()}`;
  const part = messagePart({
    fields: { ...noFields, ...extension(list, at + 2), contentType: { value: type, params: readParams(list[at + 1]) } },
    type,
    partId: null,
    size: 0,
  });
  part.subParts = subParts;
  return part;
}

const noFields = { contentType: null, disposition: null, encoding: null, contentId: null, language: null, location: null };

function readLeaf(list: ImapTokens, section: string): MessagePart | null {
  if (list.length < 7) return null;
  const [main, subtype, params, id, , encoding, octets] = list;
  const mainType = textOf(main)?.toLowerCase() ?? '';
  const subType = textOf(subtype)?.toLowerCase() ?? '';
  const type = mainType === '' || subType === '' ? 'text/plain' : `${mainType}/${subType}`;
  // Behind the seven basic fields: lines for text; envelope, structure and lines for a message; then the extension data.
  let at = 7;
  if (mainType === 'text') at = 8;
  else if (type === 'message/rfc822' || type === 'message/global') at = Array.isArray(list[8]) || list[8] === null ? 10 : 7;
  const fields = {
    contentType: { value: type, params: readParams(params) },
    encoding: textOf(encoding),
    contentId: textOf(id),
    ...extension(list, at + 1),
  };
  return messagePart({ fields, type, partId: section, size: numberOf(octets) ?? 0 });
}

/** Disposition, language, location, in this order behind MD5 or the parameters. */
function extension(
  list: ImapTokens,
  at: number,
): Pick<Parameters<typeof messagePart>[0]['fields'], 'disposition' | 'language' | 'location'> {
  const disposition = listOf(list[at]);
  const dispositionType = textOf(disposition?.[0]);
  const language = listOf(list[at + 1]);
  return {
    disposition: dispositionType === null ? null : { value: dispositionType.toLowerCase(), params: readParams(disposition?.[1]) },
    language: language === null ? textOf(list[at + 1]) : language.map((tag) => textOf(tag) ?? '').join(','),
    location: textOf(list[at + 2]),
  };
}

/** First occurrence wins, names in lower case. */
function readParams(value: ImapValue): Map<string, string> {
  const params = new Map<string, string>();
  const list = listOf(value) ?? [];
  for (let at = 0; at + 1 < list.length && params.size < maxParams; at += 2) {
    const name = textOf(list[at])?.toLowerCase();
    const text = textOf(list[at + 1]);
    if (name !== undefined && name !== '' && text !== null && !params.has(name)) params.set(name, text);
  }
  return params;
}
