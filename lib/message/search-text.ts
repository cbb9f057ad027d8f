import type { MessagePart } from '#lib/mail/index.ts';
import { bodyParts, leafParts } from './body-parts.ts';
import { htmlToText } from './html-to-text.ts';
import { limits } from './limits.ts';
import { previewOf } from './preview.ts';

/** Parts whose text is wanted for index and preview: the text body, and other inline text. Attachments are left out. */
export function textPartsToFetch(structure: MessagePart): MessagePart[] {
  const { textBody, htmlBody } = bodyParts(structure);
  const wanted = new Set([...textBody, ...htmlBody].filter((part) => part.type.startsWith('text/')));
  // the text alternative says the same as the HTML one, unless it is empty
  const text = textBody.filter((part) => wanted.has(part) && part.size > 2);
  return text.length > 0 ? text : leafParts(structure).filter((part) => wanted.has(part));
}

/** Text for the full-text index from decoded parts (`text` as `decodePartText` gives it); HTML becomes text. Bounded. */
export function searchTextOf(parts: readonly { type: string; text: string }[]): string {
  let left = limits.searchTextChars;
  const out: string[] = [];
  for (const part of parts) {
    if (left <= 0) break;
    const text = part.type === 'text/html' ? htmlToText(part.text, { quote: false, maxChars: left }) : part.text.slice(0, left);
    out.push(text);
    left -= text.length;
  }
  return out.join('\n');
}

/** The preview from decoded parts. */
export function previewOfParts(parts: readonly { type: string; text: string }[], maxChars = 256): string {
  for (const part of parts) {
    const preview = previewOf(part.type === 'text/html' ? htmlToText(part.text, { maxChars: 16 * 1024 }) : part.text, maxChars);
    if (preview !== '') return preview;
  }
  return '';
}
