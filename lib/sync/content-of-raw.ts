import type { Buffer } from 'node:buffer';
import { bodyParts, decodePartText, type ParsedMessage, parseMessage, previewOfParts, searchTextOf } from '#lib/message/index.ts';
import type { EmailContent } from '#lib/store/index.ts';
import { headerContent, wholeSecond } from './header-content.ts';

/** Octets in front of the body of the whole message, the empty line left out. */
export function headerBlockOf(raw: Buffer, parsed: ParsedMessage): Buffer {
  const top = parsed.parts.find((part) => part.part === parsed.structure);
  return raw.subarray(0, top?.bodyStart ?? 0);
}

/** The index's view of a message whose octets we hold (J8): complete at once, text for the index and preview included. */
export function contentOfRaw(raw: Buffer, receivedAtMs: number): EmailContent {
  return contentOfParsed(raw, parseMessage(raw), receivedAtMs);
}

/** The same of octets that were parsed already. */
export function contentOfParsed(raw: Buffer, parsed: ParsedMessage, receivedAtMs: number): EmailContent {
  const { headers, structure } = parsed;
  const shown = bodyParts(structure);
  const texts = [...new Set([...shown.textBody, ...shown.htmlBody])]
    .filter((part) => part.type.startsWith('text/'))
    .map((part) => {
      const place = parsed.parts.find((entry) => entry.part === part);
      return { type: part.type, text: place === undefined ? '' : decodePartText(raw.subarray(place.bodyStart, place.bodyEnd), part).text };
    });
  return {
    sizeBytes: raw.length,
    receivedAtMs: wholeSecond(receivedAtMs),
    ...headerContent(headers),
    structure,
    hasAttachment: shown.hasAttachment,
    headerBlock: headerBlockOf(raw, parsed),
    isHeaderComplete: true,
    text: { search: searchTextOf(texts), preview: previewOfParts(texts) },
    serverEmailId: null,
    serverThreadId: null,
  };
}
