import type { MessagePart } from '#lib/mail/index.ts';

export type BodyParts = { textBody: MessagePart[]; htmlBody: MessagePart[]; attachments: MessagePart[]; hasAttachment: boolean };

const isInlineMedia = (type: string): boolean => type.startsWith('image/') || type.startsWith('audio/') || type.startsWith('video/');

/** The flat lists of RFC 8621 §4.1.4, by the algorithm given there. */
export function bodyParts(structure: MessagePart): BodyParts {
  const textBody: MessagePart[] = [];
  const htmlBody: MessagePart[] = [];
  const attachments: MessagePart[] = [];
  flatten([structure], 'mixed', false, htmlBody, textBody, attachments);
  const embedded = new Set(attachments.filter((part) => isEmbeddedImage(part, structure)));
  return {
    textBody,
    htmlBody,
    attachments,
    hasAttachment: attachments.some((part) => part.disposition !== 'inline' && !embedded.has(part)),
  };
}

function flatten(
  parts: readonly MessagePart[],
  multipartType: string,
  inAlternative: boolean,
  htmlBody: MessagePart[] | null,
  textBody: MessagePart[] | null,
  attachments: MessagePart[],
): void {
  // For multipart/alternative.
  const textLength = textBody?.length ?? -1;
  const htmlLength = htmlBody?.length ?? -1;
  let text = textBody;
  let html = htmlBody;
  for (const [index, part] of parts.entries()) {
    // Is this a body part rather than an attachment? In multipart/related only the first part can be inline; a text part with a file name
    // that is not the first item is an attachment.
    const isInline =
      part.disposition !== 'attachment' &&
      (part.type === 'text/plain' || part.type === 'text/html' || isInlineMedia(part.type)) &&
      (index === 0 || (multipartType !== 'related' && (isInlineMedia(part.type) || part.name === null)));
    if (part.subParts !== null) {
      const subType = part.type.slice(part.type.indexOf('/') + 1);
      flatten(part.subParts, subType, inAlternative || subType === 'alternative', html, text, attachments);
    } else if (!isInline) attachments.push(part);
    else if (multipartType === 'alternative') {
      // null lists: an inner part of an outer alternative already decided against this kind
      if (part.type === 'text/plain') text?.push(part);
      else if (part.type === 'text/html') html?.push(part);
      else attachments.push(part);
    } else {
      if (inAlternative) {
        if (part.type === 'text/plain') html = null;
        if (part.type === 'text/html') text = null;
      }
      text?.push(part);
      html?.push(part);
      if ((text === null || html === null) && isInlineMedia(part.type)) attachments.push(part);
    }
  }
  if (multipartType === 'alternative' && text !== null && html !== null) {
    // Found only an HTML part, or only a plain text part.
    if (textLength === text.length && htmlLength !== html.length) text.push(...html.slice(htmlLength));
    if (htmlLength === html.length && textLength !== text.length) html.push(...text.slice(textLength));
  }
}

/** An image with a Content-Id beside the HTML of a multipart/related, not marked as attachment: part of the page, nothing to download (§4.1.4 MAY). */
function isEmbeddedImage(part: MessagePart, structure: MessagePart): boolean {
  if (part.cid === null || part.disposition === 'attachment' || !part.type.startsWith('image/')) return false;
  const around = parentOf(structure, part);
  return around?.type === 'multipart/related' && around.subParts?.[0] !== part;
}

function parentOf(tree: MessagePart, wanted: MessagePart): MessagePart | null {
  const open = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.subParts === null) continue;
    if (node.subParts.includes(wanted)) return node;
    open.push(...node.subParts);
  }
  return null;
}

/** All leaves of a structure, depth first. */
export function leafParts(structure: MessagePart): MessagePart[] {
  return structure.subParts === null ? [structure] : structure.subParts.flatMap(leafParts);
}
