import { calendarPart, type EmailBody } from '#lib/client/index.ts';
import { unflowText } from '#lib/compose/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import { type MailSource, wordsOfHtml } from '#lib/html/index.ts';

/** One thing after the other in the body of an open message. */
export type ContentPart =
  | { kind: 'mail'; key: string; source: MailSource; isTruncated: boolean; isEncodingProblem: boolean }
  | { kind: 'image'; key: string; part: EmailBodyPart };

const raster = /^image\/(?:png|jpe?g|gif|webp|avif|bmp)$/i;
export const isRasterImage = (part: EmailBodyPart): boolean => raster.test(part.type);

/** What to draw, in order: HTML where the message has it, text else, pictures that stand between (RFC 8621 §4.1.4 htmlBody). */
export function contentParts(body: EmailBody): ContentPart[] {
  return body.htmlBody.flatMap((part): ContentPart[] => {
    const key = part.partId ?? '';
    if (isRasterImage(part)) return part.blobId === null ? [] : [{ kind: 'image', key, part }];
    const value = body.bodyValues[key];
    if (value === undefined || (value.value.trim() === '' && !value.isTruncated)) return [];
    const { isTruncated, isEncodingProblem } = value;
    const source: MailSource =
      part.type === 'text/html' ? { kind: 'html', html: value.value } : { kind: 'text', text: flowedText(part, value.value) };
    return [{ kind: 'mail', key, source, isTruncated, isEncodingProblem }];
  });
}

/** The same as text: the text parts as they were sent; of HTML that has none beside it, its words. */
export function textParts(body: EmailBody, target: Document): ContentPart[] {
  return body.textBody.flatMap((part): ContentPart[] => {
    const value = body.bodyValues[part.partId ?? ''];
    if (isRasterImage(part) || value === undefined || value.value.trim() === '') return [];
    const { isTruncated, isEncodingProblem } = value;
    const text = part.type === 'text/html' ? wordsOfHtml(value.value, target) : flowedText(part, value.value);
    return [{ kind: 'mail', key: `${part.partId ?? ''} text`, source: { kind: 'text', text }, isTruncated, isEncodingProblem }];
  });
}

/** RFC 3676 §4: `format=flowed` and `delsp=yes` are parameters of the part's type. */
export function flowedText(part: EmailBodyPart, text: string): string {
  const contentType = (part as EmailBodyPart & { 'header:Content-Type'?: unknown })['header:Content-Type'];
  if (typeof contentType !== 'string' || !/;\s*format\s*=\s*"?flowed/i.test(contentType)) return text;
  return unflowText(text, { delSp: /;\s*delsp\s*=\s*"?yes/i.test(contentType) });
}

/** What is looked at by the gateway, and said above the message, is no file to be opened. */
const isSignature = /^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/;

/** Attachments that are not already in sight as pictures of the HTML. */
export function shownAttachments(body: EmailBody): EmailBodyPart[] {
  const html = body.htmlBody.map((part) => (part.type === 'text/html' ? (body.bodyValues[part.partId ?? '']?.value ?? '') : '')).join('\n');
  const event = calendarPart(body.attachments);
  return body.attachments.filter((part) => {
    if (part.blobId === null || isSignature.test(part.type)) return false;
    // the calendar file beside the text is the card above it
    if (part === event && part.name === null) return false;
    const isInSight = part.cid !== null && isRasterImage(part) && part.disposition !== 'attachment' && mentions(html, part.cid);
    return !isInSight;
  });
}

const mentions = (html: string, cid: string): boolean => html.includes(`cid:${cid}`) || html.includes(`cid:${encodeURIComponent(cid)}`);

/** The server gives no octets of it: the message went out of its sight, or is just being deleted elsewhere. */
export const isNotShown = (part: ContentPart): boolean =>
  part.kind === 'mail' && part.isTruncated && (part.source.kind === 'html' ? part.source.html : part.source.text) === '';

/** Nothing in it that could be shown, although there are octets: then its source is. */
export function isUnreadable(body: EmailBody): boolean {
  if (body.attachments.length > 0 || body.size === 0) return false;
  if (body.htmlBody.length === 0 && body.textBody.length === 0) return true;
  if (contentParts(body).length > 0) return false;
  // A multipart whose boundary never comes, or octets that are no header and no body: the server makes up one part with nothing in it.
  return body.isMultipart || (body.messageId === null && body.sentAt === null);
}
